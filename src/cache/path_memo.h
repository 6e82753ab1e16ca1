#ifndef CACHE_PATH_MEMO_H
#define CACHE_PATH_MEMO_H

#include "base/arena.h"

/* Remembers something about a path: a hundred sources include one header. The
 * values are the caller's; all memory is the arena's. */
struct path_memo;

struct path_memo *path_memo_new(struct arena *arena) RETURNS_NONNULL;
/* NULL: nothing was put. */
void *path_memo_get(const struct path_memo *memo, const char *path);
/* For a path that has none yet. */
void path_memo_put(struct path_memo *memo, const char *path, void *value);

#endif
