#include "sandbox/build_crew.h"

#include "base/scope.h"
#include "base/stop_signal.h"
#include "sandbox/jobserver.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* The address space for the results of one build. Only pages that are used take
 * memory. */
#define SHARED_SIZE ((size_t)1 << 30)

/* One token is one job, as in make's jobserver; a build that runs holds one. */
struct tokens {
	int read, write;
	size_t taken; /* by the builds that run */
	bool own; /* the job that make gave to mote itself, no byte in the pipe, is free */
	struct jobserver jobs; /* lends them from that make */
	const char *flags; /* what MAKEFLAGS says of them in a build */
};

#define TOKENS_NONE ((struct tokens){.read = -1, .write = -1, .jobs = JOBSERVER_NONE})

/* The reading end does not block: who finds no token looks again later. Whoever
 * is lent one opens the pipe anew. */
static int
tokens_make(struct arena *arena, struct tokens *tokens, unsigned left)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
		return -1;
	tokens->read = ends[0];
	tokens->write = ends[1];
	tokens->flags = arena_printf(arena, "-j%u --jobserver-auth=%d,%d", left, ends[0], ends[1]);
	for (; left > 0; left--)
		if (write(tokens->write, "+", 1) != 1)
			return -1;
	return 0;
}

/* Those of the make that called mote. The lender that stands between gives them
 * back, whatever becomes of mote. */
