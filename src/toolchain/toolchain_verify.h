#ifndef TOOLCHAIN_TOOLCHAIN_VERIFY_H
#define TOOLCHAIN_TOOLCHAIN_VERIFY_H

#include "toolchain/toolchain.h"

/* The state of a toolchain since it was made. */
enum toolchain_state {
	TOOLCHAIN_GOOD,
	TOOLCHAIN_DAMAGED, /* its files have another SHA-256 than toolchain.json records */
	/* the recipes beside this mote, or the compiler, would make a different
	 * one */
	TOOLCHAIN_STALE,
};

/* Reads all files of the toolchain; a file that cannot be read is an error. A
 * toolchain never counts as stale when the recipes, or the programs that
 * compute their key, are missing. */
int toolchain_verify(struct arena *arena, const struct toolchain *toolchain,
    enum toolchain_state *ret_state, struct error *err) MUST_CHECK;

/* The SHA-256 over all files and links of a toolchain, or of the compiler, but
 * those that toolchain/build writes last: key and toolchain.json. */
struct digest;
int toolchain_contents_digest(struct arena *arena, const char *folder, struct digest *ret_digest,
    struct error *err) MUST_CHECK;

#endif
