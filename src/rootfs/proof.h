#ifndef ROOTFS_PROOF_H
#define ROOTFS_PROOF_H

#include "rootfs/programs.h"
#include "rootfs/tree.h"

/*
 * The proof of an image, before it becomes a layer: its programs, all
 * executables that a build installed, and those that `files` brings
 * (prebuilt.h) start from the tree on this platform. A failure is
 * ERROR_REFUSED.
 */
int proof_of_tree(struct arena *arena, const struct spec *spec, const struct programs *programs,
    const struct tree *tree, struct error *err) MUST_CHECK;

#endif
