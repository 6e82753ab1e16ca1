#ifndef ROOTFS_PROOF_H
#define ROOTFS_PROOF_H

#include "rootfs/programs.h"
#include "rootfs/tree.h"

/*
 * Proves, before the tree becomes a layer, that every executable in it starts
 * on this platform: the programs, the executables that a build installed, and
 * those of `files` (prebuilt.h). A failure is ERROR_REFUSED.
 */
int proof_of_tree(struct arena *arena, const struct spec *spec, const struct programs *programs,
    const struct tree *tree, struct error *err) MUST_CHECK;

#endif
