#include "base/process.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CAPTURE_LIMIT = 1 << 20, NOT_STARTED = 127 };

static const int stops[] = {SIGINT, SIGTERM, SIGHUP};
static const struct timespec soon = {.tv_nsec = 10000000}, watch_interval = {.tv_nsec = 100000000};

static volatile sig_atomic_t signal_flag;

static void
note_signal(int number)
{
	signal_flag = number;
}

void
process_watch_signals(void)
{
	struct sigaction action = {.sa_handler = note_signal}, before;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(stops); i++)
		/* nohup and shells' background jobs ignore some on purpose: that stays */
		if (sigaction(stops[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(stops[i], &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
	/* a file that may not grow is an error like a full disk */
	sigaction(SIGXFSZ, &action, NULL);
	/* who started us may ignore it, and then no child can be waited for */
	action.sa_handler = SIG_DFL;
	sigaction(SIGCHLD, &action, NULL);
}

int
process_stop_signal(void)
{
	return signal_flag;
}

int
process_check_interrupted(struct error *err)
{
	if (signal_flag == 0)
		return 0;
	return error_set(err, ERROR_FAILED, "interrupted by %s", strsignal(signal_flag));
}

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

char *
process_find(struct arena *arena, const char *program)
{
	const char *path = getenv("PATH");

	if (strchr(program, '/') != NULL)
		return access(program, X_OK) == 0 ? arena_strdup(arena, program) : NULL;
	if (path == NULL)
		path = "/usr/local/bin:/usr/bin:/bin";
	while (*path != '\0') {
		size_t length = strcspn(path, ":");
		char *found = path_join(arena, arena_copy(arena, path, length), program);

		/* a relative folder would be one of the project that mote stands in */
		if (*path == '/' && access(found, X_OK) == 0 && !file_is_folder(found))
			return found;
		path += length;
		path += *path == ':';
	}
	return NULL;
}

/* The ends of the pipes between mote and a child; -1: not there. */
struct plumbing {
	int input[2], output[2], trouble[2];
};

static void
scope_plumbing(struct plumbing *pipes)
{
	int *ends[] = {pipes->input, pipes->output, pipes->trouble};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		scope_fd(&ends[i][0]);
		scope_fd(&ends[i][1]);
	}
}

/*
 * While a child runs, SIGCHLD and the signals that ask mote to stop are held back, and taken where mote waits:
 * one that comes between a look at the flag and the wait is not lost.
 */
struct held_signals {
	sigset_t held, before;
};

static void
hold_signals(struct held_signals *signals)
{
	struct sigaction action;
	size_t i;

	sigemptyset(&signals->held);
	sigaddset(&signals->held, SIGCHLD);
	for (i = 0; i < ARRAY_SIZE(stops); i++)
		/* one that is ignored would be taken too if it were held */
		if (sigaction(stops[i], NULL, &action) == 0 && action.sa_handler == note_signal)
			sigaddset(&signals->held, stops[i]);
	sigprocmask(SIG_BLOCK, &signals->held, &signals->before);
}

static void
scope_held_signals(struct held_signals *signals)
{
	sigprocmask(SIG_SETMASK, &signals->before, NULL);
}

/* What a child is started and waited for with. */
struct child {
	const struct process_options *options;
	struct plumbing pipes;
	struct held_signals signals;
	pid_t id;
	struct arena *arena;
	struct process_ids before; /* children of mote that are none of this one's */
	bool refused; /* by the watch, or for its time */
	double begun; /* clock_seconds */
};

static int
plumbing_lay(struct plumbing *pipes, const struct process_options *options, struct error *err)
{
	if (pipe2(pipes->trouble, O_CLOEXEC) != 0 ||
	    (options->input != NULL && pipe2(pipes->input, O_CLOEXEC) != 0) ||
	    (options->capture != NULL && pipe2(pipes->output, O_CLOEXEC) != 0))
		return error_errno(err, "cannot start \"%s\"", options->arguments[0]);
	/* a child that writes before it has read everything must not find us stuck in a write */
	if (pipes->input[1] >= 0 && fcntl(pipes->input[1], F_SETFL, O_NONBLOCK) != 0)
		return error_errno(err, "cannot start \"%s\"", options->arguments[0]);
	return 0;
}

static int
child_redirect(const struct plumbing *pipes, const struct process_options *options)
{
	int null;

	if (pipes->input[0] >= 0 && dup2(pipes->input[0], STDIN_FILENO) < 0)
		return -1;
	if (pipes->input[0] < 0 && !options->inherit_input) {
		null = open("/dev/null", O_RDONLY | O_CLOEXEC);
		if (null < 0 || dup2(null, STDIN_FILENO) < 0)
			return -1;
	}
	if (pipes->output[1] >= 0 && dup2(pipes->output[1], STDOUT_FILENO) < 0)
		return -1;
	if (pipes->output[1] < 0 && options->output_to_stderr &&
	    dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		return -1;
	return options->folder == NULL ? 0 : chdir(options->folder);
}

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
	if (options->own_session)
		setsid();
	if (child_redirect(&child->pipes, options) != 0)
		error_errno(&err, "cannot start \"%s\"", options->arguments[0]);
	else if (options->before_exec == NULL ||
	    options->before_exec(options->before_exec_context, &err) == 0) {
		execve(program, (char *const *)options->arguments,
		    options->environment == NULL ? environ : (char *const *)options->environment);
		error_errno(&err, "cannot start \"%s\"", program);
	}
	if (write(child->pipes.trouble[1], &err, sizeof(err)) < 0)
		_exit(NOT_STARTED);
	_exit(NOT_STARTED);
}

static int
feed_input(struct plumbing *pipes, const struct process_options *options, size_t *done)
{
	ssize_t put = write(pipes->input[1], options->input + *done, options->input_size - *done);

	if (put < 0 && errno != EPIPE && errno != EINTR && errno != EAGAIN)
		return -1;
	if (put > 0)
		*done += (size_t)put;
	if (*done == options->input_size || (put < 0 && errno == EPIPE)) {
		close(pipes->input[1]);
		pipes->input[1] = -1;
	}
	return 0;
}

static int
take_output(struct plumbing *pipes, const struct process_options *options, struct error *err)
{
	size_t limit = options->capture_limit == 0 ? CAPTURE_LIMIT : options->capture_limit;
	char chunk[16 << 10];
	ssize_t got = read(pipes->output[0], chunk, sizeof(chunk));

	if (got < 0 && errno != EINTR)
		return error_errno(err, "cannot read from \"%s\"", options->arguments[0]);
	if (got == 0) {
		close(pipes->output[0]);
		pipes->output[0] = -1;
	}
	if (got > 0)
		text_append(options->capture, chunk, (size_t)got);
	if (options->capture->length > limit)
		return error_set(err, ERROR_FAILED, "\"%s\" printed more than %zu bytes",
		    options->arguments[0], limit);
	return 0;
}

/* -1: the command has had its time, and is ended with all below it. */
static int
check_time(const struct child *child, struct error *err)
{
	const struct process_options *options = child->options;
	struct process_ids below;
	size_t i;

	if (options->seconds == 0 || clock_seconds() - child->begun < options->seconds)
		return 0;
	below = process_family(child->arena, child->id, NULL, SIZE_MAX);
	kill(child->id, SIGKILL);
	for (i = 0; i < below.count; i++)
		kill(below.items[i], SIGKILL);
	return error_set(err, ERROR_FAILED, "\"%s\" did not end within %u s", options->arguments[0],
	    options->seconds);
}

/* Moves bytes both ways until both pipes are closed. */
static int
exchange(struct child *child, struct error *err)
{
	const struct process_options *options = child->options;
	struct plumbing *pipes = &child->pipes;
	size_t fed = 0;

	while (pipes->input[1] >= 0 || pipes->output[0] >= 0) {
		struct pollfd ends[] = {{.fd = pipes->input[1], .events = POLLOUT},
		    {.fd = pipes->output[0], .events = POLLIN}};

		if (process_check_interrupted(err) != 0 || check_time(child, err) != 0)
			return -1;
		if (ppoll(ends, ARRAY_SIZE(ends), options->seconds == 0 ? NULL : &watch_interval,
			&child->signals.before) < 0) {
			if (errno != EINTR)
				return error_errno(
				    err, "cannot wait for \"%s\"", options->arguments[0]);
			continue;
		}
		if (ends[0].revents != 0 && feed_input(pipes, options, &fed) != 0)
			return error_errno(err, "cannot write to \"%s\"", options->arguments[0]);
		if (ends[1].revents != 0 && take_output(pipes, options, err) != 0)
			return -1;
	}
	return 0;
}

/* A shell does not mind a signal before the program that it waits for has ended: all below the command are asked too. */
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

/* Whether the signal is dealt with. `*times` counts what the command was sent. */
static bool
hand_over(const struct child *child, int number, unsigned *times)
{
	const struct process_options *options = child->options;

	if (options->pass_signal == NULL) {
		if ((*times)++ == 0)
			ask_to_end(child);
		else /* who asks twice means it */
			kill(options->own_session ? -child->id : child->id, SIGKILL);
		return true;
	}
	if (!options->pass_signal(options->pass_signal_context, number))
		return false;
	signal_flag = 0;
	return true;
}

/* A build that takes every processor must not keep mote from looking at it; a user without the right waits his turn. */
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

	if (options->watch == NULL || child->refused)
		return;
	family = process_family(&arena, getpid(), &child->before, options->watch_most);
	if (options->watch(options->watch_context, &family, err) != 0) {
		child->refused = true;
		kill(-child->id, SIGKILL);
	}
	arena_release(&arena);
}

/* Until a signal comes, or it is time to look again: SIGCHLD may have gone to another thread, which lets it pass. */
static int
next_signal(const struct child *child, bool impatient)
{
	return sigtimedwait(&child->signals.held, NULL, impatient ? &soon : &watch_interval);
}

/* Waits for the end, and for signals on the way; `sent`: how many the command got already. */
static int
wait_for(struct child *child, unsigned sent, int *ret_status, struct error *err)
{
	int number = sent > 0 ? 0 : signal_flag, next, status;
	pid_t ended;

	while ((ended = waitpid(child->id, &status, WNOHANG)) == 0) {
		if (number != 0 && hand_over(child, number, &sent))
			number = 0;
		watch(child, err);
		if (!child->refused && check_time(child, err) != 0)
			child->refused = true;
		next = next_signal(child, number != 0);
		if (next > 0 && next != SIGCHLD)
			signal_flag = number = next;
	}
	if (ended < 0)
		return error_errno(err, "cannot wait for \"%s\"", child->options->arguments[0]);
	/* whatever it left running */
	if (child->options->own_session) {
		kill(-child->id, SIGKILL);
		process_family_end(&child->before);
	}
	if (child->refused)
		return -1;
	*ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return 0;
}

/* Leaves only our ends of the pipes open, and learns whether the child became the program. */
static int
check_started(struct child *child, struct error *err)
{
	struct plumbing *pipes = &child->pipes;
	struct error trouble;

	scope_fd(&pipes->trouble[1]);
	scope_fd(&pipes->input[0]);
	scope_fd(&pipes->output[1]);
	pipes->trouble[1] = pipes->input[0] = pipes->output[1] = -1;
	if (read(pipes->trouble[0], &trouble, sizeof(trouble)) != sizeof(trouble))
		return 0;
	waitpid(child->id, NULL, 0);
	*err = trouble;
	return -1;
}

static int
run_program(struct child *child, const char *program, int *ret_status, struct error *err)
{
	struct error ignored;
	int status;

	if (child->options->own_session) {
		process_adopt();
		child->before = process_family(child->arena, getpid(), NULL, SIZE_MAX);
	}
	child->id = fork();
	if (child->id < 0)
		return error_errno(err, "cannot start \"%s\"", program);
	if (child->id == 0)
		child_main(child, program);
	if (check_started(child, err) != 0)
		return -1;
	child->begun = clock_seconds();
	set_urgent(child, true);
	if (exchange(child, err) != 0) {
		ask_to_end(child);
		(void)!wait_for(child, 1, &status, &ignored);
		return -1;
	}
	if (wait_for(child, 0, &status, err) != 0 ||
	    (child->options->pass_signal == NULL && process_check_interrupted(err) != 0))
		return -1;
	*ret_status = status;
	return 0;
}

static void
scope_child(struct child *child)
{
	set_urgent(child, false);
	scope_plumbing(&child->pipes);
	scope_held_signals(&child->signals);
}

int
process_run(const struct process_options *options, int *ret_status, struct error *err)
{
	SCOPED(child)
	struct child child = {
	    .options = options, .pipes = {{-1, -1}, {-1, -1}, {-1, -1}}, .id = -1};
	struct arena arena = {0};
	char *program = process_find(&arena, options->arguments[0]);
	int status = -1;

	child.arena = &arena;
	hold_signals(&child.signals);
	if (program == NULL)
		error_set(err, ERROR_NOT_FOUND, "\"%s\" is not installed or not in PATH",
		    options->arguments[0]);
	else if (plumbing_lay(&child.pipes, options, err) == 0)
		status = run_program(&child, program, ret_status, err);
	arena_release(&arena);
	return status;
}
