#ifndef ROOTFS_TREE_H
#define ROOTFS_TREE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A file tree as it will be in the image: entries with absolute clean paths,
 * sorted by bytes, each exactly once, parents before children. It says where
 * bytes come from; it does not hold them, but for generated files. Nothing is
 * taken from the host's file but its bytes, its kind and its x bit.
 *
 * Calling order: tree_init, tree_add..., tree_finish once, then `entries` and
 * tree_find. Adding is constant work and finishing is one sort, so 100,000
 * entries are nothing special.
 */
enum tree_kind { TREE_FOLDER, TREE_FILE, TREE_LINK };

struct tree_entry {
	const char *path; /* "/srv/www/index.html" */
	enum tree_kind kind;
	unsigned mode; /* 0..07777 */
	uint32_t owner, group;
	const char *source; /* file: its path on the host; NULL: `bytes` are its content */
	const char *
	    below; /* a build's folder above `source`: no links in it are followed; NULL: all are */
	const char *bytes; /* file: its content */
	uint64_t size; /* file: of the content, as it was when the entry was added */
	const char *link; /* link: its target, as is */
	const char *origin; /* for errors: "mote.yaml:12", "with: certs", "the executable" */
	bool prebuilt; /* a file of the user with an execute bit: prebuilt.h */
	bool implied; /* a folder whose mode and owner nobody asked for */
	size_t added; /* set by tree_add: errors name the earlier entry first */
};

struct tree {
	struct arena *arena;
	struct tree_entry *entries;
	size_t count, capacity;
	struct text_list
	    listed; /* folders of the host: a name more or less there is another tree */
	uint64_t size; /* of all files */
};

/* The most bytes that all files of a tree hold together. The same limit holds
 * when layers are read. */
#define TREE_SIZE_LIMIT ((uint64_t)64 << 30)

/* The longest path and link target, and the longest name between two slashes,
 * in bytes: Linux's own. */
enum { TREE_PATH_LIMIT = 4095, TREE_NAME_LIMIT = 255 };

void tree_init(struct tree *tree, struct arena *arena);

/*
 * Adds an entry. Its path is cleaned into the tree's arena; the other strings
 * are kept by pointer and must live as long. ERROR_USAGE, with the origin: a
 * path that is not absolute, has ".." in it, is "/" itself or is too long; a
 * link to nothing; a mode over 07777. ERROR_REFUSED: a name or target that is
 * not UTF-8 or has a control character, which not every reader of layers gives
 * back; a name that begins with ".wh.", which in a layer says that a file is
 * gone (image-spec 1.1, layer.md, "Whiteouts"); files of more than
 * TREE_SIZE_LIMIT bytes.
 */
int tree_add(struct tree *tree, const struct tree_entry *entry, struct error *err) MUST_CHECK;

/*
 * Sorts, adds missing parents (0755, 0:0, implied, the child's origin) and
 * makes one of entries that agree: folders when one is implied or mode and
 * owner are equal, files of equal source or bytes, mode and owner, links of
 * equal target. ERROR_USAGE names both origins when two entries of one path
 * differ, and when a file or link has something below it.
 */
int tree_finish(struct tree *tree, struct error *err) MUST_CHECK;

/* Opens the `source` of a file, and checks that it is still a regular file. The
 * caller owns the descriptor; -1: `err` names the file. */
int tree_open(const struct tree_entry *entry, struct error *err);

/* The entry at a clean path, or NULL. After tree_finish only. */
const struct tree_entry *tree_find(const struct tree *tree, const char *path);

#endif
