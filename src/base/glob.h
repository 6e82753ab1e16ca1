#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

/*
 * Globs over the file system, sorted by bytes: `*` `?` `[a-z]` within a name,
 * `**` for any number of folders; a name that begins with a dot matches only a
 * pattern with that dot. Never depends on the locale, unlike glob(3). Links to
 * folders are not followed by `**`.
 */
bool glob_is_pattern(const char *text);

/* Appends the matches; the pattern and the matches are relative to `folder`. A
 * pattern without `*`, `?` or `[` matches the file of that name. It is no error
 * when nothing matches. */
int glob_expand(struct arena *arena, const char *folder, const char *pattern,
    struct text_list *matches, struct error *err) MUST_CHECK;

/* Whether the pattern matches the whole relative path, by the rules of
 * glob_expand. Unlike there, `**` also matches folders whose names begin with a
 * dot. */
bool glob_matches(struct arena *arena, const char *pattern, const char *path);

#endif
