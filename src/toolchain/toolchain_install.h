#ifndef TOOLCHAIN_TOOLCHAIN_INSTALL_H
#define TOOLCHAIN_TOOLCHAIN_INSTALL_H

#include "toolchain/toolchain.h"

#include <stddef.h>

/*
 * Makes toolchains by the recipes of toolchain/, or takes finished ones from a
 * place, and removes them. A toolchain
 * appears whole or not at all. Two processes that install at once wait for each
 * other. A toolchain that was made from the same sources already is not made
 * again.
 */
struct registry_access;
struct toolchain_install {
	const struct platform *const *platforms;
	size_t count;
	bool cxx; /* with libc++ */
	/* the place of finished toolchains (toolchain_from.h); NULL: the one
	 * that the user has set (base/settings.h); TOOLCHAIN_FROM_SOURCE, or no
	 * place at all: makes them from source */
	const char *from;
	const struct registry_access *access; /* for a place in a registry; NULL: the defaults */
};

#define TOOLCHAIN_FROM_SOURCE "source"

/* Prints each step on stderr, unless mote is quiet. */
int toolchain_install(
    struct arena *arena, const struct toolchain_install *install, struct error *err) MUST_CHECK;

/* Whether a missing toolchain would be made here from source: the user has set
 * no place for finished ones, and there are the recipes and make. */
bool toolchain_is_made_here(struct arena *arena);

/* Prints a note and installs the missing toolchains of these platforms, all in
 * one run; without a place that has them and without recipes, it fails with the
 * error of toolchain_find. */
int toolchain_provide(struct arena *arena, const struct platform *const *platforms, size_t count,
    struct error *err) MUST_CHECK;

/* The same for a toolchain without libc++: adds libc++, and fills `toolchain`
 * again. */
int toolchain_provide_cxx(
    struct arena *arena, struct toolchain *toolchain, struct error *err) MUST_CHECK;

/* Removes the user's toolchain and the ports that it made, and with the last
 * toolchain the compiler that all shared, and bubblewrap. ERROR_NOT_FOUND when
 * the user has none. */
int toolchain_remove(
    struct arena *arena, const struct platform *platform, struct error *err) MUST_CHECK;

/* Fetches mote's own tools, of which the root of every stage is made, for hosts
 * with this processor ("arm64"), unless they are there. ERROR_USAGE when there
 * are none for it. */
int toolchain_provide_tools(struct arena *arena, const char *host, struct error *err) MUST_CHECK;

/* Packs the user's toolchains into one archive in `folder`, by toolchain/dist.
 * `targets` ends with NULL; when it is empty, all that are installed are
 * packed. Needs the recipes and what they need. */
int toolchain_pack(struct arena *arena, const char *const *targets, const char *folder,
    struct error *err) MUST_CHECK;

#endif
