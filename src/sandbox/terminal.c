#include "sandbox/terminal.h"

#include "base/scope.h"
#include "base/stop_signal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { CHUNK = 4096, NAME_LENGTH = 64, LOOK_INTERVAL = 200 /* milliseconds */ };

/* The state of the thread that copies. */
struct copying {
	struct terminal *terminal;
	bool typing; /* the user's stdin has not ended */
	char typed[CHUNK]; /* not yet taken by the command */
	size_t typed_length;
	struct winsize size;
};

bool
terminal_is_there(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

static void
end(int *fd)
{
	scope_fd(fd);
	*fd = -1;
}

/* Writes all; -1: nobody reads. */
static int
write_all(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t written = write(fd, bytes, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return -1;
		bytes += written;
		length -= (size_t)written;
	}
	return 0;
}

/* Copies what the command wrote. At the end, and where nobody reads, the end of
 * the pipe is closed, and the command learns of it. */
static void
copy_output(struct terminal *terminal, int *from, int to)
{
	char bytes[CHUNK];
	ssize_t got = read(*from, bytes, sizeof(bytes));

	if (got < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	if (got > 0 && write_all(to, bytes, (size_t)got) == 0)
		return;
	if (got > 0 && errno != EPIPE)
		terminal->trouble = errno;
	end(from);
}

static void
read_typed(struct copying *copying)
{
	ssize_t got = read(STDIN_FILENO, copying->typed, sizeof(copying->typed));

	if (got > 0)
		copying->typed_length = (size_t)got;
	else if (got == 0 || errno != EINTR)
		copying->typing = false;
}

/* The pty takes no more than it has room for. */
static void
write_typed(struct copying *copying)
{
	ssize_t written = write(copying->terminal->out, copying->typed, copying->typed_length);

	if (written <= 0)
		return;
	copying->typed_length -= (size_t)written;
	memmove(copying->typed, copying->typed + written, copying->typed_length);
}

static void
follow_size(struct copying *copying)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 ||
	    memcmp(&size, &copying->size, sizeof(size)) == 0)
		return;
	copying->size = size;
	(void)!ioctl(copying->terminal->out, TIOCSWINSZ, &size);
}

/* Each key goes to the command as it is: its own terminal makes lines and
 * signals of them. A shell that continues mote ("fg") has changed that, and it
 * is set again. */
static int
set_raw(const struct terminal *terminal)
{
	struct termios raw = terminal->before;

	cfmakeraw(&raw);
	return tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
}

static void
keep_raw(const struct terminal *terminal)
{
	struct termios now;

	if (tcgetpgrp(STDIN_FILENO) == getpgrp() && tcgetattr(STDIN_FILENO, &now) == 0 &&
	    (now.c_lflag & ICANON) != 0)
		(void)!set_raw(terminal);
}

/* One look at all streams. */
static void
copy_some(struct copying *copying)
{
	enum { USER, OUT, ERR, ENDS };
	struct terminal *terminal = copying->terminal;
	struct pollfd ends[ENDS] = {
	    {copying->typing && copying->typed_length == 0 ? STDIN_FILENO : -1, POLLIN, 0},
	    {terminal->out, POLLIN, 0}, {terminal->err, POLLIN, 0}};

	if (copying->typed_length > 0)
		ends[OUT].events |= POLLOUT;
	if (poll(ends, ENDS, LOOK_INTERVAL) <= 0)
		return;
	if (ends[USER].revents != 0)
		read_typed(copying);
	if ((ends[OUT].revents & POLLOUT) != 0)
		write_typed(copying);
	if ((ends[OUT].revents & ~POLLOUT) != 0)
		copy_output(terminal, &terminal->out, STDOUT_FILENO);
	if (ends[ERR].revents != 0)
		copy_output(terminal, &terminal->err, STDERR_FILENO);
}

/* A pty that is closed hangs up, which ends a shell that ignores SIGTERM. */
static void *
copy(void *context)
{
	struct terminal *terminal = context;
	struct copying copying = {.terminal = terminal, .typing = terminal->is_pty};

	while (terminal->out >= 0 || terminal->err >= 0) {
		if (terminal->is_pty) {
			follow_size(&copying);
			keep_raw(terminal);
		}
		if (terminal->is_pty && stop_signal() != 0)
			end(&terminal->out);
		else
			copy_some(&copying);
	}
	return NULL;
}

