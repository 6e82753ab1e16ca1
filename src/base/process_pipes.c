#include "base/process_pipes.h"

#include "base/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CAPTURE_LIMIT = 1 << 20, CHUNK = 16 << 10, KEPT_LIMIT = 64 << 10 };

/* The pipes' places in the array for poll(). */
enum { INPUT, OUTPUT, WORDS, COPY };

static void
close_end(int *end)
{
	scope_fd(end);
	*end = -1;
}

int
process_pipes_lay(struct process_pipes *pipes, struct arena *arena, struct error *err)
{
	const struct process_options *options = pipes->options;

	if (pipe2(pipes->failure, O_CLOEXEC) != 0 ||
	    (options->input != NULL && pipe2(pipes->input, O_CLOEXEC) != 0) ||
	    (options->capture != NULL && pipe2(pipes->output, O_CLOEXEC) != 0) ||
	    (options->output != NULL && pipe2(pipes->messages, O_CLOEXEC) != 0))
		return error_errno(err, "cannot start \"%s\"", options->arguments[0]);
	/* mote must not block in a write while the child waits for mote to
	 * read */
	if (pipes->input[1] >= 0 && fcntl(pipes->input[1], F_SETFL, O_NONBLOCK) != 0)
		return error_errno(err, "cannot start \"%s\"", options->arguments[0]);
	if (options->output == NULL)
		return 0;
	pipes->kept = arena_alloc(arena, KEPT_LIMIT + 1);
	pipes->shown = arena_alloc(arena, PIPE_BUF);
	/* only writable: a program that opens it by name (/dev/stderr) to read
	 * would wait for ever */
	if (fchmod(pipes->messages[1], S_IWUSR) != 0)
		return error_errno(err, "cannot start \"%s\"", options->arguments[0]);
	return 0;
}

int
process_pipes_redirect(const struct process_pipes *pipes)
{
	/* negative: the child keeps mote's stdout */
	int out = pipes->output[1] >= 0 ? pipes->output[1] : pipes->messages[1], null;

	if (pipes->input[0] >= 0 && dup2(pipes->input[0], STDIN_FILENO) < 0)
		return -1;
	if (pipes->input[0] < 0 && !pipes->options->inherit_input) {
		null = open("/dev/null", O_RDONLY | O_CLOEXEC);
		if (null < 0 || dup2(null, STDIN_FILENO) < 0)
			return -1;
	}
	if (out >= 0 && dup2(out, STDOUT_FILENO) < 0)
		return -1;
	return pipes->messages[1] >= 0 && dup2(pipes->messages[1], STDERR_FILENO) < 0 ? -1 : 0;
}

void
process_pipes_begin(struct process_pipes *pipes)
{
	close_end(&pipes->input[0]);
	close_end(&pipes->output[1]);
	close_end(&pipes->messages[1]);
	close_end(&pipes->failure[1]);
}

bool
process_pipes_busy(const struct process_pipes *pipes)
{
	return pipes->output[0] >= 0 || pipes->messages[0] >= 0 || pipes->kept_length > 0 ||
	    pipes->shown_length > 0;
}

bool
process_pipes_wants_more(const struct process_pipes *pipes)
{
	return pipes->output[0] >= 0 ||
	    (pipes->messages[0] >= 0 && pipes->kept_length < KEPT_LIMIT);
}

/* Adds lines for the steps that the command has begun. */
static void
take_steps(struct process_pipes *pipes)
{
	struct output *output = pipes->options->output;
	/* not into a line that is not complete */
	bool between = pipes->kept_length == 0 || pipes->kept[pipes->kept_length - 1] == '\n';

	if (output != NULL)
		pipes->kept_length += output_tick(output, pipes->kept + pipes->kept_length,
		    between && !pipes->broken ? KEPT_LIMIT - pipes->kept_length : 0);
}

/* Makes lines of what is kept. At most PIPE_BUF bytes: when poll() says that a
 * pipe can be written, it takes so much without blocking. */
static void
make_lines(struct process_pipes *pipes)
{
	struct output_bytes from = {pipes->kept, pipes->kept_length, pipes->messages[0] < 0};
	size_t used, size = PIPE_BUF;

	if (pipes->shown_length > 0 || pipes->kept_length == 0)
		return;
	pipes->kept[pipes->kept_length] = '\0';
	used = output_format(pipes->options->output, &from, pipes->shown, &size);
	pipes->shown_length = size;
	pipes->kept_length -= used;
	memmove(pipes->kept, pipes->kept + used, pipes->kept_length);
}

