#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/*
 * JSON by jansson. mote adds two things: a reference is released when its scope
 * ends, and the same value always gives the same bytes. Keys are written in the
 * order in which they were set.
 *
 *	SCOPED(json) json_t *config = json_object();
 *	json_object_set_new(config, "architecture", json_string("amd64"));
 *	const char *bytes = json_bytes(arena, config, &size); // and size: how many
 */
void scope_json(json_t **json);

/* Parses at most `size` bytes; `name` is for the error, which also has line and
 * column. Duplicate keys, deep nesting and anything behind the value are
 * errors. Returns a reference that the caller owns, or NULL with `err`. */
json_t *json_parse(const char *bytes, size_t size, const char *name, struct error *err) MUST_CHECK;

/* The first value of several that stand one after another; `*ret_used` is its
 * length. */
json_t *json_parse_first(const char *bytes, size_t size, const char *name, size_t *ret_used,
    struct error *err) MUST_CHECK;

/* Compact, without a newline; never NULL. */
char *json_bytes(struct arena *arena, const json_t *json, size_t *ret_size) RETURNS_NONNULL;
/* For people: indented by two, with a newline. Characters that text_visible
 * (text.h) would escape are written as \\u202E. */
char *json_pretty(struct arena *arena, const json_t *json) RETURNS_NONNULL;

/* The member's text copied to the arena, or NULL when it is absent or no
 * string. */
const char *json_get_text(struct arena *arena, const json_t *object, const char *key);
/* Adds the texts of the list `key`; other values are skipped. */
void json_get_texts(
    struct arena *arena, const json_t *object, const char *key, struct text_list *list);
/* The member as a number; `otherwise` when it is absent, negative or no
 * number. */
int64_t json_get_number(const json_t *object, const char *key, int64_t otherwise);

#endif
