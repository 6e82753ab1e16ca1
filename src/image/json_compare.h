#ifndef IMAGE_JSON_COMPARE_H
#define IMAGE_JSON_COMPARE_H

#include "base/json.h"

/*
 * Where two JSON values differ: members by their keys whatever their order,
 * elements by their index. A value that is an object or a list on both sides is
 * looked into, any other is a difference whole.
 */
struct json_difference {
	const char *place; /* RFC 6901: "/config/Env/0"; "" is the whole */
	const char *left, *right; /* compact JSON; NULL: not there */
};

struct json_differences {
	struct json_difference *items;
	size_t count, capacity;
};

void json_compare(struct arena *arena, const json_t *left, const json_t *right,
    struct json_differences *differences);

#endif
