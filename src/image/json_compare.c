#include "image/json_compare.h"

#include "base/text.h"

#include <string.h>

/* Two documents on the way down; `place` has the way so far. */
struct comparison {
	struct arena *arena;
	struct text place;
	struct json_differences *differences;
};

static void compare(struct comparison *comparison, const json_t *left, const json_t *right);

static const char *
text_of(struct arena *arena, const json_t *json)
{
	size_t size;

	return json == NULL ? NULL : json_bytes(arena, json, &size);
}

static void
add(struct comparison *comparison, const json_t *left, const json_t *right)
{
	struct json_differences *list = comparison->differences;
	struct arena *arena = comparison->arena;

	list->items =
	    arena_grow(arena, list->items, list->count, &list->capacity, sizeof(*list->items));
	list->items[list->count++] = (struct json_difference){
	    .place = arena_strdup(arena, text_string(&comparison->place)),
	    .left = text_of(arena, left),
	    .right = text_of(arena, right),
	};
}

/* RFC 6901, section 3: '~' and '/' of a key are written ~0 and ~1. */
static void
descend(struct comparison *comparison, const char *key, const json_t *left, const json_t *right)
{
	struct text *place = &comparison->place;
	size_t before = place->length;

	text_add(place, "/");
	for (; *key != '\0'; key++) {
		if (*key == '~' || *key == '/')
			text_add(place, *key == '~' ? "~0" : "~1");
		else
			text_append(place, key, 1);
	}
	compare(comparison, left, right);
	place->length = before;
	place->bytes[before] = '\0';
}

static void
compare_objects(struct comparison *comparison, const json_t *left, const json_t *right)
{
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)left, key, value)
	{
		descend(comparison, key, value, json_object_get(right, key));
	}
	json_object_foreach((json_t *)(uintptr_t)right, key, value)
	{
		if (json_object_get(left, key) == NULL)
			descend(comparison, key, NULL, value);
	}
}

static void
compare_lists(struct comparison *comparison, const json_t *left, const json_t *right)
{
	size_t i, count = json_array_size(left);

	if (json_array_size(right) > count)
		count = json_array_size(right);
	for (i = 0; i < count; i++) {
		struct arena arena = {0};

		descend(comparison, arena_printf(&arena, "%zu", i), json_array_get(left, i),
		    json_array_get(right, i));
		arena_release(&arena);
	}
}

static void
compare(struct comparison *comparison, const json_t *left, const json_t *right)
{
	if (json_is_object(left) && json_is_object(right))
		compare_objects(comparison, left, right);
	else if (json_is_array(left) && json_is_array(right))
		compare_lists(comparison, left, right);
	else if (left == NULL || right == NULL || !json_equal(left, right))
		add(comparison, left, right);
}

void
json_compare(struct arena *arena, const json_t *left, const json_t *right,
    struct json_differences *differences)
{
	struct comparison comparison = {.arena = arena, .differences = differences};

	text_init(&comparison.place, arena);
	text_add(&comparison.place, "");
	compare(&comparison, left, right);
}
