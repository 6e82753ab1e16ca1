#ifndef BASE_OUTPUT_FILE_H
#define BASE_OUTPUT_FILE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A file that the user named as an output: an archive, a digest file, a
 * dependency file. A regular file is replaced by a rename when all bytes are
 * written; a new file gets its name in the same way. A symbolic link stays, and
 * its target is written. A device, a fifo and a descriptor of this process
 * ("/dev/stdout", "/dev/fd/3") are written directly. "-" is standard output.
 *
 *	SCOPED(output_file) struct output_file out = OUTPUT_FILE_NONE;
 *	if (output_file_open(arena, path, &out, err) != 0) ...
 *	...                             // write to out.fd, or hand it on with TAKE_FD
 *	output_file_finish(&out, err);
 *
 * Files whose names mote chooses (in its cache, in a layout) are written by
 * file_write, which follows no link.
 */
struct output_file {
	int fd; /* for writing; -1 after TAKE_FD took it */
	int lock; /* duplicate of fd, which keeps the lock until the end (leftover.h) */
	const char *path; /* the path of the file, after following all links */
	/* the hidden file before the rename; NULL: `path` is written
	 * directly */
	const char *hidden;
};
#define OUTPUT_FILE_NONE {.fd = -1, .lock = -1}

/* A new file has mode 0644 under any umask. Opening a fifo waits for its
 * reader. */
int output_file_open(struct arena *arena, const char *path, struct output_file *ret_file,
    struct error *err) MUST_CHECK;
/* Renames the file to its path. From then on it survives a power cut. */
int output_file_finish(struct output_file *file, struct error *err) MUST_CHECK;
/* Removes a file that was not finished. */
void scope_output_file(struct output_file *file);

/* Writes a whole output in one call. */
int output_file_write(
    const char *path, const void *bytes, size_t size, struct error *err) MUST_CHECK;

/* Whether the path is "-": standard output, or standard input for a verb that
 * reads. */
bool output_file_is_dash(const char *path);

/* Whether the path is standard output under any of its names. Then no other
 * result may be printed on standard output. */
bool output_file_is_stdout(const char *path);

#endif
