#ifndef BASE_PROCESS_PIPES_H
#define BASE_PROCESS_PIPES_H

#include "base/process.h"

#include <poll.h>

/*
 * The pipes between mote and a child, for process.c: the child's stdin, its
 * stdout for the caller, its messages for the user, and the reason why it could
 * not be started. One poll() in process_run waits for all of them. So a child
 * that writes before it has read its whole input does not block, and mote does
 * not block when nobody reads its stderr.
 *
 * In OUTPUT_LINES (output.h) bytes are collected until a line is complete, so
 * that the lines of builds that run side by side do not mix.
 */
struct process_pipes {
	const struct process_options *options;
	int input[2], output[2], messages[2], failure[2]; /* [0] is the reading end; -1: no pipe */
	size_t fed;
	char *kept; /* bytes of messages whose line is not complete */
	size_t kept_length;
	char *shown; /* lines that are not yet copied to mote's stderr: at most PIPE_BUF bytes */
	size_t shown_length;
	bool broken; /* writing to mote's stderr failed: messages are thrown away */
};

enum { PROCESS_PIPES_ENDS = 4 };

int process_pipes_lay(struct process_pipes *pipes, struct arena *arena, struct error *err);
/* In the child: makes the pipes its stdin, stdout and stderr. 0, or -1 and
 * errno. */
int process_pipes_redirect(const struct process_pipes *pipes);
/* In the parent: closes the child's ends. */
void process_pipes_begin(struct process_pipes *pipes);

/* Whether work is left: an open pipe from the child, or messages to copy. */
bool process_pipes_busy(const struct process_pipes *pipes);
/* Whether mote can read from the child now: a pipe is open, and the buffer has
 * room. */
bool process_pipes_wants_more(const struct process_pipes *pipes);
/* process_pipes_wish fills in the descriptors and events for poll().
 * process_pipes_serve reads and writes those that poll() found ready, and
 * returns the number of bytes that were read, or -1. */
void process_pipes_wish(struct process_pipes *pipes, struct pollfd ends[PROCESS_PIPES_ENDS]);
ssize_t process_pipes_serve(
    struct process_pipes *pipes, const struct pollfd ends[PROCESS_PIPES_ENDS], struct error *err);
/* Stops reading: from the pipes where poll() saw nothing, or from all pipes. */
void process_pipes_close_idle(
    struct process_pipes *pipes, const struct pollfd ends[PROCESS_PIPES_ENDS]);
void process_pipes_close(struct process_pipes *pipes);

void scope_process_pipes(struct process_pipes *pipes);

#endif
