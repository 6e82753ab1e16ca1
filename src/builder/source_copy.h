#ifndef BUILDER_SOURCE_COPY_H
#define BUILDER_SOURCE_COPY_H

#include "base/error.h"
#include "base/text.h"
#include "spec/spec.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/* The time of files in the copy: the first second of 2000, UTC. */
enum { SOURCE_TIME = 946684800 };

/*
 * What of a folder counts. Without a filter's word everything called ".git" is left out, and only regular files,
 * folders and links are taken, with modes of 0755 (folders, and files with any execute bit) or 0644.
 */
struct source_filter {
	/* a folder that a build made: nothing is left out, modes are exact, anything but files, folders and links
	 * is an error */
	bool exact;
	const struct stat *own; /* outputs of this very build, from an earlier run: left out */
	size_t own_count;
};

/* The filter of a build. It leaves out the outputs, and the digest, metadata and dependency
 * files, that an earlier run of the build wrote; and the file `besides`, if that is not NULL. */
struct source_filter source_filter_of(
    struct arena *arena, const struct spec *spec, const char *besides);

/* Whether the entry is left out by its name or because it is one of `own`. */
bool source_leaves_out(
    const struct source_filter *filter, const char *name, const struct stat *status);
bool source_is_own(const struct source_filter *filter, const struct stat *status);

/* "neither a file nor a folder nor a link"; always -1. */
int source_strange(const char *path, struct error *err);

/* The names in an open folder, which stays the caller's, sorted. */
int source_list_folder(struct arena *arena, int folder, const char *path, struct text_list *names,
    struct error *err) MUST_CHECK;

/* The mode that it gets. */
mode_t source_mode(const struct source_filter *filter, const struct stat *status);

/*
 * The private copy of a source folder that a project's own build may write to. Folders, regular
 * files and symbolic links (as links) are copied. Files keep their times, because make compares
 * them; folders and links get SOURCE_TIME, because their times say nothing of their content. The
 * filter leaves the rest out: a build must not depend on the state of a repository, on what it made
 * last time, or on the umask at checkout. Entries are made in sorted order. The copy shares its
 * bytes with the original where the file system can.
 *
 * `to` must not exist; it may lie inside `from` and is then not copied into itself.
 */
int source_copy(const char *from, const char *to, const struct source_filter *filter,
    struct error *err) MUST_CHECK;

#endif
