#ifndef CACHE_CACHE_PRUNE_H
#define CACHE_CACHE_PRUNE_H

#include "cache/build_cache.h"

/*
 * Measures the build cache and the debug information of programs, and removes
 * old entries. The entry that was not used for the longest time goes first. An
 * entry that a process reads or writes at this moment stays.
 */
enum { CACHE_KIND_COUNT = 7 };

struct cache_kind_usage {
	const char *kind; /* "objects" */
	uint64_t entries, bytes;
};

struct cache_usage {
	struct cache_kind_usage kinds[CACHE_KIND_COUNT];
	uint64_t entries, bytes; /* of all */
};

/* A cache that does not exist yet counts as empty. */
int cache_measure(struct arena *arena, const struct build_cache *cache,
    struct cache_usage *ret_usage, struct error *err) MUST_CHECK;

/* Removes entries until at most `most` bytes are left, and also the leftovers
 * of killed runs. `*ret_freed` counts what was removed. */
int cache_prune(struct arena *arena, const struct build_cache *cache, uint64_t most,
    struct cache_usage *ret_freed, struct error *err) MUST_CHECK;

/* "500MB", "5GiB", "1048576". */
int cache_size_parse(const char *text, uint64_t *ret_bytes, struct error *err) MUST_CHECK;

/* $MOTE_CACHE_SIZE, else 5 GiB. */
int cache_limit(uint64_t *ret_bytes, struct error *err) MUST_CHECK;

/* The sum of the sizes of all files below a folder; holes of sparse files count
 * too. A file that disappears meanwhile counts as 0. */
uint64_t cache_folder_bytes(struct arena *arena, const char *path);

/* Prunes to the limit after a build that added an entry. A failure is only a
 * note. */
void cache_trim(const struct build_cache *cache);

#endif
