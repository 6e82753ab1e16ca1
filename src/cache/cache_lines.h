#ifndef CACHE_CACHE_LINES_H
#define CACHE_CACHE_LINES_H

#include "base/places.h"
#include "base/text.h"

/*
 * Lines that one run of mote remembers for the next, in the file `name` of a
 * place: at most 4096, the newest last. They are hints: the file may be
 * missing, or hold anything.
 */

/* Empty when nothing is known. */
void cache_lines_read(
    struct arena *arena, enum place place, const char *name, struct text_list *ret_lines);

/* Adds the lines that are not in the file yet. A failure is ignored: the lines
 * are only hints. */
void cache_lines_add(enum place place, const char *name, const struct text_list *lines);

#endif
