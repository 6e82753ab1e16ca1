#ifndef BUILDER_FOLDER_DIGEST_H
#define BUILDER_FOLDER_DIGEST_H

#include "base/digest.h"
#include "builder/source_copy.h"

/*
 * The digest of a folder's content: names, kinds, whether files are executable, bytes, targets of links, and
 * which file is older than which, because make compares them; no time itself, no owner, no order of the folder on disk. What
 * source_copy leaves out is left out here too.
 */
struct folder_contents {
	struct digest digest;
	struct text_list files; /* all that are no folders, relative, sorted */
	/* of each of the files: how many different times of the others are before its own; 0 for links. NULL with an exact filter */
	const size_t *ages;
};

/* An exact filter: with all bits of the modes and no order of times, and anything but a file, folder or link is an error. */
int folder_digest(struct arena *arena, const char *path, const struct source_filter *filter,
    struct folder_contents *ret_contents, struct error *err) MUST_CHECK;

/*
 * Gives the files of a folder, which has these contents, times that tell their order and nothing else: seconds from
 * SOURCE_TIME on. What a build makes is younger.
 */
int folder_set_ages(
    const char *path, const struct folder_contents *contents, struct error *err) MUST_CHECK;

/* The digest of one regular file. */
int file_digest(const char *path, struct digest *ret_digest, struct error *err) MUST_CHECK;

#endif
