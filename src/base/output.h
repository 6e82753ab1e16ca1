#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The output of the commands of a build, on its way to the user. The bytes are
 * foreign: output_line.h makes them harmless before they are shown. Memory is
 * bounded for any amount of output.
 *
 *	OUTPUT_LINES	each line is printed when it is complete, behind the name of its platform
 *	OUTPUT_WINDOW	the last lines are shown in a window (log_window.h), which goes away
 *	OUTPUT_NONE	nothing is shown
 *
 * In the last two modes all output is also written to a file, so that it can be
 * read when the build failed:
 *
 *	SCOPED(output) struct output output = OUTPUT_NOWHERE;
 *	output_open(arena, &output, "linux/arm64");
 *	output_keep_in(&output, folder, "hello-arm64");
 *	options.output = &output;    // process.h, as often as need be
 *	output_print_end(&output);    // when it failed: the last lines
 *	path = output_keep(&output); // and where the others are; NULL: all were shown
 *
 * When the disk is full, the file ends early; the build goes on.
 */
enum output_mode { OUTPUT_LINES, OUTPUT_WINDOW, OUTPUT_NONE };

struct output {
	enum output_mode mode;
	const char *name; /* printed before each line; NULL: no name */
	bool alone; /* this is the only build: output_print_end prints no name */
	uint64_t total; /* bytes that the command printed so far */
	char *tail; /* the last bytes, in a ring buffer */
	char *line; /* the unfinished line, for the window */
	size_t line_length;
	char *path; /* of the file: hidden until it is kept (leftover.h) */
	const char *kept_path; /* "<folder>/<begin>-XXXXXX.log" */
	int file; /* -1: there is none, or it could not be written */
	uint64_t written, dropped; /* bytes in the file; bytes that were cut from its beginning */
	bool kept;
	/* a file to which a command adds a line for each step that it begins;
	 * -1 */
	int steps;
	size_t step_count, step_most;
	char step[256];
	size_t step_length;
	struct arena *arena;
};

#define OUTPUT_NOWHERE ((struct output){.file = -1, .steps = -1})

/* The mode comes from log_output_mode(). */
void output_open(struct arena *arena, struct output *output, const char *name);
/* The same for a command of mote's own recipes: OUTPUT_LINES shows nothing
 * before output_print_end. */
void output_open_hidden(struct arena *arena, struct output *output);
/* Makes a hidden file in the folder; output_keep renames it to
 * "<begin>-XXXXXX.log". In OUTPUT_LINES no file is made. False: it cannot be
 * made. */
bool output_keep_in(struct output *output, const char *folder, const char *begin);
/* The command adds a line to this file for each of `most` steps. The output
 * owns the descriptor from now on. */
void output_count_steps(struct output *output, int file, size_t most);

/* For process_pipes.c: adds bytes that were read from the command. */
void output_add(struct output *output, const char *bytes, size_t length);
/* Updates the steps and the window. In OUTPUT_LINES it writes lines for new
 * steps to `to`, at most `size` bytes, and returns their length. */
size_t output_tick(struct output *output, char *to, size_t size);
/* OUTPUT_LINES: makes printable lines from the bytes. Writes at most `*size`
 * bytes to `to` and sets `*size` to their number; an unfinished line only when
 * `last`. Returns the number of bytes that were used. The caller puts a NUL
 * behind the bytes. */
struct output_bytes {
	const char *bytes;
	size_t length;
	bool last;
};
size_t output_format(
    const struct output *output, const struct output_bytes *from, char *to, size_t *size);

/* The last lines of the command, in any mode. */
struct output_bytes output_last_lines(const struct output *output);
/* Prints the last lines, unless they were shown already; also with -q. */
void output_print_end(const struct output *output);
/* Prints all lines, unless they were shown already; with -q nothing. */
void output_print_all(const struct output *output);
/* Gives the file its final name, and returns its path. NULL: output_print_end
 * printed everything, or there is no file. */
const char *output_keep(struct output *output);

void scope_output(struct output *output);

#endif