void
process_pipes_wish(struct process_pipes *pipes, struct pollfd ends[PROCESS_PIPES_ENDS])
{
	take_steps(pipes);
	make_lines(pipes);
	ends[INPUT] = (struct pollfd){.fd = pipes->input[1], .events = POLLOUT};
	ends[OUTPUT] = (struct pollfd){.fd = pipes->output[0], .events = POLLIN};
	ends[WORDS] = (struct pollfd){
	    .fd = pipes->kept_length < KEPT_LIMIT ? pipes->messages[0] : -1, .events = POLLIN};
	ends[COPY] =
	    (struct pollfd){.fd = pipes->shown_length > 0 ? STDERR_FILENO : -1, .events = POLLOUT};
}

static int
feed_input(struct process_pipes *pipes, struct error *err)
{
	const struct process_options *options = pipes->options;
	ssize_t put =
	    write(pipes->input[1], options->input + pipes->fed, options->input_size - pipes->fed);

	if (put < 0 && errno != EPIPE && errno != EINTR && errno != EAGAIN)
		return error_errno(err, "cannot write to \"%s\"", options->arguments[0]);
	if (put > 0)
		pipes->fed += (size_t)put;
	if (pipes->fed == options->input_size || (put < 0 && errno == EPIPE))
		close_end(&pipes->input[1]);
	return 0;
}

static ssize_t
take_output(struct process_pipes *pipes, struct error *err)
{
	const struct process_options *options = pipes->options;
	size_t limit = options->capture_limit == 0 ? CAPTURE_LIMIT : options->capture_limit;
	char chunk[CHUNK];
	ssize_t got = read(pipes->output[0], chunk, sizeof(chunk));

	if (got < 0 && errno != EINTR)
		return error_errno(err, "cannot read from \"%s\"", options->arguments[0]);
	if (got == 0)
		close_end(&pipes->output[0]);
	if (got > 0)
		text_append(options->capture, chunk, (size_t)got);
	if (options->capture->length > limit)
		return error_set(err, ERROR_FAILED, "\"%s\" printed more than %zu bytes",
		    options->arguments[0], limit);
	return got < 0 ? 0 : got;
}

static ssize_t
take_words(struct process_pipes *pipes, struct error *err)
{
	ssize_t got = read(
	    pipes->messages[0], pipes->kept + pipes->kept_length, KEPT_LIMIT - pipes->kept_length);

	if (got < 0 && errno != EINTR)
		return error_errno(err, "cannot read from \"%s\"", pipes->options->arguments[0]);
	if (got == 0)
		close_end(&pipes->messages[0]);
	if (got <= 0)
		return 0;
	output_add(pipes->options->output, pipes->kept + pipes->kept_length, (size_t)got);
	/* otherwise the output has shown them */
	if (pipes->options->output->mode == OUTPUT_LINES && !pipes->broken)
		pipes->kept_length += (size_t)got;
	return got;
}

static void
copy_words(struct process_pipes *pipes)
{
	ssize_t put = write(STDERR_FILENO, pipes->shown, pipes->shown_length);

	if (put < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	pipes->broken = put < 0;
	if (pipes->broken)
		put = (ssize_t)pipes->shown_length;
	if (pipes->broken)
		pipes->kept_length = 0;
	pipes->shown_length -= (size_t)put;
	memmove(pipes->shown, pipes->shown + put, pipes->shown_length);
}

ssize_t
process_pipes_serve(
    struct process_pipes *pipes, const struct pollfd ends[PROCESS_PIPES_ENDS], struct error *err)
{
	ssize_t printed = 0, said = 0;

	if (ends[INPUT].revents != 0 && feed_input(pipes, err) != 0)
		return -1;
	if (ends[COPY].revents != 0)
		copy_words(pipes);
	if (ends[OUTPUT].revents != 0)
		printed = take_output(pipes, err);
	/* a step was begun before its command said something */
	take_steps(pipes);
	if (printed >= 0 && ends[WORDS].revents != 0 && pipes->kept_length < KEPT_LIMIT)
		said = take_words(pipes, err);
	return printed < 0 || said < 0 ? -1 : printed + said;
}

void
process_pipes_close_idle(struct process_pipes *pipes, const struct pollfd ends[PROCESS_PIPES_ENDS])
{
	if (ends[OUTPUT].revents == 0)
		close_end(&pipes->output[0]);
	if (ends[WORDS].fd >= 0 && ends[WORDS].revents == 0)
		close_end(&pipes->messages[0]);
}

void
process_pipes_close(struct process_pipes *pipes)
{
	close_end(&pipes->input[1]);
	close_end(&pipes->output[0]);
	close_end(&pipes->messages[0]);
}

void
scope_process_pipes(struct process_pipes *pipes)
{
	process_pipes_begin(pipes);
	process_pipes_close(pipes);
	close_end(&pipes->failure[0]);
}
