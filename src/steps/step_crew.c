#include "steps/steps.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * This file uses nothing but the C library: for a mote that is not static, the
 * Makefile compiles it once more, alone.
 */
enum { CHUNK = 64 << 10, NOT_STARTED = 126, NOT_FOUND = 127, SIGNALLED = 128, OWN_TROUBLE = 2 };

struct job {
	enum step_kind kind;
	const char *name, *shown, *words;
	char **arguments;
	pid_t process;
};

struct crew {
	const char *folder; /* in which commands run */
	size_t jobs; /* that may run without a token */
	struct job *steps;
	size_t count, next, running;
	bool failed, missed;
	int names; /* the file "steps" */
	int take, give; /* the jobserver's pipe; -1: there is none */
	char *tokens; /* that were taken: each is given back as it was */
	size_t token_count;
};

static void __attribute__((noreturn))
give_up(const char *what)
{
	fprintf(stderr, "crew: %s: %s\n", what, strerror(errno));
	_exit(OWN_TROUBLE);
}

static void *
allocate(size_t count, size_t size)
{
	void *memory = calloc(count + 1, size);

	if (memory == NULL)
		give_up("memory");
	return memory;
}

/* The file with a NUL behind it. */
static char *
read_list(const char *path, size_t *ret_size)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	size_t done = 0;
	ssize_t got = 1;
	char *bytes;

	if (file < 0 || fstat(file, &status) != 0)
		give_up(path);
	bytes = allocate((size_t)status.st_size, 1);
	while (got > 0 && done < (size_t)status.st_size) {
		got = read(file, bytes + done, (size_t)status.st_size - done);
		done += got > 0 ? (size_t)got : 0;
	}
	if (got < 0)
		give_up(path);
	close(file);
	*ret_size = done;
	return bytes;
}

/* The next string; behind the last one, empty strings. */
static char *
next_string(char **at, const char *end)
{
	char *string = *at;

	*at += *at < end ? strlen(*at) + 1 : 0;
	return string;
}

static struct job *
add_job(struct crew *crew)
{
	struct job *grown;

	/* twice as many whenever their number is a power of two */
	if ((crew->count & (crew->count - 1)) == 0) {
		grown = realloc(crew->steps, 2 * (crew->count + 1) * sizeof(*grown));
		if (grown == NULL)
			give_up("memory");
		crew->steps = grown;
	}
	crew->steps[crew->count] = (struct job){0};
	return &crew->steps[crew->count++];
}

static void
parse(struct crew *crew, char *bytes, size_t size)
{
	char *at = bytes, *end = bytes + size;
	size_t i, argument_count;

	crew->folder = next_string(&at, end);
	crew->jobs = strtoul(next_string(&at, end), NULL, 10);
	while (at < end) {
		struct job *step = add_job(crew);

		step->kind = (enum step_kind)strtoul(next_string(&at, end), NULL, 10);
		step->name = next_string(&at, end);
		step->shown = next_string(&at, end);
		step->words = next_string(&at, end);
		argument_count = strtoul(next_string(&at, end), NULL, 10);
		if (argument_count > size)
			argument_count = 0;
		step->arguments = allocate(argument_count + 1, sizeof(*step->arguments));
		for (i = 0; i < argument_count; i++)
			step->arguments[i] = next_string(&at, end);
	}
}

/* The pipe that mote lends (sandbox/jobserver.h); its reader is the crew
 * alone. A command gets neither. */
static void
open_jobserver(struct crew *crew)
{
	static const char option[] = "--jobserver-auth=";
	const char *flags = getenv("MAKEFLAGS");
	char *end;

	crew->take = crew->give = -1;
	if (crew->jobs > 0)
		return;
	crew->jobs = 1;
	flags = flags == NULL ? NULL : strstr(flags, option);
	if (flags == NULL)
		return;
	crew->take = (int)strtol(flags + strlen(option), &end, 10);
	crew->give = (int)strtol(end + (*end == ','), NULL, 10);
	if (crew->take <= STDERR_FILENO || crew->give <= STDERR_FILENO) {
		crew->take = crew->give = -1;
		return;
	}
	if (fcntl(crew->take, F_SETFL, O_NONBLOCK) != 0 ||
	    fcntl(crew->take, F_SETFD, FD_CLOEXEC) != 0 ||
	    fcntl(crew->give, F_SETFD, FD_CLOEXEC) != 0)
		give_up("make's jobserver");
	crew->tokens = allocate(crew->count, 1);
}

static bool
has_ready_job(const struct crew *crew)
{
	return !crew->failed && crew->next < crew->count &&
	    (crew->running == 0 || crew->steps[crew->next].kind == STEP_FREE);
}

