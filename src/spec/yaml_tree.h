#ifndef SPEC_YAML_TREE_H
#define SPEC_YAML_TREE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A strict subset of YAML 1.1 as a tree of mappings, sequences and texts, each
 * with its line. Refused: anchors, aliases, tags, directives, a second
 * document, duplicate keys, keys that are no text, NUL, a byte order mark, what
 * is not UTF-8, and more than 32 levels or 10,000 nodes. A scalar is its text,
 * quoted or not: nothing here turns `no` or 1.10 into something else.
 */
enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml_node {
	enum yaml_kind kind;
	unsigned line; /* from 1 */
	const char *key; /* of a member of a mapping, else NULL */
	const char *text; /* of a text */
	bool nothing; /* a plain scalar that YAML reads as null: empty, ~ or null */
	struct yaml_node *children; /* the first one */
	struct yaml_node *next; /* the next of the same parent */
};

struct yaml_source {
	const char *name; /* for errors, "NAME:LINE: ..." */
	const char *bytes;
	size_t size;
};

/* `*ret_root` is NULL when the file holds nothing but comments. ERROR_USAGE
 * with the line. */
int yaml_tree_read(struct arena *arena, const struct yaml_source *source,
    struct yaml_node **ret_root, struct error *err) MUST_CHECK;

/* "a list", "a text", ... for errors. */
const char *yaml_kind_name(const struct yaml_node *node);

#endif
