#ifndef TOOLCHAIN_TOOLCHAIN_INSTALL_H
#define TOOLCHAIN_TOOLCHAIN_INSTALL_H

#include "toolchain/toolchain.h"

#include <stddef.h>

/*
 * Makes toolchains by the recipes of toolchain/, and removes them. A toolchain
 * appears whole or not at all. Two processes that install at once wait for each
 * other. A toolchain that was made from the same sources already is not made
 * again.
 */
struct toolchain_install {
	const struct platform *const *platforms;
	size_t count;
	bool cxx; /* with libc++ */
	const char
	    /* a folder or an address with finished toolchains; NULL: makes them
	     * from source */
	    *from;
};

/* Prints each step on stderr, unless mote is quiet. */
int toolchain_install(
    struct arena *arena, const struct toolchain_install *install, struct error *err) MUST_CHECK;

/* Prints a note and installs the missing toolchains of these platforms, all in
 * one run; without recipes, it fails with the error of toolchain_find. */
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

#endif
