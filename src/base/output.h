#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The output of the commands of a build, on its way to the user. The bytes are
 * foreign: only what output_line.h leaves of them is shown. Memory is bounded,
 * whatever comes.
 *
 *	OUTPUT_LINES	each line is printed when it is complete, behind the name of its platform
 *	OUTPUT_WINDOW	the last lines are shown in a window (log_window.h), which goes away
 *	OUTPUT_NONE	nothing is shown
 *
 * With the last two all of it goes into a file, and is there when the build
 * failed:
 *
 *	SCOPED(output) struct output output = OUTPUT_NOWHERE;
 *	output_open(arena, &output, "linux/arm64");
 *	output_keep_in(&output, folder, "hello-arm64");
 *	options.output = &output;    // process.h, as often as need be
 *	output_tell_end(&output);    // when it failed: the last lines
 *	path = output_keep(&output); // and where the others are; NULL: all were shown
 *
 * A disk that is full ends the file and nothing else.
 */
enum output_mode { OUTPUT_LINES, OUTPUT_WINDOW, OUTPUT_NONE };

struct output {
	enum output_mode mode;
	const char *name; /* before each line; NULL: nothing is */
	bool alone; /* no other build prints: the name is not needed at the end */
	uint64_t said; /* bytes so far */
	char *tail; /* the last of them: a ring */
	char *line; /* the line that is not complete, for the window */
	size_t line_length;
	char *path; /* of the file: hidden until it is kept (leftover.h) */
	const char *kept_path; /* "<folder>/<begin>-XXXXXX.log" */
	int file; /* -1: there is none, or it could not be written */
	uint64_t written, dropped; /* bytes of the file; bytes that were its beginning before */
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

/* The mode is that of log.h. */
void output_open(struct arena *arena, struct output *output, const char *name);
/* The same for a command of mote's own recipes: in OUTPUT_LINES nothing is
 * shown before output_tell_end. */
void output_open_hidden(struct arena *arena, struct output *output);
/* Makes a hidden file in the folder, which output_keep names
 * "<begin>-XXXXXX.log". In OUTPUT_LINES none is needed. False: it cannot be
 * made. */
bool output_keep_in(struct output *output, const char *folder, const char *begin);
/* The command adds a line to this file for each of `most` steps; the descriptor
 * is the output's from now on. */
void output_count_steps(struct output *output, int file, size_t most);

/* For process_pipes.c: takes bytes that were read. */
void output_take(struct output *output, const char *bytes, size_t length);
/* Sees to the steps and the window. In OUTPUT_LINES it writes lines for new
 * steps to `to`, of `size` bytes, and returns their length. */
size_t output_tick(struct output *output, char *to, size_t size);
/* OUTPUT_LINES: makes lines to print of the bytes, at most `*size` bytes, and
 * says how many it wrote; a line that is not complete only when `last`. Returns
 * how many bytes were used. There is a NUL behind the bytes. */
struct output_bytes {
	const char *bytes;
	size_t length;
	bool last;
};
size_t output_format(
    const struct output *output, const struct output_bytes *from, char *to, size_t *size);

/* Prints the last lines, if they were not shown; also with -q. */
void output_tell_end(const struct output *output);
/* Prints all lines, if they were not shown; with -q nothing. */
void output_tell_all(const struct output *output);
/* Gives the file its name, and returns its path. NULL: output_tell_end printed
 * all, or there is no file. */
const char *output_keep(struct output *output);

void scope_output(struct output *output);

#endif
