#ifndef BUILDER_CONFIGURE_LOG_H
#define BUILDER_CONFIGURE_LOG_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

/*
 * A configure step that tried to run a program of another processor leaves a
 * line in its log. Its own last words are about something else. The logs are
 * those of autoconf, CMake and meson, and of scripts that name theirs alike.
 */
struct configure_trouble {
	const char *file; /* below the folder that was searched */
	size_t line; /* from 1 */
	const char *words; /* what is to be read there; foreign, cut to a line's length */
};

/* Looks at the logs below `folder` that were written since then: the last such
 * line of the first that has one. The folder is a build's: what is searched and
 * read has limits, and no link is followed. */
bool configure_log_search(struct arena *arena, const char *folder, const struct timespec *since,
    struct configure_trouble *ret_trouble);

#endif
