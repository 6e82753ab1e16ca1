#ifndef CACHE_CACHE_LINES_H
#define CACHE_CACHE_LINES_H

#include "base/places.h"
#include "base/text.h"

/*
 * Things to remember from one run to the next, a line each, in the file NAME of
 * a place: the newest last, and 4096 at most. They are hints: the file may be
 * gone, or hold anything.
 */

/* Empty when nothing is known. */
void cache_lines_read(
    struct arena *arena, enum place place, const char *name, struct text_list *ret_lines);

/* Adds those that are not there yet. What cannot be written is not known the
 * next time. */
void cache_lines_add(enum place place, const char *name, const struct text_list *lines);

#endif
