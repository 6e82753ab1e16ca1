#ifndef BASE_PROCESS_PIPES_H
#define BASE_PROCESS_PIPES_H

#include "base/process.h"

#include <poll.h>

/*
 * The pipes between mote and a child, for process.c: bytes for its stdin, what it prints for the caller, what it says for
 * the user, and why it could not be started. One poll() of process_run waits for all of them, so a child that writes
 * before it has read everything does not block, and neither does mote while its own stderr takes nothing.
 *
 * What the child says is kept until a line is whole, or for a moment: lines of builds that run side by side stay whole.
 */
struct process_pipes {
	const struct process_options *options;
	int input[2], output[2], words[2], trouble[2]; /* reading end first; -1: not there */
	size_t fed;
	char *kept; /* said, and not copied to mote's stderr yet */
	size_t kept_length;
	bool stale; /* the rest of the line does not come */
	bool deaf; /* mote's stderr takes no more: what is said is thrown away */
};

enum { PROCESS_PIPES_ENDS = 4 };

int process_pipes_lay(struct process_pipes *pipes, struct arena *arena, struct error *err);
/* In the child: they become its stdin, stdout and stderr. 0, or -1 and errno. */
int process_pipes_redirect(const struct process_pipes *pipes);
/* In the parent: closes the child's ends. */
void process_pipes_begin(struct process_pipes *pipes);

/* Whether there is anything to move: an open pipe from the child, or words to copy. */
bool process_pipes_busy(const struct process_pipes *pipes);
/* Whether something would be read from the child now: it may still say something, and there is room for it. */
bool process_pipes_wants_more(const struct process_pipes *pipes);
/* What to wait for; then what poll() said is done. Returns the bytes that came, or -1. */
void process_pipes_wish(const struct process_pipes *pipes, struct pollfd ends[PROCESS_PIPES_ENDS]);
ssize_t process_pipes_serve(
    struct process_pipes *pipes, const struct pollfd ends[PROCESS_PIPES_ENDS], struct error *err);
/* Nothing more is read: neither of the pipes in which poll() saw nothing, or of all. */
void process_pipes_close_idle(
    struct process_pipes *pipes, const struct pollfd ends[PROCESS_PIPES_ENDS]);
void process_pipes_close(struct process_pipes *pipes);

void scope_process_pipes(struct process_pipes *pipes);

#endif
