#ifndef BASE_BENEATH_H
#define BASE_BENEATH_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

/*
 * Files in a folder that an untrusted program may write to, as a build writes
 * into its stage. A link there could lead to any file of the user, and mote
 * could wait forever for a fifo. So these functions follow no link in any part
 * of the path below the folder, read only regular files, and open without
 * waiting. Hard links need no check: a sandbox refuses them between the folders
 * that it shows (other mounts on the strict rung, no LANDLOCK_ACCESS_FS_REFER
 * on the landlock rung).
 */
struct beneath {
	const char *folder; /* no untrusted program could replace it or a folder above it */
	const char *path; /* relative to the folder, and without ".." */
};

/* Opens a regular file for reading. The caller owns the descriptor; -1: `err`
 * names the path. */
int beneath_open(struct beneath file, struct error *err);

/* The same for reading and writing. Programs are often installed without write
 * permission: such a file is opened too, and keeps its mode. */
int beneath_open_writable(struct beneath file, struct error *err);

/* Opens a folder to list it. An empty path means the folder itself. */
int beneath_open_folder(struct beneath folder, struct error *err);

/* Reads the whole file, and adds a NUL that is not counted. A file of more than
 * `limit` bytes is an error. */
int beneath_read(struct arena *arena, struct beneath file, size_t limit, struct text *ret_bytes,
    struct error *err) MUST_CHECK;

/* Writes a new file of mode 0644. A file or link of that name is removed first;
 * a folder of that name is an error. */
int beneath_write(
    struct beneath file, const void *bytes, size_t size, struct error *err) MUST_CHECK;

/* The status of the entry at that path; of a link itself, not of its target.
 * false: there is no entry, or a folder in the path is a link. */
bool beneath_status(struct beneath file, struct stat *ret_status);

/* Whether the name is a regular file, which beneath_open may read. */
bool beneath_is_file(struct beneath file);

#endif
