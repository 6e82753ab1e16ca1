#include "base/process.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CAPTURE_LIMIT = 1 << 20, NOT_STARTED = 127 };

static volatile sig_atomic_t signal_flag;

static void
note_signal(int number)
{
	signal_flag = number;
}

void
process_watch_signals(void)
{
	static const int stops[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = note_signal}, before;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(stops); i++)
		/* nohup and shells' background jobs ignore some on purpose: that stays */
		if (sigaction(stops[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(stops[i], &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
}

int
process_check_interrupted(struct error *err)
{
	if (signal_flag == 0)
		return 0;
	return error_set(err, ERROR_FAILED, "interrupted by %s", strsignal(signal_flag));
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

		if (length > 0 && access(found, X_OK) == 0 && !file_is_folder(found))
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
child_main(const struct plumbing *pipes, const struct process_options *options, const char *program)
{
	struct error err = {0};
	struct sigaction usual = {.sa_handler = SIG_DFL};

	sigaction(SIGPIPE, &usual, NULL);
	if (options->own_session)
		setsid();
	if (child_redirect(pipes, options) != 0)
		error_errno(&err, "cannot start \"%s\"", options->arguments[0]);
	else if (options->before_exec == NULL ||
	    options->before_exec(options->before_exec_context, &err) == 0) {
		execve(program, (char *const *)options->arguments,
		    options->environment == NULL ? environ : (char *const *)options->environment);
		error_errno(&err, "cannot start \"%s\"", program);
	}
	if (write(pipes->trouble[1], &err, sizeof(err)) < 0)
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

/* Moves bytes both ways until both pipes are closed. */
static int
exchange(struct plumbing *pipes, const struct process_options *options, struct error *err)
{
	size_t fed = 0;

	while (pipes->input[1] >= 0 || pipes->output[0] >= 0) {
		struct pollfd ends[] = {{.fd = pipes->input[1], .events = POLLOUT},
		    {.fd = pipes->output[0], .events = POLLIN}};

		if (process_check_interrupted(err) != 0)
			return -1;
		if (poll(ends, ARRAY_SIZE(ends), -1) < 0 && errno != EINTR)
			return error_errno(err, "cannot wait for \"%s\"", options->arguments[0]);
		if (ends[0].revents != 0 && feed_input(pipes, options, &fed) != 0)
			return error_errno(err, "cannot write to \"%s\"", options->arguments[0]);
		if (ends[1].revents != 0 && take_output(pipes, options, err) != 0)
			return -1;
	}
	return 0;
}

static int
wait_for(pid_t child, const struct process_options *options, int *ret_status, struct error *err)
{
	int status, passed_on = 0;

	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return error_errno(err, "cannot wait for \"%s\"", options->arguments[0]);
		if (signal_flag != 0 && options->pass_signal != NULL) {
			options->pass_signal(options->pass_signal_context, signal_flag);
			signal_flag = 0;
		} else if (signal_flag != 0 && !passed_on) {
			kill(options->own_session ? -child : child, SIGTERM);
			passed_on = 1;
		}
	}
	/* whatever it left running */
	if (options->own_session)
		kill(-child, SIGKILL);
	if (process_check_interrupted(err) != 0)
		return -1;
	*ret_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return 0;
}

int
process_run(const struct process_options *options, int *ret_status, struct error *err)
{
	SCOPED(plumbing) struct plumbing pipes = {{-1, -1}, {-1, -1}, {-1, -1}};
	struct arena arena = {0};
	char *program = process_find(&arena, options->arguments[0]);
	struct error trouble;
	ssize_t got;
	pid_t child = -1;

	if (program == NULL)
		error_set(err, ERROR_NOT_FOUND, "\"%s\" is not installed or not in PATH",
		    options->arguments[0]);
	else if (plumbing_lay(&pipes, options, err) == 0) {
		child = fork();
		if (child < 0)
			error_errno(err, "cannot start \"%s\"", program);
		if (child == 0)
			child_main(&pipes, options, program);
	}
	arena_release(&arena);
	if (child < 0)
		return -1;
	scope_fd(&pipes.trouble[1]);
	scope_fd(&pipes.input[0]);
	scope_fd(&pipes.output[1]);
	pipes.trouble[1] = pipes.input[0] = pipes.output[1] = -1;
	got = read(pipes.trouble[0], &trouble, sizeof(trouble));
	if (got == sizeof(trouble)) {
		waitpid(child, NULL, 0);
		*err = trouble;
		return -1;
	}
	if (exchange(&pipes, options, err) != 0) {
		kill(options->own_session ? -child : child, SIGTERM);
		waitpid(child, NULL, 0);
		return -1;
	}
	return wait_for(child, options, ret_status, err);
}
