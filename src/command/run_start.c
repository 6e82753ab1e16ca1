#include "command/run_start.h"

#include "base/file.h"
#include "base/process.h"
#include "base/scope.h"
#include "command/run_filter.h"
#include "sandbox/bubblewrap_choice.h"
#include "sandbox/read_only_host.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/keyctl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* State of the start. bubblewrap writes to the pipe `info` when the sandbox is
 * ready. */
struct start {
	const struct run_start *how;
	const char *program; /* bubblewrap's path */
	int info[2], filter;
	int inner; /* descriptor of the inner user namespace; -1 without ids */
	bool there;
	int ended_by; /* the signal that would have ended the program: hand_over(); 0: none */
};

static void
scope_start(struct start *start)
{
	scope_fd(&start->info[0]);
	scope_fd(&start->info[1]);
	scope_fd(&start->filter);
	scope_fd(&start->inner);
}

/* In the child, before it becomes bubblewrap: cuts its ties to mote's terminal,
 * keyring, files and devices. */
static int
shut_off(void *context, struct error *err)
{
	const struct start *start = context;
	const struct run_entry entry = {
	    &start->how->plan->user, start->how->options->root, start->inner};

	/* the terminal's Ctrl-C goes to mote alone, which hands it over to the
	 * program */
	(void)setpgid(0, 0);
	/* a failure is no problem: a kernel without keyrings has none to
	 * protect */
	(void)syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);
	(void)syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
	if (fcntl(start->info[1], F_SETFD, 0) != 0 ||
	    (start->filter >= 0 && fcntl(start->filter, F_SETFD, 0) != 0))
		return error_errno(err, "cannot start bubblewrap");
	/* when mote is root and the program has no ids of its own, it would own
	 * the host's devices, which --dev shows */
	return start->how->ids == NULL ? read_only_devices(err)
				       : run_ids_enter(start->how->ids, &entry, err);
}

static bool
is_there(struct start *start)
{
	char byte;

	if (!start->there)
		start->there = read(start->info[0], &byte, 1) == 1;
	return start->there;
}

/* Whether the program handles or ignores the signal, by its status in /proc. A
 * signal that it blocks counts as handled: it may read it by signalfd() or
 * sigwait(). */
static bool
minds(struct arena *arena, pid_t program, int number)
{
	static const char *const masks[] = {"\nSigCgt:", "\nSigIgn:", "\nSigBlk:"};
	struct error ignored;
	struct text status;
	bool found = false;
	size_t i;

	if (file_read(arena, arena_printf(arena, "/proc/%ld/status", (long)program), 64 << 10,
		&status, &ignored) != 0)
		return false;
	for (i = 0; i < ARRAY_SIZE(masks); i++) {
		const char *at = strstr(text_string(&status), masks[i]);

		if (at != NULL)
			found |= strtoull(at + strlen(masks[i]), NULL, 16) >> (number - 1) & 1;
	}
	return found;
}

/* The process that lies so many generations below mote; 0: it is not there
 * yet. */
static pid_t
find_program(struct arena *arena, unsigned generations)
{
	pid_t at = getpid();

	for (; generations > 0 && at != 0; generations--) {
		struct process_ids below = process_family(arena, at, NULL, 1);

		at = below.count == 0 ? 0 : below.items[0];
	}
	return at;
}

static bool
hand_over(struct arena *arena, struct start *start, int number)
{
	/* generations: bubblewrap, and the program; first, with ids, the guard
	 * of run_ids_enter(); last but one, when emulated, bubblewrap's own
	 * process 1 */
	bool emulated = start->how->plan->emulated;
	pid_t program =
	    find_program(arena, 2U + (emulated ? 1 : 0) + (start->how->ids != NULL ? 1 : 0));

	if (program == 0)
		return false;
	/* The kernel does not deliver to process 1 a signal that it does not
	 * handle. Outside of a sandbox that signal would end the program; so
	 * mote ends it, as a user who tries it by hand expects. */
	if (emulated || minds(arena, program, number)) {
		kill(program, number);
	} else {
		start->ended_by = number;
		kill(program, SIGKILL);
	}
	return true;
}

static bool
pass_signal(void *context, int number)
{
	struct start *start = context;
	struct arena arena = {0};
	bool passed = is_there(start) && hand_over(&arena, start, number);

	arena_release(&arena);
	return passed;
}

static int
start_bubblewrap(
    const char *const *arguments, struct start *start, int *ret_status, struct error *err)
{
	/* the image's variables are for the program only: bubblewrap sets them
	 * inside */
	static const char *const no_variables[] = {NULL};
	struct process_options options = {
	    .program = start->program,
	    .arguments = arguments,
	    .environment = no_variables,
	    .inherit_input = true,
	    .before_exec = shut_off,
	    .before_exec_context = start,
	    .pass_signal = pass_signal,
	    .pass_signal_context = start,
	};

	if (process_run(&options, ret_status, err) != 0)
		return -1;
	if (*ret_status != 0 && !is_there(start))
		return error_set(err, ERROR_FAILED,
		    "bubblewrap made no sandbox for the image; are user namespaces blocked here?");
	if (start->ended_by != 0 && *ret_status == 128 + SIGKILL)
		*ret_status = 128 + start->ended_by;
	return 0;
}

/* Opens the files that bubblewrap inherits. /dev/null keeps the number that the
 * inner namespace gets later. */
static int
open_files(struct start *start, struct error *err)
{
	/* mote reads it only when a signal comes, and must not wait then */
	if (pipe2(start->info, O_CLOEXEC) != 0 || fcntl(start->info[0], F_SETFL, O_NONBLOCK) != 0)
		return error_errno(err, "cannot start bubblewrap");
	if (start->how->ids != NULL) {
		start->inner = open("/dev/null", O_RDONLY | O_CLOEXEC);
		if (start->inner < 0)
			return error_errno(err, "cannot start bubblewrap");
	}
	return run_filter_open(&start->filter, err);
}

int
run_start(struct arena *arena, const struct run_start *how, int *ret_status, struct error *err)
{
	SCOPED(start)
	struct start start = {.how = how,
	    .program = bubblewrap_find(arena),
	    .info = {-1, -1},
	    .filter = -1,
	    .inner = -1};
	struct run_sandbox sandbox = {.root = how->options->root};

	if (open_files(&start, err) != 0)
		return -1;
	sandbox.info = start.info[1];
	sandbox.filter = start.filter;
	sandbox.user_namespace = start.inner;
	if (how->ids != NULL) {
		sandbox.root = RUN_IDS_ROOT;
		sandbox.shared = RUN_IDS_SHARED;
	}
	return start_bubblewrap(
	    run_plan_arguments(arena, how->options, how->plan, &sandbox), &start, ret_status, err);
}
