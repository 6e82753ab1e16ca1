#ifndef IMAGE_IMAGE_TREE_H
#define IMAGE_IMAGE_TREE_H

#include "image/image_files.h"

/*
 * The merge behind image_list_files: a tree to which entries and whiteouts are
 * applied, layer by layer, the lowest first. It has no content of files.
 *
 *	SCOPED(image_tree) struct image_tree *tree = image_tree_new(arena);
 *	...                             // for each layer: image_tree_hide for each of its whiteouts,
 *	                                // then image_tree_add for each entry
 *	image_tree_list(tree, &files, err);
 *
 * Adding walks from the root and costs log n for each folder of the path;
 * hiding costs once for each entry that it hides. The total cost of all walks
 * has a limit, because links can form loops.
 */
struct image_tree;

struct image_tree *image_tree_new(struct arena *arena);
void scope_image_tree(struct image_tree **tree);

/*
 * Puts a file where its path (clean, absolute) leads, and replaces an older
 * entry. A folder that replaces a folder keeps its content. Type '1' is a hard
 * link to the entry at `link`. The tree copies the struct, but not its texts.
 */
int image_tree_add(
    struct image_tree *tree, const struct image_file *file, struct error *err) MUST_CHECK;

/* Removes the path and everything below it, or with `opaque` only what is below
 * it. A missing path is no error. */
int image_tree_hide(
    struct image_tree *tree, const char *path, bool opaque, struct error *err) MUST_CHECK;

/* Lists the entries of the tree, as image_files.h describes; the paths are in
 * the arena. */
int image_tree_list(
    struct image_tree *tree, struct image_files *ret_files, struct error *err) MUST_CHECK;

#endif