/* A job for one more command, from the jobserver if need be. */
static bool
take_job(struct crew *crew)
{
	if (crew->running < crew->jobs + crew->token_count)
		return true;
	if (crew->take < 0 || crew->token_count == crew->count ||
	    read(crew->take, &crew->tokens[crew->token_count], 1) != 1)
		return false;
	crew->token_count++;
	return true;
}

static void
give_tokens_back(struct crew *crew)
{
	while (crew->token_count > 0 && crew->running < crew->jobs + crew->token_count)
		if (write(crew->give, &crew->tokens[--crew->token_count], 1) != 1)
			give_up("make's jobserver");
}

/* In the child. */
static void __attribute__((noreturn))
run_command(const struct crew *crew, const struct job *step)
{
	sigset_t none;
	int words;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (step->words[0] != '\0') {
		words = open(step->words, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
		if (words < 0 || dup2(words, STDERR_FILENO) < 0)
			give_up(step->words);
	}
	if (chdir(crew->folder) != 0)
		give_up(crew->folder);
	execvp(step->arguments[0], step->arguments);
	fprintf(stderr, "%s: %s\n", step->arguments[0], strerror(errno));
	_exit(errno == ENOENT ? NOT_FOUND : NOT_STARTED);
}

static void
begin(struct crew *crew)
{
	struct job *step = &crew->steps[crew->next++];

	if (step->name[0] != '\0')
		dprintf(crew->names, "%s\n", step->name);
	step->process = fork();
	if (step->process < 0)
		give_up("cannot start a process");
	if (step->process == 0)
		run_command(crew, step);
	crew->running++;
}

static void
pass_words_on(const struct job *step)
{
	int words = step->words[0] == '\0' ? -1 : open(step->words, O_RDONLY | O_CLOEXEC);
	static char chunk[CHUNK];
	ssize_t got;

	while (words >= 0 && (got = read(words, chunk, sizeof(chunk))) > 0)
		if (write(STDERR_FILENO, chunk, (size_t)got) != got)
			break;
	if (words >= 0)
		close(words);
}

static void
note_failure(struct crew *crew, const struct job *step, int status)
{
	int file = open("failed", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	crew->failed = true;
	if (file < 0 || dprintf(file, "%d %s\n", status, step->shown) < 0 || close(file) != 0)
		give_up("failed");
}

static void
end(struct crew *crew, pid_t process, int status)
{
	size_t i = crew->next;

	/* it began not long ago */
	while (i > 0 && crew->steps[i - 1].process != process)
		i--;
	if (i == 0)
		return;
	crew->running--;
	if (status != 0 && crew->steps[i - 1].kind == STEP_TRIES) {
		crew->missed = true;
		return;
	}
	pass_words_on(&crew->steps[i - 1]);
	status = WIFSIGNALED(status) ? SIGNALLED + WTERMSIG(status) : WEXITSTATUS(status);
	if (status != 0 && !crew->failed)
		note_failure(crew, &crew->steps[i - 1], status);
}

/* Until a command has ended or a token may be had. */
static void
wait_for_change(struct crew *crew)
{
	struct pollfd token = {has_ready_job(crew) ? crew->take : -1, POLLIN, 0};
	sigset_t none;
	pid_t process;
	int status;

	sigemptyset(&none);
	ppoll(&token, 1, NULL, &none);
	while ((process = waitpid(-1, &status, WNOHANG)) > 0)
		end(crew, process, status);
}

static void
ignore(int number)
{
	(void)number;
}

/* A command that ends wakes ppoll() up, and nothing else. */
static void
watch_children(void)
{
	const struct sigaction action = {.sa_handler = ignore};
	sigset_t children;

	sigemptyset(&children);
	sigaddset(&children, SIGCHLD);
	if (sigaction(SIGCHLD, &action, NULL) != 0 || sigprocmask(SIG_BLOCK, &children, NULL) != 0)
		give_up("signals");
}

bool
step_crew_is_called(int argc, char **argv)
{
	return argc == 3 && strcmp(argv[1], STEP_CREW_OPTION) == 0;
}

int
step_crew_main(int argc, char **argv)
{
	struct crew crew = {0};
	size_t size;
	char *list;

	if (!step_crew_is_called(argc, argv))
		return OWN_TROUBLE;
	list = read_list(argv[2], &size);
	parse(&crew, list, size);
	open_jobserver(&crew);
	/* a command is no job of make's */
	unsetenv("MAKEFLAGS");
	setenv("PWD", crew.folder, 1);
	crew.names = open("steps", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (crew.names < 0)
		give_up("steps");
	watch_children();
	do {
		while (has_ready_job(&crew) && take_job(&crew))
			begin(&crew);
		give_tokens_back(&crew);
		if (crew.running > 0)
			wait_for_change(&crew);
	} while (crew.running > 0 || has_ready_job(&crew));
	give_tokens_back(&crew);
	return crew.missed ? STEPS_MISSED : STEPS_DONE;
}
