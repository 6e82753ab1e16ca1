#ifndef SANDBOX_TERMINAL_H
#define SANDBOX_TERMINAL_H

#include "base/error.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

/*
 * The standard streams of a command with which the user works, as with a shell.
 * The command never holds the user's own terminal: it could type into it, and
 * it could stay there when mote has ended. Where stdin and stdout of mote are a
 * terminal, the command gets a terminal of its own (a pty), and a thread copies
 * the bytes between the two. Elsewhere it gets an empty stdin and two pipes,
 * whose bytes the thread copies to mote's stdout and stderr.
 *
 *	SCOPED(terminal) struct terminal terminal = TERMINAL_NONE;
 *	terminal_open(&terminal, err);
 *	sandbox.terminal = &terminal;
 *	sandbox_run(arena, &sandbox, argv, &status, err);
 *	terminal_close(&terminal, err); // all bytes are copied then
 */
struct terminal {
	/* the command's stdin, stdout and stderr; -1: stdin is empty */
	int inner[3];
	/* mote's ends: of stdout, or of the pty; of stderr, or -1 */
	int out, err;
	bool is_pty;
	struct termios before; /* of the user's terminal, when is_pty */
	int trouble; /* errno of a write to mote's stdout or stderr; 0 */
	pthread_t thread;
	bool copies; /* the thread runs */
};

#define TERMINAL_NONE ((struct terminal){.inner = {-1, -1, -1}, .out = -1, .err = -1})

/* Whether mote's stdin and stdout are a terminal. */
bool terminal_is_there(void);

int terminal_open(struct terminal *terminal, struct error *err) MUST_CHECK;

/* In the child that becomes the command. */
int terminal_enter(const struct terminal *terminal, struct error *err) MUST_CHECK;
/* The same, and the pty controls the session of the command: from it come the
 * signals of ^C and ^Z. In a pid namespace of its own the command does this
 * itself: its first process must open the terminal. */
int terminal_lead(const struct terminal *terminal, struct error *err) MUST_CHECK;

/* After the command has ended: waits until all that it wrote is copied, unless
 * mote is asked to stop, and gives the user's terminal its settings back. -1:
 * something could not be written. A closed pipe is no error. */
int terminal_close(struct terminal *terminal, struct error *err) MUST_CHECK;
void scope_terminal(struct terminal *terminal);

#endif
