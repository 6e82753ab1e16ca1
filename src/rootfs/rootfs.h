#ifndef ROOTFS_ROOTFS_H
#define ROOTFS_ROOTFS_H

#include "rootfs/programs.h"
#include "rootfs/tree.h"

/*
 * The file tree of one platform's image: programs, what the build installed,
 * `files` and the pieces of `with`.
 *
 *	rootfs_gather(arena, spec, &programs, &tree, err);
 *	proof_of_tree(arena, spec, &programs, &tree, err); // proof.h
 */

/* ERROR_REFUSED when nothing is where the entrypoint says: an image that cannot
 * start is not made. */
int rootfs_gather(struct arena *arena, const struct spec *spec, const struct programs *programs,
    struct tree *ret_tree, struct error *err) MUST_CHECK;

/* Adds the paths of the host of which the tree was made, but those that the
 * stage made. */
void rootfs_inputs(const struct tree *tree, const struct programs *programs, struct arena *arena,
    struct text_list *inputs);

#endif
