#ifndef IMAGE_IMAGE_FOLDERS_H
#define IMAGE_IMAGE_FOLDERS_H

#include "base/error.h"

#include <stddef.h>

/*
 * Folders that no entry of a layer makes, but the path of an entry needs: a tar
 * may leave them out, and then one path of 4095 bytes makes up to 2047. Tools
 * that do so have fewer of them than files. Whoever makes such folders, on disk
 * or in memory, counts them, and the entries that were read so far.
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
