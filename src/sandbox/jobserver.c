#include "sandbox/jobserver.h"

#include "base/scope.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * How the lender learns that the command wants more: a pipe of one page is
 * writable, for poll, exactly when it is empty. One token lies in it for the
 * taking; when it is gone, there is demand, and the next one is asked of make.
 * A token that nobody took for a while goes back, for others may want it, and
 * is asked for again after another while.
 */
enum { WHILE = 100 /* milliseconds */, HELD_LIMIT = 4096, NUMBER_LIMIT = 1 << 16 };

/* The jobserver that MAKEFLAGS names. */
struct offer {
	const char *read, *write; /* paths to open make's pipe by; NULL: there is none */
	unsigned long jobs; /* of -j, 0: not said */
};

/* One end of a pipe that was inherited: what mote opens itself is
 * close-on-exec. */
static const char *
inherited_pipe(struct arena *arena, unsigned long number, int access)
{
	int fd = (int)number, flags = number > NUMBER_LIMIT ? -1 : fcntl(fd, F_GETFD);
	struct stat status;

	if (flags < 0 || (flags & FD_CLOEXEC) != 0 || fstat(fd, &status) != 0 ||
	    !S_ISFIFO(status.st_mode))
		return NULL;
	flags = fcntl(fd, F_GETFL) & O_ACCMODE;
	if (flags != O_RDWR && flags != access)
		return NULL;
	/* opened anew, it can be made not to block for us and stay as it is for
	 * make */
	return arena_printf(arena, "/proc/self/fd/%d", fd);
}

/* "3,4", or "fifo:PATH" of make 4.4. */
static void
read_style(struct arena *arena, const char *style, struct offer *offer)
{
	unsigned long read, write;
	char *end;

	offer->read = offer->write = NULL;
	if (text_starts_with(style, "fifo:")) {
		offer->read = offer->write = style + strlen("fifo:");
		return;
	}
	read = strtoul(style, &end, 10);
	if (end == style || *end != ',' || style[0] == '-' || end[1] == '-')
		return;
	write = strtoul(end + 1, &end, 10);
	if (*end != '\0')
		return;
	offer->read = inherited_pipe(arena, read, O_RDONLY);
	offer->write = inherited_pipe(arena, write, O_WRONLY);
}

/* Words up to "--", behind which variables stand; the last of a kind counts. */
static struct offer
read_flags(struct arena *arena)
{
	static const char *const names[] = {"--jobserver-auth=", "--jobserver-fds="};
	const char *at = getenv("MAKEFLAGS");
	struct offer offer = {0};
	size_t i;

	for (; at != NULL && *at != '\0'; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		const char *word = arena_copy(arena, at, length);

		if (strcmp(word, "--") == 0)
			break;
		for (i = 0; i < ARRAY_SIZE(names); i++)
			if (text_starts_with(word, names[i]))
				read_style(arena, word + strlen(names[i]), &offer);
		if (text_starts_with(word, "-j"))
			offer.jobs = strtoul(word + 2, NULL, 10);
		at += length;
	}
	return offer;
}

/* Make's pipe, both ends. Its reading end does not block: another may have been
 * faster. */
struct outer {
	int read, write;
};

static void
scope_outer(struct outer *outer)
{
	scope_fd(&outer->read);
	scope_fd(&outer->write);
}

