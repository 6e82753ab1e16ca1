#include "registry/password_input.h"

#include "base/log.h"
#include "registry/secret.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { ANSWER_LIMIT = 1 << 10 };

/* The terminal as it was before it was told not to show what is typed. */
struct silence {
	struct termios before;
	bool on;
};

static void
silence_begin(struct silence *silence)
{
	struct termios quiet;

	if (tcgetattr(STDIN_FILENO, &silence->before) != 0)
		return;
	quiet = silence->before;
	quiet.c_lflag &= (tcflag_t) ~(ECHO | ECHOE | ECHOK | ECHONL);
	silence->on = tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
}

static void
silence_end(const struct silence *silence)
{
	if (!silence->on)
		return;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &silence->before);
	fputs("\n", stderr);
}

bool
password_input_is_terminal(void)
{
	return isatty(STDIN_FILENO) == 1;
}

/* Until there is something to read; a signal that asks mote to stop ends it,
 * also one that came just before. */
static int
wait_for_input(struct error *err)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	sigset_t stops, before;
	int status, trouble = 0;

	sigemptyset(&stops);
	sigaddset(&stops, SIGINT);
	sigaddset(&stops, SIGTERM);
	sigaddset(&stops, SIGHUP);
	sigprocmask(SIG_BLOCK, &stops, &before);
	status = error_if_stopped(err);
	if (status == 0 && ppoll(&input, 1, NULL, &before) < 0)
		trouble = errno;
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (status != 0 || error_if_stopped(err) != 0)
		return -1;
	errno = trouble;
	return trouble == 0 || trouble == EINTR
	    ? 0
	    : error_errno(err, "cannot read from standard input");
}

/* Reads to the end, or to the end of a line. Bytes, or -1. */
static ssize_t
read_input(char *bytes, size_t size, bool line, struct error *err)
{
	size_t done = 0;
	ssize_t got;

	do {
		if (wait_for_input(err) != 0)
			return -1;
		got = read(STDIN_FILENO, bytes + done, size - done);
		if (got < 0 && errno != EINTR)
			return error_errno(err, "cannot read from standard input");
		done += got > 0 ? (size_t)got : 0;
	} while (got != 0 && done < size && !(line && done > 0 && bytes[done - 1] == '\n'));
	return (ssize_t)done;
}

int
password_input_ask(
    struct arena *arena, const char *prompt, const char **ret_answer, struct error *err)
{
	char line[ANSWER_LIMIT];
	ssize_t length;

	log_clear();
	fprintf(stderr, "%s: ", prompt);
	fflush(stderr);
	length = read_input(line, sizeof(line), true, err);
	if (length < 0)
		return -1;
	if (length > 0 && line[length - 1] == '\n')
		length--;
	*ret_answer = arena_copy(arena, line, (size_t)length);
	return 0;
}

static int
take_password(const char *bytes, size_t size, char **ret_password, struct error *err)
{
	if (size == PASSWORD_LIMIT)
		return error_set(err, ERROR_USAGE,
		    "standard input holds %d bytes or more, which is no password", PASSWORD_LIMIT);
	/* echo and files end with one that belongs to no password */
	if (size > 0 && bytes[size - 1] == '\n')
		size--;
	if (size > 0 && bytes[size - 1] == '\r')
		size--;
	if (size == 0)
		return error_set(err, ERROR_USAGE, "the password on standard input is empty");
	if (memchr(bytes, '\0', size) != NULL)
		return error_set(
		    err, ERROR_USAGE, "the password on standard input has a NUL in it");
	*ret_password = secret_copy(bytes, size);
	return 0;
}

int
password_input_read(char **ret_password, struct error *err)
{
	bool terminal = password_input_is_terminal();
	struct silence silence = {.on = false};
	char bytes[PASSWORD_LIMIT];
	ssize_t size;
	int status;

	if (terminal) {
		log_clear();
		silence_begin(&silence);
		fputs("password: ", stderr);
		fflush(stderr);
	}
	size = read_input(bytes, sizeof(bytes), terminal, err);
	silence_end(&silence);
	status = size < 0 ? -1 : take_password(bytes, (size_t)size, ret_password, err);
	explicit_bzero(bytes, sizeof(bytes));
	return status;
}
