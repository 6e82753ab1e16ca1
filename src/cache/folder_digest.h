#ifndef CACHE_FOLDER_DIGEST_H
#define CACHE_FOLDER_DIGEST_H

#include "base/digest.h"
#include "cache/folder_filter.h"

/*
 * The digest of a folder's content: names, kinds, bytes, targets of links,
 * whether files are executable, and the order of the files' times, because make
 * compares them. The times themselves, owners and the order of names on disk do
 * not count. Files that source_copy leaves out are left out here too.
 */
struct folder_contents {
	struct digest digest;
	struct text_list files; /* paths of all entries but folders, relative, sorted */
	/* for each file: how many different times of other files are earlier
	 * than its time; 0 for links. NULL with an exact filter */
	const size_t *ages;
};

/* With an exact filter the digest has all bits of the modes and no order of
 * times; anything but a file, a folder or a link is an error. */
int folder_digest(struct arena *arena, const char *path, const struct folder_filter *filter,
    struct folder_contents *ret_contents, struct error *err) MUST_CHECK;

/*
 * Sets the times of the files in a folder with these contents: FOLDER_TIME plus
 * the file's age, in seconds. So the times tell the order of the files and
 * nothing else, and all files that the build makes are younger.
 */
int folder_set_ages(
    const char *path, const struct folder_contents *contents, struct error *err) MUST_CHECK;

/* The digest of one regular file. */
int file_digest(const char *path, struct digest *ret_digest, struct error *err) MUST_CHECK;

#endif