static int
tokens_lend(struct arena *arena, struct tokens *tokens)
{
	struct error ignored;

	if (jobserver_lend(arena, &tokens->jobs, &ignored) != 0 || tokens->jobs.flags == NULL)
		return -1;
	tokens->flags = tokens->jobs.flags;
	tokens->own = true;
	tokens->read = open(arena_printf(arena, "/proc/self/fd/%d", tokens->jobs.read),
	    O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	tokens->write = open(arena_printf(arena, "/proc/self/fd/%d", tokens->jobs.write),
	    O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	return tokens->read < 0 || tokens->write < 0 ? -1 : 0;
}

static bool
token_take(struct tokens *tokens)
{
	char token;

	if (tokens->own) {
		tokens->own = false;
		return true;
	}
	if (read(tokens->read, &token, 1) != 1)
		return false;
	tokens->taken++;
	return true;
}

static void
token_return(struct tokens *tokens)
{
	if (tokens->taken == 0) {
		tokens->own = true;
		return;
	}
	tokens->taken--;
	(void)!write(tokens->write, "+", 1);
}

/* In a build: its commands may reach the pipe. */
static void
tokens_hand_on(const struct tokens *tokens)
{
	const bool lent = tokens->jobs.flags != NULL;

	fcntl(lent ? tokens->jobs.read : tokens->read, F_SETFD, 0);
	fcntl(lent ? tokens->jobs.write : tokens->write, F_SETFD, 0);
	setenv("MAKEFLAGS", tokens->flags, 1);
}

/* The processes of the builds, while they run. */
struct workers {
	struct build_crew *crew;
	struct tokens tokens;
	pid_t *ids; /* 0: not started, or ended */
	size_t started, ended;
	bool stopping;
	sigset_t held, before;
};

static void
scope_workers(struct workers *workers)
{
	sigprocmask(SIG_SETMASK, &workers->before, NULL);
	scope_fd(&workers->tokens.read);
	scope_fd(&workers->tokens.write);
	scope_jobserver(&workers->tokens.jobs);
}

static void
run_here(struct build_crew *crew, size_t index)
{
	struct build_outcome *outcome = &crew->outcomes[index];

	outcome->ok = crew->run(crew->context, index, outcome, &outcome->err) == 0;
}

/* In the child: the scopes of the parent stay the parent's. */
static void __attribute__((noreturn))
worker_main(struct workers *workers, size_t index, pid_t parent)
{
	sigprocmask(SIG_SETMASK, &workers->before, NULL);
	/* a mote that is killed leaves no build behind */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		_exit(1);
	tokens_hand_on(&workers->tokens);
	run_here(workers->crew, index);
	_exit(0);
}

static void
start(struct workers *workers)
{
	struct build_outcome *outcome = &workers->crew->outcomes[workers->started];
	pid_t parent = getpid(), id;

	/* before there is a process that may know better */
	error_set(&outcome->err, ERROR_FAILED, "the build was killed");
	id = fork();
	if (id == 0)
		worker_main(workers, workers->started, parent);
	if (id < 0) {
		error_errno(&outcome->err, "cannot start a build");
		token_return(&workers->tokens);
		workers->ended++;
	} else {
		workers->ids[workers->started] = id;
	}
	workers->started++;
}

static void
collect(struct workers *workers)
{
	size_t i;

	for (i = 0; i < workers->started; i++) {
		if (workers->ids[i] == 0 || waitpid(workers->ids[i], NULL, WNOHANG) == 0)
			continue;
		workers->ids[i] = 0;
		workers->ended++;
		token_return(&workers->tokens);
	}
}

/* They unwind themselves, as mote does; the one who asks twice is heard by them
 * too. */
static void
pass_on_stop(struct workers *workers)
{
	size_t i;

	for (i = 0; i < workers->started && !workers->stopping; i++)
		if (workers->ids[i] != 0)
			kill(workers->ids[i], SIGTERM);
	workers->stopping = true;
}

static void
run_workers(struct workers *workers)
{
	static const struct timespec soon = {.tv_nsec = 50000000};
	size_t count = workers->crew->count;

	while (
	    workers->ended < workers->started || (workers->started < count && !workers->stopping)) {
		collect(workers);
		if (stop_signal() != 0)
			pass_on_stop(workers);
		else if (workers->started < count && token_take(&workers->tokens))
			start(workers);
		else if (workers->ended < workers->started || workers->started < count)
			sigtimedwait(&workers->held, NULL, &soon);
	}
}

/* Results where both sides see them; false where the system has no such memory
 * to give. */
static bool
share_results(struct arena *arena, struct build_crew *crew)
{
	struct arena shared = {0};
	bool good;
	size_t i;

	if (!arena_share(&shared, crew->count * sizeof(*crew->outcomes)))
		return false;
	crew->outcomes = arena_array(&shared, crew->count, sizeof(*crew->outcomes));
	good = true;
	for (i = 0; i < crew->count && good; i++)
		good = arena_share(&crew->outcomes[i].arena, SHARED_SIZE);
	arena_adopt(arena, &shared);
	return good;
}

static void
make_results(struct build_crew *crew)
{
	size_t i;

	for (i = 0; i < crew->count; i++)
		crew->outcomes[i].result = arena_alloc(&crew->outcomes[i].arena, crew->result_size);
}

/* From `index` on, unless mote was asked to stop. */
static void
run_in_turn(struct build_crew *crew, size_t index)
{
	for (; index < crew->count; index++)
		if (error_if_stopped(&crew->outcomes[index].err) == 0)
			run_here(crew, index);
}

static void
run_together(struct arena *arena, struct build_crew *crew)
{
	SCOPED(workers)
	struct workers workers = {.crew = crew,
	    .tokens = TOKENS_NONE,
	    .ids = arena_array(arena, crew->count, sizeof(pid_t))};

	sigemptyset(&workers.held);
	sigaddset(&workers.held, SIGCHLD);
	sigprocmask(SIG_BLOCK, &workers.held, &workers.before);
	if ((jobserver_offered(arena) ? tokens_lend(arena, &workers.tokens)
				      : tokens_make(arena, &workers.tokens, crew->jobs)) == 0)
		run_workers(&workers);
	run_in_turn(crew, workers.started);
}

void
build_crew_run(struct arena *arena, struct build_crew *crew)
{
	size_t i;

	if (crew->count > 1 && share_results(arena, crew)) {
		make_results(crew);
		run_together(arena, crew);
	} else {
		crew->outcomes = arena_array(arena, crew->count, sizeof(*crew->outcomes));
		make_results(crew);
		run_in_turn(crew, 0);
	}
	for (i = 0; i < crew->count; i++)
		arena_adopt(arena, &crew->outcomes[i].arena);
}
