#ifndef BASE_PAIRS_H
#define BASE_PAIRS_H

#include "base/arena.h"

#include <stddef.h>

struct json_t; /* base/json.h */

/*
 * A map from texts to texts that remembers its order: variables, labels,
 * annotations, attributes. A zeroed struct is an empty map. Keys and values are
 * not copied: they live as long as the arena.
 *
 *	struct pairs labels = {0};
 *	pairs_set(&labels, arena, "a", "1");
 *	pairs_sort(&labels);
 */
struct pair {
	const char *key, *value;
};

struct pairs {
	struct pair *items; /* in the order in which they were set */
	size_t count, capacity;
};

/* An equal key keeps its place and gets the new value. */
void pairs_set(struct pairs *pairs, struct arena *arena, const char *key, const char *value);

/* The value, or NULL when there is no such key. */
const char *pairs_get(const struct pairs *pairs, const char *key);

/* Sorts by key, comparing bytes. */
void pairs_sort(struct pairs *pairs);

/* An object of texts, in the order of the pairs: a new reference, which the
 * caller owns. */
struct json_t *pairs_to_json(const struct pairs *pairs);

/* Adds copies of the members of an object. A member that is no text is
 * skipped. */
void pairs_from_json(struct arena *arena, const struct json_t *json, struct pairs *pairs);

#endif
