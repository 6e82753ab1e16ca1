#include "cache/path_memo.h"

#include <stdint.h>
#include <string.h>

enum { BUCKETS = 1024 };

struct row {
	const char *path;
	void *value;
	struct row *next;
};

struct path_memo {
	struct arena *arena;
	struct row *buckets[BUCKETS];
};

/* FNV-1a. */
static size_t
bucket_of(const char *path)
{
	uint32_t hash = 2166136261u;

	for (; *path != '\0'; path++)
		hash = (hash ^ (unsigned char)*path) * 16777619u;
	return hash % BUCKETS;
}

struct path_memo *
path_memo_new(struct arena *arena)
{
	struct path_memo *memo = arena_alloc(arena, sizeof(*memo));

	memo->arena = arena;
	return memo;
}

void *
path_memo_get(const struct path_memo *memo, const char *path)
{
	const struct row *row;

	for (row = memo->buckets[bucket_of(path)]; row != NULL; row = row->next)
		if (strcmp(row->path, path) == 0)
			return row->value;
	return NULL;
}

void
path_memo_put(struct path_memo *memo, const char *path, void *value)
{
	struct row **bucket = &memo->buckets[bucket_of(path)];
	struct row *row = arena_alloc(memo->arena, sizeof(*row));

	*row = (struct row){arena_strdup(memo->arena, path), value, *bucket};
	*bucket = row;
}
