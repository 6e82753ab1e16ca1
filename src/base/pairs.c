#include "base/pairs.h"

#include "base/json.h"

#include <stdlib.h>
#include <string.h>

void
pairs_set(struct pairs *pairs, struct arena *arena, const char *key, const char *value)
{
	size_t i;

	for (i = 0; i < pairs->count; i++) {
		if (strcmp(pairs->items[i].key, key) == 0) {
			pairs->items[i].value = value;
			return;
		}
	}
	pairs->items =
	    arena_grow(arena, pairs->items, pairs->count, &pairs->capacity, sizeof(*pairs->items));
	pairs->items[pairs->count++] = (struct pair){key, value};
}

const char *
pairs_get(const struct pairs *pairs, const char *key)
{
	size_t i;

	for (i = 0; i < pairs->count; i++)
		if (strcmp(pairs->items[i].key, key) == 0)
			return pairs->items[i].value;
	return NULL;
}

static int
compare_keys(const void *left, const void *right)
{
	return strcmp(((const struct pair *)left)->key, ((const struct pair *)right)->key);
}

void
pairs_sort(struct pairs *pairs)
{
	if (pairs->count > 1)
		qsort(pairs->items, pairs->count, sizeof(*pairs->items), compare_keys);
}

json_t *
pairs_to_json(const struct pairs *pairs)
{
	json_t *json = json_object();
	size_t i;

	for (i = 0; i < pairs->count; i++)
		json_object_set_new(json, pairs->items[i].key, json_string(pairs->items[i].value));
	return json;
}

void
pairs_from_json(struct arena *arena, const json_t *json, struct pairs *pairs)
{
	const char *key;
	json_t *value;

	/* an object has each key once, so none is looked for: a foreign one may
	 * have very many */
	json_object_foreach((json_t *)(uintptr_t)json, key, value)
	{
		if (!json_is_string(value))
			continue;
		pairs->items = arena_grow(
		    arena, pairs->items, pairs->count, &pairs->capacity, sizeof(*pairs->items));
		pairs->items[pairs->count++] = (struct pair){
		    arena_strdup(arena, key), arena_strdup(arena, json_string_value(value))};
	}
}