static bool
outer_open(const struct offer *offer, struct outer *ret_outer)
{
	SCOPED(outer) struct outer outer = {-1, -1};
	struct stat status;

	if (offer->read == NULL || offer->write == NULL)
		return false;
	outer.read = open(offer->read, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	outer.write = outer.read < 0 ? -1 : open(offer->write, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (outer.write < 0 || fstat(outer.read, &status) != 0 || !S_ISFIFO(status.st_mode) ||
	    fcntl(outer.write, F_SETFL, 0) != 0)
		return false;
	*ret_outer = outer;
	outer.read = outer.write = -1;
	return true;
}

bool
jobserver_offered(struct arena *arena)
{
	const struct offer offer = read_flags(arena);
	SCOPED(outer) struct outer outer = {-1, -1};

	return outer_open(&offer, &outer);
}

/* The state of the process that lends jobs. */
struct lender {
	int life, read, write; /* the command's pipe, opened once more: not to block */
	struct outer outer;
	char held[HELD_LIMIT]; /* make's own tokens: it may have marked them */
	int count;
};

/* Of what is in the command's pipe, never more than was lent: make gets no
 * token that was not its own. */
static void
take_back(struct lender *lender)
{
	char token;

	while (lender->count > 0 && read(lender->read, &token, 1) == 1)
		if (write(lender->outer.write, &lender->held[--lender->count], 1) != 1)
			return;
}

static void
lend_one(struct lender *lender)
{
	if (lender->count == HELD_LIMIT ||
	    read(lender->outer.read, &lender->held[lender->count], 1) != 1)
		return;
	/* a pipe that the command filled up takes none, but that is held all
	 * the same */
	lender->count++;
	(void)!write(lender->write, &lender->held[lender->count - 1], 1);
}

/* Until mote closes its end, or is gone. */
static void
lend(struct lender *lender)
{
	bool resting = false;

	for (;;) {
		struct pollfd ends[] = {{.fd = lender->life, .events = POLLIN},
		    {.fd = lender->read, .events = POLLIN}, {.fd = -1, .events = POLLIN},
		    {.fd = -1, .events = POLLOUT}};
		int lying = 0, ready;

		ioctl(lender->read, FIONREAD, &lying);
		if (lying > 0) {
			/* see whether it is taken */
			ends[1].fd = -1;
			ends[3].fd = lender->write;
		} else if (!resting) {
			ends[2].fd = lender->outer.read;
		}
		ready = poll(ends, ARRAY_SIZE(ends), lying > 0 || resting ? WHILE : -1);
		if (ends[0].revents != 0 || (ready < 0 && errno != EINTR))
			return;
		if (ready == 0 && lying > 0)
			take_back(lender);
		resting = ready == 0 && lying > 0;
		if (ends[2].revents != 0)
			lend_one(lender);
	}
}

/* The lender holds nothing else open: neither pipes that somebody waits for nor
 * locks. */
static void
close_others(int *const *fds, size_t count)
{
	size_t i;
	int fd;

	for (i = 0; i < count; i++)
		*fds[i] = fcntl(*fds[i], F_DUPFD_CLOEXEC, (int)count);
	for (i = 0; i < count; i++)
		*fds[i] = dup2(*fds[i], (int)i);
	if (syscall(SYS_close_range, (unsigned)count, ~0U, 0U) != 0)
		for (fd = (int)count; fd < NUMBER_LIMIT; fd++)
			close(fd);
}

/* A session of its own: what is sent to mote's group does not reach it. */
static void __attribute__((noreturn))
lender_main(struct lender *lender)
{
	int *const fds[] = {&lender->life, &lender->read, &lender->write, &lender->outer.read,
	    &lender->outer.write};
	static const int stops[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(stops); i++)
		signal(stops[i], SIG_IGN);
	setsid();
	close_others(fds, ARRAY_SIZE(fds));
	lend(lender);
	while (lender->count > 0 &&
	    write(lender->outer.write, &lender->held[lender->count - 1], 1) == 1)
		lender->count--;
	_exit(0);
}

/* A pipe of one page, where the kernel makes it so that it is writable only
 * when it is empty. */
static int
make_pipe(struct jobserver *jobs, struct error *err)
{
	struct pollfd end = {.events = POLLOUT};
	char token = '+';
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return error_errno(err, "cannot make a pipe for make's jobserver");
	jobs->read = ends[0];
	jobs->write = end.fd = ends[1];
	fcntl(ends[1], F_SETPIPE_SZ, 1);
	if (write(ends[1], &token, 1) != 1 || poll(&end, 1, 0) != 0 ||
	    read(ends[0], &token, 1) != 1 || poll(&end, 1, 0) != 1)
		return error_set(err, ERROR_FAILED,
		    "this kernel has no pipes of one page for make's jobserver; take the \"+\" away "
		    "that stands before mote in the Makefile");
	return 0;
}

/* The command's pipe opened once more: not to block is the lender's affair,
 * older makes expect to. */
static int
open_again(struct arena *arena, int fd, int access)
{
	return open(arena_printf(arena, "/proc/self/fd/%d", fd), access | O_NONBLOCK | O_CLOEXEC);
}

static int
start_lender(
    struct arena *arena, struct jobserver *jobs, const struct outer *outer, struct error *err)
{
	SCOPED(fd) int read = open_again(arena, jobs->read, O_RDONLY);
	SCOPED(fd) int write = open_again(arena, jobs->write, O_WRONLY);
	SCOPED(fd) int ended = -1;
	int life[2];

	if (read < 0 || write < 0 || pipe2(life, O_CLOEXEC) != 0)
		return error_errno(err, "cannot open a pipe for make's jobserver");
	ended = life[0];
	jobs->life = life[1];
	jobs->lender = fork();
	if (jobs->lender < 0)
		return error_errno(err, "cannot start a process for make's jobserver");
	if (jobs->lender == 0) {
		struct lender lender = {ended, read, write, *outer, {0}, 0};

		lender_main(&lender);
	}
	return 0;
}

int
jobserver_lend(struct arena *arena, struct jobserver *ret_jobs, struct error *err)
{
	const struct offer offer = read_flags(arena);
	SCOPED(jobserver) struct jobserver jobs = JOBSERVER_NONE;
	SCOPED(outer) struct outer outer = {-1, -1};
	const char *number = offer.jobs == 0 ? "" : arena_printf(arena, "%lu", offer.jobs);

	if (!outer_open(&offer, &outer))
		return 0;
	if (make_pipe(&jobs, err) != 0 || start_lender(arena, &jobs, &outer, err) != 0)
		return -1;
	jobs.flags =
	    arena_printf(arena, " -j%s --jobserver-auth=%d,%d", number, jobs.read, jobs.write);
	*ret_jobs = jobs;
	jobs = JOBSERVER_NONE;
	return 0;
}

void
scope_jobserver(struct jobserver *jobs)
{
	scope_fd(&jobs->life);
	scope_fd(&jobs->read);
	scope_fd(&jobs->write);
	if (jobs->lender > 0)
		while (waitpid(jobs->lender, NULL, 0) < 0 && errno == EINTR)
			continue;
}
