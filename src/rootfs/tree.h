#ifndef ROOTFS_TREE_H
#define ROOTFS_TREE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A file tree as it will be in the image: entries with absolute clean paths, sorted by bytes, each
 * exactly once, parents before children. It says where bytes come from; it does not hold them, but for
 * generated files. Nothing is taken from the host's file but its bytes, its kind and its x bit.
 */
enum tree_kind { TREE_FOLDER, TREE_FILE, TREE_LINK };

struct tree_entry {
	const char *path; /* "/srv/www/index.html" */
	enum tree_kind kind;
	unsigned mode; /* 0..07777 */
	uint32_t owner, group;
	const char *source; /* file: the path on the host, or NULL when `bytes` is set */
	const char *bytes; /* file: its content */
	uint64_t size; /* file: of the content, as it was when the entry was added */
	const char *link; /* link: its target, as is */
	const char *origin; /* for errors: "mote.yaml:12", "with: certs", "the executable" */
	bool implied; /* a parent that nobody asked for */
};

struct tree {
	struct arena *arena;
	struct tree_entry *entries;
	size_t count, capacity;
};

void tree_init(struct tree *tree, struct arena *arena);

/* Adds an entry and its missing parents (0755, 0:0, implied). Two entries with one path are an error that
 * names both origins, except folder on folder (the explicit one wins) and a file of equal source and mode. Paths with "..", not absolute,
 * with NUL or over 4096 bytes are refused. */
int tree_add(struct tree *tree, const struct tree_entry *entry, struct error *err) MUST_CHECK;

/* Sorts; call once when all is added, before it is read. Refuses a file or link that has children. */
int tree_finish(struct tree *tree, struct error *err) MUST_CHECK;

#endif
