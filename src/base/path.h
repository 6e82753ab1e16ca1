#ifndef BASE_PATH_H
#define BASE_PATH_H

#include "base/arena.h"

#include <stdbool.h>

/*
 * Paths as text. Nothing here asks the file system, and nothing here follows a
 * link.
 */

/* "a" and "b" give "a/b". An absolute `name`, or an empty or "." folder, gives
 * `name`. */
char *path_join(struct arena *arena, const char *folder, const char *name) RETURNS_NONNULL;

/* The last part of the path, "" for "/" and "a/"; points into `path`. */
const char *path_base(const char *path) RETURNS_NONNULL;

/* Everything before the last part: "." when there is nothing before it, "/" for
 * "/a". */
char *path_folder(struct arena *arena, const char *path) RETURNS_NONNULL;

/* Removes empty parts, "." parts, and each ".." with the part before it:
 * "a//b/./../c/" gives "a/c", "" gives ".". A leading ".." of a relative path
 * stays; "/.." is "/". */
char *path_clean(struct arena *arena, const char *path) RETURNS_NONNULL;

/* Whether the cleaned `path` is `folder` itself or lies inside it; both
 * cleaned. */
bool path_is_inside(const char *folder, const char *path);

/* The path as an argument of a command. A path that a command could take for an
 * option ("-x.c"), a response file ("@s.c") or the like gets "./" in front. */
const char *path_argument(struct arena *arena, const char *path) RETURNS_NONNULL;

/* Whether a part of `path` is equal to `name`. */
bool path_has_part(const char *path, const char *name);

/* Whether any part of `path` is "..". */
bool path_climbs(const char *path);

#endif
