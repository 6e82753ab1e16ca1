#ifndef SPEC_YAML_TREE_H
#define SPEC_YAML_TREE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A strict subset of YAML 1.1 as a tree of mappings, sequences and texts, each
 * with its line. Refused: anchors, aliases, tags, directives, a second
 * document, duplicate keys, keys that are not texts, NUL, a byte order mark,
 * bytes that are not UTF-8, and more than 32 levels or 10,000 nodes. The value
 * of a scalar is its text, with or without quotes: `no` and 1.10 stay texts.
 */
enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml_node {
	enum yaml_kind kind;
	unsigned line; /* from 1 */
	const char *key; /* for a member of a mapping, else NULL */
	const char *text; /* for YAML_TEXT */
	bool nothing; /* a plain scalar that YAML reads as null: empty, ~ or null */
	struct yaml_node *children; /* the first one */
	struct yaml_node *next; /* the next child of the same parent */
};

struct yaml_source {
	const char *name; /* for errors, "NAME:LINE: ..." */
	const char *bytes;
	size_t size;
};

/* `*ret_root` is NULL when the file has only comments. ERROR_USAGE with the
 * line. */
int yaml_tree_read(struct arena *arena, const struct yaml_source *source,
    struct yaml_node **ret_root, struct error *err) MUST_CHECK;

/* "a list", "a text", ... for errors. */
const char *yaml_kind_name(const struct yaml_node *node);

#endif
