#ifndef IMAGE_IMAGE_FOLDERS_H
#define IMAGE_IMAGE_FOLDERS_H

#include "base/error.h"

#include <stddef.h>

/*
 * A limit for folders that have no entry of their own in a tar, but that the
 * path of another entry needs. One path of 4095 bytes can need up to 2047 such
 * folders. Real tools leave out fewer folders than they write files. Code that
 * makes such folders, on disk or in memory, counts them and the entries that it
 * has read.
 */
enum { FOLDERS_ALLOWED = 2048, FOLDERS_ALLOWED_AN_ENTRY = 10 };

static inline int
image_folders_check(size_t folders, size_t entries, struct error *err)
{
	if (folders < FOLDERS_ALLOWED + FOLDERS_ALLOWED_AN_ENTRY * entries)
		return 0;
	return error_set(err, ERROR_FAILED,
	    "%zu folders of %zu entries have no entry of their own; it is a bomb", folders,
	    entries);
}

#endif
