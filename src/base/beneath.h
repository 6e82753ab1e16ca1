#ifndef BASE_BENEATH_H
#define BASE_BENEATH_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/*
 * Files in a folder that somebody untrusted could write to, as a build into its stage. A link there may lead to any
 * file of the user, and a fifo would make mote wait for ever. So nothing here follows a link, in no part of the path
 * below the folder; only a regular file is read, and no open waits.
 *
 * Hard links need no look: a sandbox refuses them across the folders that it shows (other mounts on the strict rung,
 * no LANDLOCK_ACCESS_FS_REFER on the landlock rung).
 */
struct beneath {
	const char *folder; /* of mote: nobody untrusted could replace it or a folder above it */
	const char *path; /* of a file below it; relative and without ".." */
};

/* Opens a regular file for reading. The caller owns the descriptor; -1: `err` names the path. */
int beneath_open(struct beneath file, struct error *err);

/* Opens a folder, to list it. An empty path is the folder itself. */
int beneath_open_folder(struct beneath folder, struct error *err);

/* The whole file and a NUL that is not counted; more than `limit` bytes are an error. */
int beneath_read(struct arena *arena, struct beneath file, size_t limit, struct text *ret_bytes,
    struct error *err) MUST_CHECK;

/* Writes a new file of mode 0644; what had its name before goes away, unless it is a folder. */
int beneath_write(
    struct beneath file, const void *bytes, size_t size, struct error *err) MUST_CHECK;

/* What is there under that name, a link as itself; false: nothing, or a link leads there. */
bool beneath_status(struct beneath file, struct stat *ret_status);

/* Whether beneath_open may read it. */
bool beneath_is_file(struct beneath file);

#endif
