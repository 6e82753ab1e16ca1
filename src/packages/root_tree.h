#ifndef PACKAGES_ROOT_TREE_H
#define PACKAGES_ROOT_TREE_H

#include "base/arena.h"
#include "base/error.h"

#include <stddef.h>
#include <time.h>

/*
 * The list of all that a root of packages will hold, before anything is made:
 * so a conflict is found before a file is linked.
 *
 *	struct root_tree tree = {.arena = arena};
 *	root_tree_add_package(&tree, "dash 0.5.12-2", folder, err); // in the order of names
 *	root_tree_add(&tree, &(struct root_entry){.path = "src", .kind = ROOT_FOLDER});
 *	root_tree_finish(&tree, err);
 *	root_tree_make(&tree, folder, err);
 */
enum root_kind { ROOT_FOLDER, ROOT_FILE, ROOT_LINK };

struct root_entry {
	const char *path; /* clean, relative to the root, /usr merged: "usr/bin/sh" */
	enum root_kind kind;
	const char *target; /* of a link */
	const char *from; /* the host's path of a file; NULL: an empty one */
	const char *package; /* for errors: "dash 0.5.12-2"; NULL: mote itself */
	struct timespec time; /* of a link; 0 for all folders */
};

struct root_tree {
	struct arena *arena;
	struct root_entry *items; /* sorted by path, each once, after root_tree_finish */
	size_t count, capacity;
};

void root_tree_add(struct root_tree *tree, const struct root_entry *entry);

/* Adds all files below the host's folder. */
int root_tree_add_package(
    struct root_tree *tree, const char *package, const char *folder, struct error *err) MUST_CHECK;

/* Sorts the entries. Of equal entries one stays; those of mote itself give way.
 * Others with the same path are an error. More may be added afterwards, if this
 * is called again. */
int root_tree_finish(struct root_tree *tree, struct error *err) MUST_CHECK;

/* The entry at a path of the root, with or without "/" in front and with /usr
 * merged or not; NULL: there is none. For a finished tree. */
const struct root_entry *root_tree_find(const struct root_tree *tree, const char *path);

/* "bin/sh" gives "usr/bin/sh"; "bin" alone gives "usr/bin". */
const char *root_tree_merge(struct arena *arena, const char *path) RETURNS_NONNULL;

/* Makes the folder, and all of the tree in it. */
int root_tree_make(const struct root_tree *tree, const char *folder, struct error *err) MUST_CHECK;

#endif
