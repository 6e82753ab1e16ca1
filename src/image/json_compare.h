#ifndef IMAGE_JSON_COMPARE_H
#define IMAGE_JSON_COMPARE_H

#include "base/json.h"

/*
 * Finds the places where two JSON values differ. Members are compared by key,
 * in any order, and elements by index. Objects are compared with objects and
 * lists with lists, part by part; any other pair is one difference.
 */
struct json_difference {
	const char *place; /* RFC 6901: "/config/Env/0"; "" is the whole document */
	const char *left, *right; /* compact JSON; NULL: absent */
};

struct json_differences {
	struct json_difference *items;
	size_t count, capacity;
};

void json_compare(struct arena *arena, const json_t *left, const json_t *right,
    struct json_differences *differences);

#endif
