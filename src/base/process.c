#include "base/process.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/path.h"
#include "base/process_guard.h"
#include "base/process_pipes.h"
#include "base/scope.h"
#include "base/stop_signal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	NOT_STARTED = 127,
	SOON = 10 /* milliseconds */,
	WATCH_INTERVAL = 100,
	GRACE = 10 /* seconds, from SIGTERM to SIGKILL */,
	LAST_WORDS = 1 << 20 /* most bytes that are read after a command ended */
};

unsigned
process_processors(void)
{
	cpu_set_t set;
	long online;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		return (unsigned)CPU_COUNT(&set);
	/* the machine has more processors than a cpu_set_t has places */
	online = sysconf(_SC_NPROCESSORS_ONLN);
	return online < 1 ? 1 : (unsigned)online;
}

/*
 * While a child runs, SIGCHLD and the signals that ask mote to stop are held
 * back, and taken where mote waits: one that comes between a look at the flag
 * and the wait is not lost.
 */
struct held_signals {
	sigset_t held, before;
	int file; /* a signalfd that reads them; -1 */
};

static int
hold_signals(struct held_signals *signals)
{
	sigemptyset(&signals->held);
	sigaddset(&signals->held, SIGCHLD);
	stop_signal_add_to(&signals->held);
	sigprocmask(SIG_BLOCK, &signals->held, &signals->before);
	signals->file = signalfd(-1, &signals->held, SFD_CLOEXEC | SFD_NONBLOCK);
	return signals->file < 0 ? -1 : 0;
}

static void
scope_held_signals(struct held_signals *signals)
{
	scope_fd(&signals->file);
	sigprocmask(SIG_SETMASK, &signals->before, NULL);
}

/* A child, from its start to its end. */
struct child {
	const struct process_options *options;
	struct process_pipes pipes;
	struct held_signals signals;
	pid_t parent, id;
	struct arena *arena;
	struct process_ids before; /* children of mote that are none of this one's */
	double begun, watched; /* clock_seconds() of the start, and of the watch's last look */
	double asked; /* clock_seconds() when it was asked to end; 0: it was not */
	bool refused; /* the watch refused the child, or its time was over */
};

/* Becomes the program, or tells the parent why not through the trouble pipe. */
static void __attribute__((noreturn))
child_main(const struct child *child, const char *program)
{
	const struct process_options *options = child->options;
	struct error err = {0};
	struct sigaction usual = {.sa_handler = SIG_DFL};

	sigaction(SIGPIPE, &usual, NULL);
	sigaction(SIGXFSZ, &usual, NULL);
	sigprocmask(SIG_SETMASK, &child->signals.before, NULL);
	if (options->own_session) {
		setsid();
		process_end_with(child->parent);
	}
	if ((options->guard && process_guard(child->parent) != 0) ||
	    process_pipes_redirect(&child->pipes) != 0 ||
	    (options->folder != NULL && chdir(options->folder) != 0))
		error_errno(&err, "cannot start \"%s\"", options->arguments[0]);
	else if (options->before_exec == NULL ||
	    options->before_exec(options->before_exec_context, &err) == 0) {
		execve(program, (char *const *)options->arguments,
		    options->environment == NULL ? environ : (char *const *)options->environment);
		error_errno(&err, "cannot start \"%s\"", program);
	}
	if (write(child->pipes.failure[1], &err, sizeof(err)) < 0)
		_exit(NOT_STARTED);
	_exit(NOT_STARTED);
}

/* A shell does not mind a signal before the program that it waits for has
 * ended: all below the command are asked too. */
static void
ask_to_end(const struct child *child)
{
	struct process_ids below;
	size_t i;

	if (child->options->own_session) {
		kill(-child->id, SIGTERM);
		return;
	}
	below = process_family(child->arena, child->id, NULL, SIZE_MAX);
	kill(child->id, SIGTERM);
	for (i = 0; i < below.count; i++)
		kill(below.items[i], SIGTERM);
}

/* Whether the signal is dealt with. `*times` counts what the command was
 * sent. */
static bool
hand_over(struct child *child, int number, unsigned *times)
{
	const struct process_options *options = child->options;

	if (options->pass_signal == NULL) {
		if ((*times)++ == 0) {
			ask_to_end(child);
			child->asked = clock_seconds();
		} else /* who asks twice means it */
			kill(options->own_session ? -child->id : child->id, SIGKILL);
		return true;
	}
	if (!options->pass_signal(options->pass_signal_context, number))
		return false;
	stop_signal_set(0);
	return true;
}

