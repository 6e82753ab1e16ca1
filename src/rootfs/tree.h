#ifndef ROOTFS_TREE_H
#define ROOTFS_TREE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The file tree of an image: entries with absolute clean paths, sorted by
 * bytes, each exactly once, parents before children. It has the path of each
 * file on the host, and the bytes only of generated files. From a file of the
 * host mote uses only the bytes, the kind and the x bit.
 *
 * Calling order: tree_init, tree_add..., tree_finish once, then `entries` and
 * tree_find. Adding is constant work and finishing is one sort, so 100,000
 * entries take little time.
 */
enum tree_kind { TREE_FOLDER, TREE_FILE, TREE_LINK };

struct tree_entry {
	const char *path; /* "/srv/www/index.html" */
	enum tree_kind kind;
	unsigned mode; /* 0..07777 */
	uint32_t owner, group;
	const char *source; /* file: its path on the host; NULL: `bytes` are its content */
	const char *
	    /* a build's folder above `source`: no link below it is followed;
	     * NULL: all links are */
	    below;
	const char *bytes; /* file: its content */
	uint64_t size; /* file: size of the content when the entry was added */
	const char *link; /* link: its target, unchanged */
	const char *origin; /* for errors: "mote.yaml:12", "with: certs", "the executable" */
	bool prebuilt; /* a file of the user with an execute bit: prebuilt.h */
	bool implied; /* a folder that was added only as a parent of another entry */
	size_t added; /* set by tree_add, so that errors name the earlier entry first */
};

struct tree {
	struct arena *arena;
	struct tree_entry *entries;
	size_t count, capacity;
	struct text_list
	    /* folders of the host that were listed: the tree changes when a
	     * name in one is added or removed */
	    listed;
	uint64_t size; /* of all files */
};

/* The size limit for all files of a tree together. The same limit applies when
 * layers are read. */
#define TREE_SIZE_LIMIT ((uint64_t)64 << 30)

/* The longest path and link target, and the longest name between two slashes,
 * in bytes: the limits of Linux. */
enum { TREE_PATH_LIMIT = 4095, TREE_NAME_LIMIT = 255 };

void tree_init(struct tree *tree, struct arena *arena);

/*
 * Adds an entry. Its cleaned path is copied; the other strings are not copied
 * and must live as long as the tree. ERROR_USAGE, with the origin: a path that
 * is not absolute, has ".." in it, is "/" itself or is too long; a link with an
 * empty target; a mode over 07777. ERROR_REFUSED: a name or target that is not
 * UTF-8 or has a control character, which some readers of layers change; a name
 * that begins with ".wh.", which means in a layer that a file was deleted
 * (image-spec 1.1, layer.md, "Whiteouts"); files of more than TREE_SIZE_LIMIT
 * bytes.
 */
int tree_add(struct tree *tree, const struct tree_entry *entry, struct error *err) MUST_CHECK;

/*
 * Sorts the entries, adds missing parents (0755, 0:0, implied, with the child's
 * origin), and joins equal entries of one path: folders when one is implied or
 * mode and owner are equal, files with equal source or bytes, mode and owner,
 * links with equal target. ERROR_USAGE names both origins when two entries of
 * one path differ, and when an entry is below a file or a link.
 */
int tree_finish(struct tree *tree, struct error *err) MUST_CHECK;

/* Opens the `source` of a file, and checks that it is still a regular file. The
 * caller owns the descriptor; -1: `err` names the file. */
int tree_open(const struct tree_entry *entry, struct error *err);

/* The entry at a clean path, or NULL. After tree_finish only. */
const struct tree_entry *tree_find(const struct tree *tree, const char *path);

#endif
