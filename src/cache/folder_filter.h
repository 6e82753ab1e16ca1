#ifndef CACHE_FOLDER_FILTER_H
#define CACHE_FOLDER_FILTER_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/* The first second of 2000, UTC: the time of files whose real time must not
 * matter. */
enum { FOLDER_TIME = 946684800 };

/*
 * Decides which entries of a folder count, for a copy of the folder and for a
 * key made from it. A zeroed filter leaves out every entry with the name
 * ".git", and includes only regular files, folders and links. Their modes
 * become 0755 (folders, and files with any execute bit) or 0644.
 */
struct folder_filter {
	/* a folder that a build made: nothing is left out, modes are exact,
	 * anything but files, folders and links is an error */
	bool exact;
	const struct stat
	    *outputs; /* outputs that an earlier run of this same build wrote: left out */
	size_t output_count;
};

/* Whether the entry is left out, because of its name or as one of `outputs`. */
bool folder_filter_leaves_out(
    const struct folder_filter *filter, const char *name, const struct stat *status);
bool folder_filter_is_output(const struct folder_filter *filter, const struct stat *status);

/* The mode with which the entry counts. */
mode_t folder_filter_mode(const struct folder_filter *filter, const struct stat *status);

/* Fills `err` with "neither a file nor a folder nor a link"; always returns
 * -1. */
int folder_strange_entry(const char *path, struct error *err);

/* Adds the names in an open folder, sorted. The caller still owns the
 * descriptor. */
int folder_list(struct arena *arena, int folder, const char *path, struct text_list *names,
    struct error *err) MUST_CHECK;

#endif
