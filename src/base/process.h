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
 * Child processes: start one, wait for it, return how it ended. A signal that
 * asks mote to stop sets a flag (stop_signal.h). mote then sends SIGTERM to the
 * child and all processes below it; after a second signal, or ten seconds, it
 * sends SIGKILL to the child. The flag becomes an error that ends every scope,
 * so that temporary folders are removed.
 *
 *	struct process_options options = {.arguments = argv, .folder = work};
 *	if (process_run(&options, &status, err) != 0) ... // could not be started, or interrupted
 *	if (status != 0) ...                              // ran and failed
 */
struct process_options {
	const char *const *arguments; /* NULL-terminated; [0] is looked up in PATH */
	/* the file that is started, as the child sees it after `before_exec`;
	 * NULL: as above */
	const char *program;
	const char *const *environment; /* NULL-terminated, NULL: mote's own */
	const char *folder; /* working folder, NULL: mote's own */
	const char *input; /* bytes for its stdin; NULL: /dev/null, unless inherit_input */
	size_t input_size;
	bool inherit_input; /* its stdin is mote's stdin */
	/* the command's stderr, and its stdout unless that is captured, go
	 * through a pipe to mote, which shows them as output.h describes. So
	 * the command never has the file or terminal of mote's stderr open.
	 * NULL: the command writes to mote's stderr */
	struct output *output;
	/* the command has no terminal; it ends when mote ends; all processes
	 * that it started end when it ends */
	bool own_session;
	/* with own_session: all processes that it started end also when mote is
	 * killed (process_guard.h) */
	bool guard;
	/* Called ten times a second with the command and all processes below
	 * it; -1 with `err` kills them all. Needs own_session. */
	int (*watch)(void *context, const struct process_ids *family, struct error *err);
	void *watch_context;
	size_t watch_most; /* number of processes that `watch` can handle */
	struct text *capture; /* receives its stdout; initialised by the caller */
	size_t capture_limit; /* in bytes; more output is an error. 0: 1 MiB */
	unsigned
	    seconds; /* killed, with all below it, after so many seconds, an error; 0: no limit */
	/* runs in the child before exec; returns 0 or fills err, which the
	 * parent then gets */
	int (*before_exec)(void *context, struct error *err);
	void *before_exec_context;
	/* for a program that the user runs (`mote run`): called in mote for a
	 * signal that asks mote to stop, and passes the signal to the program.
	 * The program's end is then its result and no error. False: the signal
	 * cannot be passed yet; mote calls again soon */
	bool (*pass_signal)(void *context, int number);
	void *pass_signal_context;
};

/* Starts the command and waits for its end. `*ret_status` is its exit status,
 * or 128 + the signal that ended it. */
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
