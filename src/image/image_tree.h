#ifndef IMAGE_IMAGE_TREE_H
#define IMAGE_IMAGE_TREE_H

#include "image/image_files.h"

/*
 * The merge behind image_list_files: a tree of folders that entries and
 * whiteouts are put to, layer by layer, from the bottom up. It holds no
 * content.
 *
 *	SCOPED(image_tree) struct image_tree *tree = image_tree_new(arena);
 *	...                             // for each layer: image_tree_hide for each of its whiteouts,
 *	                                // then image_tree_add for each entry
 *	image_tree_list(tree, &files, err);
 *
 * Adding is a walk from the root, log n a step; hiding costs what it hides,
 * once. What walks may cost in all is bounded, as links can lead round and
 * round.
 */
struct image_tree;

struct image_tree *image_tree_new(struct arena *arena);
void scope_image_tree(struct image_tree **tree);

/*
 * Puts a file where its path (clean, absolute) leads, over what was there; a
 * folder over a folder keeps what is in it. '1': one more name of what stands
 * at `link`. The tree keeps a copy of the struct, but not of its texts.
 */
int image_tree_add(
    struct image_tree *tree, const struct image_file *file, struct error *err) MUST_CHECK;

/* Takes away the path with all below it, or (`opaque`) only what is below it.
 * What is not there is fine. */
int image_tree_hide(
    struct image_tree *tree, const char *path, bool opaque, struct error *err) MUST_CHECK;

/* Lists the entries that are there now, as image_files.h says; the paths are
 * the arena's. */
int image_tree_list(
    struct image_tree *tree, struct image_files *ret_files, struct error *err) MUST_CHECK;

#endif
