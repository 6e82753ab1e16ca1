#ifndef ROOTFS_ROOTFS_H
#define ROOTFS_ROOTFS_H

#include "rootfs/programs.h"
#include "rootfs/tree.h"

/*
 * The file tree of one platform's image: programs, files that the build
 * installed, `files`, and the pieces of `with`.
 *
 *	rootfs_gather(arena, spec, &programs, &tree, err);
 *	proof_of_tree(arena, spec, &programs, &tree, err); // proof.h
 */

/* ERROR_REFUSED when the tree has no file at the path of the entrypoint: mote
 * makes no image that cannot start. */
int rootfs_gather(struct arena *arena, const struct spec *spec, const struct programs *programs,
    struct tree *ret_tree, struct error *err) MUST_CHECK;

/* Adds the host paths of all files in the tree, except those that the stage
 * made. */
void rootfs_inputs(const struct tree *tree, const struct programs *programs, struct arena *arena,
    struct text_list *inputs);

#endif
