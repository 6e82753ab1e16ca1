#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/output.h"
#include "base/process_family.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Child processes: start one, wait for it, know how it ended. Signals that ask
 * mote to stop are noted in a flag (the only one), passed on to the child and
 * all below it (as SIGTERM; the second time to the child, as SIGKILL), and turn
 * into an error that unwinds every scope, so that temporary folders go away.
 *
 *	struct process_options options = {.arguments = argv, .folder = work};
 *	if (process_run(&options, &status, err) != 0) ... // could not be started, or interrupted
 *	if (status != 0) ...                              // ran and failed
 */
struct process_options {
	const char *const *arguments; /* NULL-terminated; [0] is looked up in PATH */
	const char *const *environment; /* NULL-terminated, NULL: mote's own */
	const char *folder; /* working folder, NULL: mote's own */
	const char *input; /* bytes for its stdin; NULL: /dev/null, unless inherit_input */
	size_t input_size;
	bool inherit_input; /* stdin is mote's */
	/* the command's stderr, and its stdout unless that is captured, go
	 * through a pipe to mote, which shows them as output.h says: the
	 * command never holds the file or terminal behind mote's stderr. NULL:
	 * the command's stderr is mote's */
	struct output *output;
	/* the command has no terminal; it ends when mote ends; all processes
	 * that it started end when it ends */
	bool own_session;
	/* with own_session: all processes that it started end also when mote is
	 * killed (process_guard.h) */
	bool guard;
	/* Looks at the command and all below it ten times a second; -1 with
	 * `err` ends them all. Needs own_session. */
	int (*watch)(void *context, const struct process_ids *family, struct error *err);
	void *watch_context;
	size_t watch_most; /* processes that it wants to hear of */
	struct text *capture; /* its stdout is collected here; initialised by the caller */
	size_t capture_limit; /* bytes; more is an error. 0: 1 MiB */
	unsigned
	    seconds; /* killed, with all below it, after so many seconds, an error; 0: no limit */
	/* runs in the child before exec; returns 0 or fills err, which the
	 * parent then gets */
	int (*before_exec)(void *context, struct error *err);
	void *before_exec_context;
	/* for a command that is the user's own: a signal that asks mote to stop
	 * is handed over by this instead, in mote, and how the command then
	 * ends is its result and no error. False: it cannot be handed over yet;
	 * it is asked again soon */
	bool (*pass_signal)(void *context, int number);
	void *pass_signal_context;
};

/* Runs to the end. `*ret_status` is the exit status, or 128 + the signal that
 * ended it. */
int process_run(
    const struct process_options *options, int *ret_status, struct error *err) MUST_CHECK;

/* The path of a program in a folder of mote's own PATH, or NULL. A relative or
 * empty folder in PATH is skipped: it could be a folder of the project that
 * mote works on. */
char *process_find(struct arena *arena, const char *program);

/* The processors that mote may run on, at least 1. No output may depend on
 * it. */
unsigned process_processors(void);

#endif
