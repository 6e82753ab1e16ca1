#ifndef CACHE_PATH_MEMO_H
#define CACHE_PATH_MEMO_H

#include "base/arena.h"

/* Remembers a value for each path, so that a header that a hundred sources
 * include is read once. The caller owns the values; the arena owns the rest. */
struct path_memo;

struct path_memo *path_memo_new(struct arena *arena) RETURNS_NONNULL;
/* NULL: the path has no value yet. */
void *path_memo_get(const struct path_memo *memo, const char *path);
/* Only for a path that has no value yet. */
void path_memo_put(struct path_memo *memo, const char *path, void *value);

#endif