static int
open_pty(struct terminal *terminal, struct error *err)
{
	SCOPED(fd) int outer = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
	SCOPED(fd) int inner = -1;
	char name[NAME_LENGTH];
	size_t i;

	if (outer < 0 || grantpt(outer) != 0 || unlockpt(outer) != 0 ||
	    ptsname_r(outer, name, sizeof(name)) != 0 ||
	    (inner = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0)
		return error_errno(err, "cannot make a terminal for the command");
	if (tcgetattr(STDIN_FILENO, &terminal->before) != 0)
		return error_errno(err, "cannot read the settings of the terminal");
	(void)!tcsetattr(inner, TCSANOW, &terminal->before);
	for (i = 0; i < 3; i++)
		terminal->inner[i] = fcntl(inner, F_DUPFD_CLOEXEC, 0);
	terminal->out = TAKE_FD(outer);
	terminal->is_pty = true;
	return set_raw(terminal) == 0
	    ? 0
	    : error_errno(err, "cannot change the settings of the terminal");
}

static int
open_pipes(struct terminal *terminal, struct error *err)
{
	int out[2], errors[2];

	if (pipe2(out, O_CLOEXEC) != 0)
		return error_errno(err, "cannot make a pipe for the command");
	terminal->out = out[0];
	terminal->inner[STDOUT_FILENO] = out[1];
	if (pipe2(errors, O_CLOEXEC) != 0)
		return error_errno(err, "cannot make a pipe for the command");
	terminal->err = errors[0];
	terminal->inner[STDERR_FILENO] = errors[1];
	return 0;
}

/* Signals are for the thread that waits for the command. */
static int
start_copying(struct terminal *terminal, struct error *err)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	terminal->copies = pthread_create(&terminal->thread, NULL, copy, terminal) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return terminal->copies ? 0 : error_set(err, ERROR_FAILED, "cannot start a thread");
}

int
terminal_open(struct terminal *terminal, struct error *err)
{
	return (terminal_is_there() ? open_pty(terminal, err) : open_pipes(terminal, err)) != 0
	    ? -1
	    : start_copying(terminal, err);
}

int
terminal_enter(const struct terminal *terminal, struct error *err)
{
	int i;

	for (i = 0; i < 3; i++)
		if (terminal->inner[i] >= 0 && dup2(terminal->inner[i], i) < 0)
			return error_errno(err, "cannot give the command its terminal");
	return 0;
}

int
terminal_lead(const struct terminal *terminal, struct error *err)
{
	if (terminal_enter(terminal, err) != 0)
		return -1;
	/* a guard leads the session where there is one */
	if (terminal->is_pty && getsid(0) != getpid())
		setsid();
	return terminal->is_pty && ioctl(STDIN_FILENO, TIOCSCTTY, 0) != 0
	    ? error_errno(err, "cannot give the command its terminal")
	    : 0;
}

static void
stop_copying(struct terminal *terminal)
{
	size_t i;

	for (i = 0; i < 3; i++)
		scope_fd(&terminal->inner[i]);
	/* it may wait for a reader that never comes */
	if (terminal->copies && stop_signal() != 0)
		pthread_cancel(terminal->thread);
	if (terminal->copies)
		pthread_join(terminal->thread, NULL);
	/* keys that nobody read were for the command, and not for the user's
	 * shell */
	if (terminal->is_pty)
		(void)!tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal->before);
	scope_fd(&terminal->out);
	scope_fd(&terminal->err);
}

int
terminal_close(struct terminal *terminal, struct error *err)
{
	int trouble;

	stop_copying(terminal);
	trouble = terminal->trouble;
	*terminal = TERMINAL_NONE;
	if (trouble == 0)
		return 0;
	errno = trouble;
	return error_errno(err, "cannot write what the command printed");
}

void
scope_terminal(struct terminal *terminal)
{
	stop_copying(terminal);
}
