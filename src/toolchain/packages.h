#ifndef TOOLCHAIN_PACKAGES_H
#define TOOLCHAIN_PACKAGES_H

#include "base/arena.h"

#include <stddef.h>

/*
 * The commands that toolchains, ports and builds need, and the Debian package
 * of each: the rows of toolchain/packages that have a use. That file is
 * compiled into mote.
 */
struct package {
	const char *group; /* "toolchain", "demo", "peers" */
	const char *name; /* "lld-19" */
	const char *command; /* "ld.lld-19" */
	const char *use; /* "makes the compiler" */
};

struct package_list {
	struct package *items; /* in the order of the file */
	size_t count, capacity;
};

struct package_list packages_read(struct arena *arena);

#endif
