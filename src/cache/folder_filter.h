#ifndef CACHE_FOLDER_FILTER_H
#define CACHE_FOLDER_FILTER_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/* The first second of 2000, UTC: the time of files whose own time must say
 * nothing. */
enum { FOLDER_TIME = 946684800 };

/*
 * Says which entries of a folder count, for a copy of the folder and for a key
 * made from it. A filter that is all zeros leaves out everything called ".git",
 * and takes regular files, folders and links only, with modes of 0755 (folders,
 * and files with any execute bit) or 0644.
 */
struct folder_filter {
	/* a folder that a build made: nothing is left out, modes are exact,
	 * anything but files, folders and links is an error */
	bool exact;
	const struct stat *own; /* outputs of this very build, from an earlier run: left out */
	size_t own_count;
};

/* Whether the entry is left out by its name or because it is one of `own`. */
bool folder_filter_leaves_out(
    const struct folder_filter *filter, const char *name, const struct stat *status);
bool folder_filter_is_own(const struct folder_filter *filter, const struct stat *status);

/* The mode with which the entry counts. */
mode_t folder_filter_mode(const struct folder_filter *filter, const struct stat *status);

/* "neither a file nor a folder nor a link"; always -1. */
int folder_strange_entry(const char *path, struct error *err);

/* Adds the names in an open folder, which stays the caller's, sorted. */
int folder_list(struct arena *arena, int folder, const char *path, struct text_list *names,
    struct error *err) MUST_CHECK;

#endif
