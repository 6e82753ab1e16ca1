#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

/*
 * Globs over the file system, sorted by bytes: `*` `?` `[a-z]` within a name,
 * `**` for any number of folders; names that begin with a dot match only a
 * pattern that says the dot. Never depends on the locale, unlike glob(3). Links
 * to folders are not followed by `**`.
 */
bool glob_is_pattern(const char *text);

/* Appends the matches, relative to `folder` as the pattern is. A pattern
 * without magic is its own match when it exists. No match appends nothing and
 * is no error. */
int glob_expand(struct arena *arena, const char *folder, const char *pattern,
    struct text_list *matches, struct error *err) MUST_CHECK;

/* Whether the pattern matches the whole relative path, by the rules of
 * glob_expand. Unlike there, `**` also matches folders whose names begin with a
 * dot. */
bool glob_matches(struct arena *arena, const char *pattern, const char *path);

#endif
