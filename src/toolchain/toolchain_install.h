#ifndef TOOLCHAIN_TOOLCHAIN_INSTALL_H
#define TOOLCHAIN_TOOLCHAIN_INSTALL_H

#include "toolchain/toolchain.h"

#include <stddef.h>

/*
 * Makes toolchains by the recipes of toolchain/ and removes them. Each
 * toolchain appears whole or not at all, two installers wait for one another,
 * and one that is there and made of the same sources is left.
 */
struct toolchain_install {
	const struct platform *const *platforms;
	size_t count;
	bool cxx; /* with libc++ */
	const char
	    *from; /* a folder or an address with finished ones; NULL: they are made from source */
};

/* Prints each step on stderr, unless mote is quiet. */
int toolchain_install(
    struct arena *arena, const struct toolchain_install *install, struct error *err) MUST_CHECK;

/* Installs those of the platforms that are not there, all at once, after saying
 * so; without recipes, the error of toolchain_find. */
int toolchain_provide(struct arena *arena, const struct platform *const *platforms, size_t count,
    struct error *err) MUST_CHECK;

/* Likewise libc++ for a toolchain that was found and lacks it, which is then
 * found anew. */
int toolchain_provide_cxx(
    struct arena *arena, struct toolchain *toolchain, struct error *err) MUST_CHECK;

/* Removes the user's own and the ports made by it; ERROR_NOT_FOUND when there
 * is none. */
int toolchain_remove(
    struct arena *arena, const struct platform *platform, struct error *err) MUST_CHECK;

#endif