/* A build that takes every processor must not keep mote from looking at it; a
 * user without the right waits his turn. */
static void
set_urgent(const struct child *child, bool urgent)
{
	struct sched_param parameter = {.sched_priority = urgent ? 1 : 0};
	int now = sched_getscheduler(0),
	    usual = urgent ? SCHED_OTHER : SCHED_RR | SCHED_RESET_ON_FORK,
	    wanted = urgent ? SCHED_RR | SCHED_RESET_ON_FORK : SCHED_OTHER;

	if (child->options->watch != NULL && now == usual)
		(void)!sched_setscheduler(0, wanted, &parameter);
}

static void
watch(struct child *child, struct error *err)
{
	const struct process_options *options = child->options;
	struct arena arena = {0};
	struct process_ids family;
	double now = clock_seconds();

	if (options->watch == NULL || child->refused ||
	    (child->watched != 0 && now - child->watched < WATCH_INTERVAL / 1e3))
		return;
	child->watched = now;
	family = process_family(&arena, getpid(), &child->before, options->watch_most);
	if (options->watch(options->watch_context, &family, err) != 0) {
		child->refused = true;
		kill(-child->id, SIGKILL);
	}
	arena_release(&arena);
}

static bool
time_is_over(const struct child *child)
{
	return child->options->seconds != 0 &&
	    clock_seconds() - child->begun >= child->options->seconds;
}

static int
refuse_time(const struct child *child, struct error *err)
{
	return error_set(err, ERROR_FAILED, "\"%s\" did not end within %u s",
	    child->options->arguments[0], child->options->seconds);
}

/* Ends a command whose time is over, and all processes below it. */
static void
check_time(struct child *child, struct error *err)
{
	struct process_ids below;
	size_t i;

	if (child->refused || !time_is_over(child))
		return;
	below = process_family(child->arena, child->id, NULL, SIZE_MAX);
	kill(child->id, SIGKILL);
	for (i = 0; i < below.count; i++)
		kill(below.items[i], SIGKILL);
	child->refused = true;
	(void)!refuse_time(child, err);
}

/* Waits until a pipe can be served, a signal comes or the time is over, and
 * serves the pipes. `*ret_stop` is set when a signal asks mote to stop. The
 * kernel may give SIGCHLD to another thread, which ignores it: so the time must
 * be short. */
static ssize_t
attend(struct child *child, int milliseconds, int *ret_stop, struct error *err)
{
	enum { SIGNALS = PROCESS_PIPES_ENDS };
	struct process_pipes *pipes = &child->pipes;
	struct pollfd ends[PROCESS_PIPES_ENDS + 1];
	struct signalfd_siginfo signal;
	int ready;

	process_pipes_wish(pipes, ends);
	ends[SIGNALS] = (struct pollfd){.fd = child->signals.file, .events = POLLIN};
	ready = poll(ends, ARRAY_SIZE(ends), milliseconds);
	if (ready < 0 && errno != EINTR)
		return error_errno(err, "cannot wait for \"%s\"", child->options->arguments[0]);
	while (ready > 0 && ends[SIGNALS].revents != 0 &&
	    read(child->signals.file, &signal, sizeof(signal)) == sizeof(signal))
		if (signal.ssi_signo != SIGCHLD)
			stop_signal_set(*ret_stop = (int)signal.ssi_signo);
	if (ready >= 0 && milliseconds == 0)
		process_pipes_close_idle(pipes, ends);
	return ready <= 0 ? 0 : process_pipes_serve(pipes, ends, err);
}

