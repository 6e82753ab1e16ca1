#ifndef BUILDER_CONFIGURE_LOG_H
#define BUILDER_CONFIGURE_LOG_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/*
 * When a configure step tries to run a program of another processor, it writes
 * a line in its log, but its last message is about another problem. The logs
 * are those of autoconf, CMake and meson, and of scripts with the same names of
 * logs.
 */
struct configure_trouble {
	const char *file; /* below the folder that was searched */
	size_t line; /* from 1 */
	const char *words; /* the text of that line; foreign, cut to a limit */
};

/* Searches the logs below `folder` that are newer than `since`. Returns the
 * last such line of the first log that has one. A build wrote the folder, so
 * the search has limits and follows no link. */
bool configure_log_search(struct arena *arena, const char *folder, const struct timespec *since,
    struct configure_trouble *ret_trouble);

#endif
