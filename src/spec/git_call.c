#include "spec/git_call.h"

#include "base/clock.h"
#include "base/process.h"
#include "base/scope.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	OUTPUT_LIMIT = 64 << 20,
	ARGUMENTS = 32,
	TIME_LIMIT = 300 /* seconds; the largest repositories need some tens */
};

/* Drops git's message: mote's own error tells it. */
static int
silence_stderr(void *context UNUSED, struct error *err)
{
	SCOPED(fd) int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	return null >= 0 && dup2(null, STDERR_FILENO) >= 0
	    ? 0
	    : error_errno(err, "cannot open \"/dev/null\"");
}

static int
stderr_to_stdout(void *context UNUSED, struct error *err)
{
	return dup2(STDOUT_FILENO, STDERR_FILENO) >= 0 ? 0 : error_errno(err, "cannot start git");
}

static int
call(const struct git *git, const char *const *words,
    int (*before_exec)(void *context, struct error *err), struct git_answer *ret_answer,
    struct error *err)
{
	/* settings on the command line win over those of all files */
	const char *arguments[ARGUMENTS] = {"git", "--no-pager", "-c", "core.fsmonitor=false", "-c",
	    "core.hooksPath=/dev/null", "-c", "protocol.allow=never", "-c",
	    "submodule.recurse=false"};
	const struct process_options options = {.arguments = arguments,
	    .environment = git->environment.items,
	    .folder = git->folder,
	    .capture = &ret_answer->output,
	    .capture_limit = OUTPUT_LIMIT,
	    .seconds = TIME_LIMIT,
	    .before_exec = before_exec};
	const double begun = clock_seconds();
	size_t count = 10, i;

	for (i = 0; words[i] != NULL && count < ARGUMENTS - 1; i++)
		arguments[count++] = words[i];
	text_init(&ret_answer->output, git->arena);
	text_add(&ret_answer->output, "");
	if (process_run(&options, &ret_answer->status, err) == 0)
		return 0;
	if (clock_seconds() - begun < TIME_LIMIT)
		return -1;
	return error_set(err, ERROR_FAILED,
	    "git did not end within %d s in \"%s\"; give the value by a flag, as --label",
	    TIME_LIMIT, git->folder);
}

int
git_run(const struct git *git, const char *const *words, struct git_answer *ret_answer,
    struct error *err)
{
	return call(git, words, silence_stderr, ret_answer, err);
}

/* Whether git's message has no text of a file in it. Others may quote a line of
 * a file, and the file may be a link to one that nobody else may read:
 * "unexpected line in .git/packed-refs: LINE". */
static bool
quotes_nothing(const char *words)
{
	static const char *const known[] = {"bad object ", "bad tree object ", "bad config line ",
	    "detected dubious ownership ", "unsafe repository ", "index file ",
	    "unable to read tree ", "this operation must be run in a work tree"};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (text_starts_with(words, known[i]))
			return true;
	return false;
}

/* The rest of the line, for people. */
static const char *
line_at(const struct git *git, const char *text)
{
	return text_visible(git->arena, arena_copy(git->arena, text, strcspn(text, "\n")));
}

/* `advised` is the command that git advises, or NULL. */
static const char *
describe(const struct git *git, const char *words, const char *advised)
{
	if (!quotes_nothing(words))
		return arena_printf(git->arena,
		    "git cannot read the repository of \"%s\"; if you trust it, \"git status\" there "
		    "says why",
		    git->folder);
	if (advised == NULL)
		return arena_printf(git->arena, "git says of \"%s\": %s", git->folder, words);
	return arena_printf(git->arena, "git says of \"%s\": %s; \"%s\" allows it", git->folder,
	    words, line_at(git, advised));
}

int
git_read_failure(const struct git *git, const char *const *words, struct git_failure *ret_complaint,
    struct error *err)
{
	static const char advice[] = "git config --global --add safe.directory ",
			  *const prefixes[] = {"fatal: ", "error: "};
	struct git_answer answer;
	const char *said, *advised;
	size_t i;

