#ifndef TOOLCHAIN_TOOLCHAIN_VERIFY_H
#define TOOLCHAIN_TOOLCHAIN_VERIFY_H

#include "toolchain/toolchain.h"

/* The state of a toolchain since it was made. */
enum toolchain_state {
	TOOLCHAIN_GOOD,
	TOOLCHAIN_DAMAGED, /* its files are not those that were made: the "sha256" of toolchain.json is another */
	TOOLCHAIN_STALE, /* the recipes beside this mote, or the compiler, would make another one */
};

/* Reads all of its files. What cannot be read is an error; without the programs
 * that the recipes' key takes, and without recipes, none is stale. */
int toolchain_verify(struct arena *arena, const struct toolchain *toolchain,
    enum toolchain_state *ret_state, struct error *err) MUST_CHECK;

#endif