/* Serves the child until it has ended. -1: `err` says why mote ended it. */
static int
wait_for_end(struct child *child, int *ret_status, struct error *err)
{
	int stop = stop_signal(), result = 0;
	struct error ignored;
	unsigned sent = 0; /* number of signals that were sent to the command */
	pid_t ended;

	while ((ended = waitpid(child->id, ret_status, WNOHANG)) == 0) {
		if (stop != 0 && hand_over(child, stop, &sent))
			stop = 0;
		if (child->asked != 0 && clock_seconds() - child->asked >= GRACE)
			kill(child->options->own_session ? -child->id : child->id, SIGKILL);
		watch(child, err);
		check_time(child, err);
		if (attend(child, stop != 0 ? SOON : WATCH_INTERVAL, &stop,
			result == 0 ? err : &ignored) >= 0)
			continue;
		/* it prints more than the limit, or a pipe failed */
		result = -1;
		process_pipes_close(&child->pipes);
		if (child->options->own_session)
			kill(-child->id, SIGKILL);
		else if (sent++ == 0)
			ask_to_end(child);
	}
	if (ended < 0)
		return error_errno(err, "cannot wait for \"%s\"", child->options->arguments[0]);
	return child->refused ? -1 : result;
}

/* Takes what the pipes still hold after the child ended. With own_session all
 * its processes have ended, so nothing more can come. Without it, processes
 * that the child started may go on: mote waits until they close the pipes. */
static int
take_the_rest(struct child *child, struct error *err)
{
	bool last = child->options->own_session;
	size_t taken = 0;
	int stop = last ? 0 : stop_signal();

	/* when the user asks mote to stop now, and mote's own stderr takes
	 * nothing, the rest is dropped */
	while (stop == 0 && process_pipes_busy(&child->pipes)) {
		bool now = last && process_pipes_wants_more(&child->pipes);
		ssize_t got;

		got = attend(child, now ? 0 : WATCH_INTERVAL, &stop, err);
		if (got < 0)
			return -1;
		taken += (size_t)got;
		if (last && taken > LAST_WORDS)
			process_pipes_close(&child->pipes);
		if (!last && time_is_over(child))
			return refuse_time(child, err);
	}
	return 0;
}

/* Waits until the child and, with own_session, all that it started have ended,
 * and hands signals over meanwhile. */
static int
wait_for(struct child *child, int *ret_status, struct error *err)
{
	struct error ignored;
	int status, result = wait_for_end(child, &status, err);

	/* whatever it left running */
	if (child->options->own_session) {
		kill(-child->id, SIGKILL);
		process_family_end(&child->before);
	}
	if (take_the_rest(child, result == 0 ? err : &ignored) != 0 || result != 0)
		return -1;
	*ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return 0;
}

static int
run_program(struct child *child, const char *program, int *ret_status, struct error *err)
{
	struct error trouble;
	int status;

	if (child->options->own_session) {
		process_adopt();
		child->before = process_family(child->arena, getpid(), NULL, SIZE_MAX);
	}
	child->parent = getpid();
	child->id = fork();
	if (child->id < 0)
		return error_errno(err, "cannot start \"%s\"", program);
	if (child->id == 0)
		child_main(child, program);
	/* only our ends of the pipes stay open; then an error comes, or the end
	 * when the child has become the program */
	process_pipes_begin(&child->pipes);
	if (read(child->pipes.failure[0], &trouble, sizeof(trouble)) == sizeof(trouble)) {
		waitpid(child->id, NULL, 0);
		*err = trouble;
		return -1;
	}
	child->begun = clock_seconds();
	set_urgent(child, true);
	if (wait_for(child, &status, err) != 0 ||
	    (child->options->pass_signal == NULL && error_if_stopped(err) != 0))
		return -1;
	*ret_status = status;
	return 0;
}

static void
scope_child(struct child *child)
{
	set_urgent(child, false);
	scope_process_pipes(&child->pipes);
	scope_held_signals(&child->signals);
}

int
process_run(const struct process_options *options, int *ret_status, struct error *err)
{
	SCOPED(child)
	struct child child = {.options = options,
	    .pipes = {options, {-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}, 0, NULL, 0, NULL, 0, false},
	    .signals.file = -1,
	    .id = -1};
	struct arena arena = {0};
	const char *program = options->program != NULL
	    ? options->program
	    : process_find(&arena, options->arguments[0]);
	int status = -1;

	child.arena = &arena;
	if (hold_signals(&child.signals) != 0)
		error_errno(err, "cannot wait for \"%s\"", options->arguments[0]);
	else if (program == NULL)
		error_set(err, ERROR_NOT_FOUND, "\"%s\" is not installed or not in PATH",
		    options->arguments[0]);
	else if (process_pipes_lay(&child.pipes, &arena, err) == 0)
		status = run_program(&child, program, ret_status, err);
	arena_release(&arena);
	return status;
}