	if (call(git, words, stderr_to_stdout, &answer, err) != 0)
		return -1;
	said = text_string(&answer.output);
	advised = strstr(said, advice);
	for (i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (strstr(said, prefixes[i]) != NULL) {
			said = strstr(said, prefixes[i]) + strlen(prefixes[i]);
			break;
		}
	ret_complaint->words = line_at(git, said);
	ret_complaint->shown = describe(git, ret_complaint->words, advised);
	return 0;
}

int
git_run_checked(const struct git *git, const char *const *words, struct git_answer *ret_answer,
    struct error *err)
{
	struct git_failure complaint;

	if (git_run(git, words, ret_answer, err) != 0)
		return -1;
	if (ret_answer->status == 0)
		return 0;
	return git_read_failure(git, words, &complaint, err) != 0
	    ? -1
	    : error_set(err, ERROR_FAILED, "%s", complaint.shown);
}

static void
add_variable(struct git *git, const char *name, const char *value)
{
	if (value != NULL)
		text_list_add(
		    &git->environment, git->arena, arena_printf(git->arena, "%s=%s", name, value));
}

/* Variables for both kinds of calls. */
static void
begin_environment(struct git *git)
{
	add_variable(git, "PATH", getenv("PATH"));
	add_variable(git, "LC_ALL", "C");
	add_variable(git, "GIT_OPTIONAL_LOCKS", "0");
	add_variable(git, "GIT_TERMINAL_PROMPT", "0");
	add_variable(git, "GIT_NO_LAZY_FETCH", "1");
	/* git before 2.44 ignores GIT_NO_LAZY_FETCH and tries to fetch; it then
	 * finds no allowed protocol */
	add_variable(git, "GIT_ALLOW_PROTOCOL", "none");
}

struct git
git_in_repository(struct arena *arena, const char *directory)
{
	static const char *const passed[] = {"HOME", "XDG_CONFIG_HOME", "SUDO_UID",
	    "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_COUNT",
	    "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM"};
	const char *count = getenv("GIT_CONFIG_COUNT");
	struct git git = {.arena = arena, .folder = directory};
	uint64_t settings = 0, i;

	begin_environment(&git);
	for (i = 0; i < ARRAY_SIZE(passed); i++)
		add_variable(&git, passed[i], getenv(passed[i]));
	if (count != NULL && text_to_number(count, 1000, &settings) != 0)
		settings = 0;
	for (i = 0; i < settings; i++) {
		const char *key = arena_printf(arena, "GIT_CONFIG_KEY_%llu", (unsigned long long)i),
			   *value =
			       arena_printf(arena, "GIT_CONFIG_VALUE_%llu", (unsigned long long)i);

		add_variable(&git, key, getenv(key));
		add_variable(&git, value, getenv(value));
	}
	text_list_add(&git.environment, arena, NULL);
	return git;
}

struct git
git_in_private_folder(struct arena *arena, const struct git_private_folder *own)
{
	struct git git = {.arena = arena, .folder = own->top_level};

	begin_environment(&git);
	/* git before 2.32 does not know GIT_CONFIG_GLOBAL, and looks in these
	 * two folders */
	add_variable(&git, "HOME", own->folder);
	add_variable(&git, "XDG_CONFIG_HOME", own->folder);
	add_variable(&git, "GIT_CONFIG_GLOBAL", "/dev/null");
	add_variable(&git, "GIT_CONFIG_NOSYSTEM", "1");
	add_variable(&git, "GIT_ATTR_NOSYSTEM", "1");
	add_variable(&git, "GIT_DIR", own->folder);
	add_variable(&git, "GIT_WORK_TREE", own->top_level);
	add_variable(&git, "GIT_OBJECT_DIRECTORY", own->objects);
	text_list_add(&git.environment, arena, NULL);
	return git;
}
