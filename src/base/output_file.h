#ifndef BASE_OUTPUT_FILE_H
#define BASE_OUTPUT_FILE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * A file that the user named as an output: an archive, a digest file, a dependency file. Only a regular file, or a name
 * that is free, is replaced, by a rename once all bytes are there. A symbolic link stays: what it leads to is
 * written. A device, a fifo and a descriptor of this process ("/dev/stdout", "/dev/fd/3") take the bytes as they come.
 * "-" is standard output.
 *
 *	SCOPED(output_file) struct output_file out = OUTPUT_FILE_NONE;
 *	if (output_file_open(arena, path, &out, err) != 0) ...
 *	write to out.fd, or hand it on with TAKE_FD
 *	output_file_finish(&out, err)
 *
 * Files that mote names itself, inside a folder of its own or of a layout, are written by file_write, which follows no link.
 */
struct output_file {
	int fd; /* for writing; -1 once it was taken */
	int lock; /* the same file, open until it is in place (leftover.h) */
	const char *path; /* behind all links */
	const char *hidden; /* where the bytes go until then; NULL: they go to the place itself */
};
#define OUTPUT_FILE_NONE {.fd = -1, .lock = -1}

/* A new file has mode 0644, whatever the umask. Opening a fifo waits for its reader. */
int output_file_open(struct arena *arena, const char *path, struct output_file *ret_file,
    struct error *err) MUST_CHECK;
/* Puts the file in place; it survives a power cut from then on. */
int output_file_finish(struct output_file *file, struct error *err) MUST_CHECK;
/* A file that was not finished is removed. */
void scope_output_file(struct output_file *file);

/* All of it at once. */
int output_file_write(
    const char *path, const void *bytes, size_t size, struct error *err) MUST_CHECK;

/* "-": standard output, or standard input where it is read. */
bool output_file_is_dash(const char *path);

/* Whether what is written there goes to standard output, under any name of it: then no other result may be printed there. */
bool output_file_is_stdout(const char *path);

#endif
