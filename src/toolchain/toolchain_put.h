#ifndef TOOLCHAIN_TOOLCHAIN_PUT_H
#define TOOLCHAIN_TOOLCHAIN_PUT_H

#include "toolchain/toolchain_archive.h"
#include "toolchain/toolchain_install.h"

/*
 * Installs toolchains from an archive that is a file of this machine: unpacks
 * it beside the others, verifies it, and renames each folder to its place.
 */
struct toolchain_put {
	const char *home; /* the folder of the toolchains; it exists */
	const char *file; /* the archive */
	const struct toolchain_install *install;
};

/* A toolchain that is there with the same bytes is left. `ret_installed` has
 * the targets that were not. */
int toolchain_put(struct arena *arena, const struct toolchain_put *wish,
    struct text_list *ret_installed, struct error *err) MUST_CHECK;

#endif
