#ifndef BUILDER_FOLDER_DIGEST_H
#define BUILDER_FOLDER_DIGEST_H

#include "base/digest.h"
#include "builder/source_copy.h"

/*
 * The digest of a folder's content: names, kinds, whether files are executable, bytes, targets of links; no
 * time, no owner, no order of the folder on disk. What source_copy leaves out is left out here too.
 */
struct folder_contents {
	struct digest digest;
	struct text_list files; /* all that are no folders, relative, sorted */
};

/* FOLDER_EXACT: with all bits of the modes, and anything but a file, folder or link is an error. */
int folder_digest(struct arena *arena, const char *path, const struct source_filter *filter,
    struct folder_contents *ret_contents, struct error *err) MUST_CHECK;

/* The digest of one regular file. */
int file_digest(const char *path, struct digest *ret_digest, struct error *err) MUST_CHECK;

#endif
