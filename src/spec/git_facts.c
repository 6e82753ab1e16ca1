#include "spec/git_facts.h"

#include "base/file.h"
#include "base/path.h"
#include "base/process.h"
#include "base/scope.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OUTPUT_LIMIT = 64 << 20, ARGUMENTS = 32, SHA256_LENGTH = 64, DEPTH_LIMIT = 16 };
enum place { TOP_LEVEL, GIT_FOLDER, OBJECTS, INDEX, SHALLOW, PLACES };

/* A way to call git: in the repository itself, or in mote's own folder. */
struct git {
	struct arena *arena;
	const char *folder; /* git's working folder */
	struct text_list environment; /* complete; ends with NULL */
};

/* A repository to examine, and the number of repositories around it. */
struct look {
	struct arena *arena;
	const char *directory;
	unsigned depth;
};

struct answer {
	int status;
	struct text output;
};

/* Drops git's message: mote's own error tells it. */
static int
silence_stderr(void *context UNUSED, struct error *err)
{
	return dup2(open("/dev/null", O_WRONLY | O_CLOEXEC), STDERR_FILENO) >= 0
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
    int (*before_exec)(void *context, struct error *err), struct answer *ret_answer,
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
	    .before_exec = before_exec};
	size_t count = 10, i;

	for (i = 0; words[i] != NULL && count < ARGUMENTS - 1; i++)
		arguments[count++] = words[i];
	text_init(&ret_answer->output, git->arena);
	text_add(&ret_answer->output, "");
	return process_run(&options, &ret_answer->status, err);
}

static int
ask(const struct git *git, const char *const *words, struct answer *ret_answer, struct error *err)
{
	return call(git, words, silence_stderr, ret_answer, err);
}

/* The first line of git's message, without "fatal: "; and the command that git advises. */
struct complaint {
	const char *words, *remedy; /* NULL: git advises none */
};

static int
hear_complaint(const struct git *git, const char *const *words, struct complaint *ret_complaint,
    struct error *err)
{
	static const char advice[] = "git config --global --add safe.directory ",
			  *const prefixes[] = {"fatal: ", "error: "};
	struct answer answer;
	const char *said, *found;
	size_t i;

	if (call(git, words, stderr_to_stdout, &answer, err) != 0)
		return -1;
	said = text_string(&answer.output);
	found = strstr(said, advice);
	*ret_complaint = (struct complaint){NULL, NULL};
	if (found != NULL)
		ret_complaint->remedy =
		    text_visible(git->arena, arena_copy(git->arena, found, strcspn(found, "\n")));
	for (i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (strstr(said, prefixes[i]) != NULL) {
			said = strstr(said, prefixes[i]) + strlen(prefixes[i]);
			break;
		}
	ret_complaint->words =
	    text_visible(git->arena, arena_copy(git->arena, said, strcspn(said, "\n")));
	return 0;
}

/* Makes the complaint the error; returns -1 always. */
static int
refuse(const struct git *git, const struct complaint *complaint, struct error *err)
{
	if (complaint->remedy != NULL)
		return error_set(err, ERROR_FAILED, "git says of \"%s\": %s; \"%s\" allows it",
		    git->folder, complaint->words, complaint->remedy);
	return error_set(
	    err, ERROR_FAILED, "git says of \"%s\": %s", git->folder, complaint->words);
}

/* Asks git; when git fails, its complaint is the error. */
static int
ask_for(
    const struct git *git, const char *const *words, struct answer *ret_answer, struct error *err)
{
	struct complaint complaint;

	if (ask(git, words, ret_answer, err) != 0)
		return -1;
	if (ret_answer->status == 0)
		return 0;
	return hear_complaint(git, words, &complaint, err) != 0 ? -1 : refuse(git, &complaint, err);
}

static void
add_variable(struct git *git, const char *name, const char *value)
{
	if (value != NULL)
		text_list_add(
		    &git->environment, git->arena, arena_printf(git->arena, "%s=%s", name, value));
}

/* Variables for both steps. */
static void
begin_environment(struct git *git)
{
	add_variable(git, "PATH", getenv("PATH"));
	add_variable(git, "LC_ALL", "C");
	add_variable(git, "GIT_OPTIONAL_LOCKS", "0");
	add_variable(git, "GIT_TERMINAL_PROMPT", "0");
	add_variable(git, "GIT_NO_LAZY_FETCH", "1");
	/* git before 2.44 ignores GIT_NO_LAZY_FETCH and tries to fetch; it then finds no allowed
	 * protocol */
	add_variable(git, "GIT_ALLOW_PROTOCOL", "none");
}

/* For step 1: git works in the repository, with the user's configuration. */
static struct git
in_repository(struct arena *arena, const char *directory)
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

/* For step 2: `folder` is mote's own; it has only the files that prepare() made. */
static struct git
in_own_folder(struct arena *arena, const char *folder, const char *const places[PLACES])
{
	struct git git = {.arena = arena, .folder = places[TOP_LEVEL]};

	begin_environment(&git);
	/* git before 2.32 does not know GIT_CONFIG_GLOBAL, and looks in these two folders */
	add_variable(&git, "HOME", folder);
	add_variable(&git, "XDG_CONFIG_HOME", folder);
	add_variable(&git, "GIT_CONFIG_GLOBAL", "/dev/null");
	add_variable(&git, "GIT_CONFIG_NOSYSTEM", "1");
	add_variable(&git, "GIT_ATTR_NOSYSTEM", "1");
	add_variable(&git, "GIT_DIR", folder);
	add_variable(&git, "GIT_WORK_TREE", places[TOP_LEVEL]);
	add_variable(&git, "GIT_OBJECT_DIRECTORY", places[OBJECTS]);
	text_list_add(&git.environment, arena, NULL);
	return git;
}

/* The next line of git's output, NULL at the end of the output. */
static const char *
next_line(struct arena *arena, const char **at)
{
	const char *line;

	if (**at == '\0')
		return NULL;
	line = arena_copy(arena, *at, strcspn(*at, "\n"));
	*at += strlen(line);
	*at += **at == '\n';
	return line;
}

/* Finds the absolute paths of the parts of the repository. */
static int
find_places(const struct git *git, const char *places[PLACES], struct error *err)
{
	static const char *const words[] = {"rev-parse", "--show-toplevel", "--absolute-git-dir",
	    "--git-path", "objects", "--git-path", "index", "--git-path", "shallow", NULL};
	struct answer answer;
	const char *at;
	size_t i;

	if (ask_for(git, words, &answer, err) != 0)
		return -1;
	at = text_string(&answer.output);
	for (i = 0; i < PLACES; i++) {
		places[i] = next_line(git->arena, &at);
		if (places[i] == NULL)
			break;
		places[i] = path_join(git->arena, git->folder, places[i]);
	}
	if (i < PLACES || *at != '\0')
		return error_set(err, ERROR_FAILED,
		    "the path of the git repository of \"%s\" has a line break", git->folder);
	return 0;
}

static bool
is_plain_word(const char *word)
{
	return word[0] != '\0' &&
	    word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")] ==
	    '\0';
}

/* Copies the settings that say how the files lie on this disk. None of them can name a program. */
static int
write_config(const struct git *git, const char *own, size_t hash_length, struct error *err)
{
	static const char *const words[] = {"config", "--get-regexp",
	    "^core\\.(filemode|symlinks|ignorecase|autocrlf|eol|trustctime|checkstat)$", NULL};
	struct answer answer;
	struct text config;
	const char *at, *line;

	if (ask(git, words, &answer, err) != 0)
		return -1;
	text_init(&config, git->arena);
	text_printf(&config, "[core]\n\trepositoryformatversion = %d\n\tbare = false\n",
	    hash_length == SHA256_LENGTH);
	at = text_string(&answer.output);
	while ((line = next_line(git->arena, &at)) != NULL) {
		const char *space = strchr(line, ' '), *name;

		if (!text_starts_with(line, "core.") || space == NULL || !is_plain_word(space + 1))
			continue;
		name = arena_copy(git->arena, line + 5, (size_t)(space - line) - 5);
		text_printf(&config, "\t%s = %s\n", name, space + 1);
	}
	if (hash_length == SHA256_LENGTH)
		text_add(&config, "[extensions]\n\tobjectformat = sha256\n");
	return file_write(
	    path_join(git->arena, own, "config"), config.bytes, config.length, 0600, err);
}

/* Writes the tags to packed-refs, which git can read, however the repository itself stores them. */
static int
write_tags(const struct git *git, const char *own, struct error *err)
{
	static const char *const words[] = {
	    "for-each-ref", "--format=%(objectname) %(refname)", "refs/tags", NULL};
	struct answer answer;

	if (ask_for(git, words, &answer, err) != 0)
		return -1;
	return file_write(path_join(git->arena, own, "packed-refs"), answer.output.bytes,
	    answer.output.length, 0600, err);
}

/* Links the index, and the files into which git may have split it. */
static int
link_index(
    struct arena *arena, const char *const places[PLACES], const char *own, struct error *err)
{
	SCOPED(directory) DIR *entries = opendir(places[GIT_FOLDER]);
	struct dirent *entry;

	if (symlink(places[INDEX], path_join(arena, own, "index")) != 0 ||
	    (file_exists(places[SHALLOW]) &&
		symlink(places[SHALLOW], path_join(arena, own, "shallow")) != 0))
		return error_errno(err, "cannot make a link in \"%s\"", own);
	while (entries != NULL && (entry = readdir(entries)) != NULL)
		if (text_starts_with(entry->d_name, "sharedindex.") &&
		    symlink(path_join(arena, places[GIT_FOLDER], entry->d_name),
			path_join(arena, own, entry->d_name)) != 0)
			return error_errno(err, "cannot make a link in \"%s\"", own);
	return 0;
}

static int
prepare(const struct git *git, const char *const places[PLACES], const char *revision,
    const char *own, struct error *err)
{
	const char *head = arena_printf(git->arena, "%s\n", revision);

	if (mkdir(path_join(git->arena, own, "refs"), 0700) != 0)
		return error_errno(err, "cannot make a folder in \"%s\"", own);
	if (file_write(path_join(git->arena, own, "HEAD"), head, strlen(head), 0600, err) != 0 ||
	    write_config(git, own, strlen(revision), err) != 0 || write_tags(git, own, err) != 0)
		return -1;
	return link_index(git->arena, places, own, err);
}

static int
find_own_dirt(const struct git *git, struct git_facts *facts, struct error *err)
{
	/* for the state of a submodule git would start in it, with the submodule's own
	 * configuration */
	static const char *const words[] = {"status", "--porcelain", "--no-renames",
	    "--untracked-files=no", "--ignore-submodules=dirty", NULL};
	struct answer answer;

	if (ask_for(git, words, &answer, err) != 0)
		return -1;
	facts->dirty = answer.output.length > 0;
	return 0;
}

static int
find_tag(const struct git *git, struct git_facts *facts, struct error *err)
{
	static const char *const words[] = {"describe", "--tags", NULL};
	struct complaint complaint;
	struct answer answer;
	const char *at;

	if (ask(git, words, &answer, err) != 0)
		return -1;
	at = text_string(&answer.output);
	if (answer.status == 0) {
		facts->tag = next_line(git->arena, &at);
		return 0;
	}
	if (hear_complaint(git, words, &complaint, err) != 0)
		return -1;
	if (!text_starts_with(complaint.words, "No names found") &&
	    !text_starts_with(complaint.words, "No tags can describe"))
		facts->tag_trouble = complaint.words;
	return 0;
}

/* Finds the commit of HEAD. 0 and NULL: there is no repository, or it has no commit. */
static int
find_revision(const struct git *git, const char **ret_revision, struct error *err)
{
	static const char *const words[] = {"rev-parse", "--verify", "--quiet", "HEAD", NULL};
	struct complaint complaint;
	struct answer answer;
	const char *at;

	*ret_revision = NULL;
	if (ask(git, words, &answer, err) != 0)
		return -1;
	at = text_string(&answer.output);
	if (answer.status == 0) {
		*ret_revision = next_line(git->arena, &at);
		return 0;
	}
	if (hear_complaint(git, words, &complaint, err) != 0)
		return -1;
	return complaint.words[0] == '\0' ||
		text_starts_with(complaint.words, "not a git repository")
	    ? 0
	    : refuse(git, &complaint, err);
}

static int look(const struct look *look, struct git_facts *ret_facts, struct error *err);

/* Examines the submodules until one is dirty. */
static int
find_dirt_below(
    const struct git *git, const struct look *above, struct git_facts *facts, struct error *err)
{
	static const char *const words[] = {"ls-files", "--stage", "-z", NULL};
	struct answer answer;
	const char *at, *end;

	if (ask(git, words, &answer, err) != 0)
		return -1;
	at = text_string(&answer.output);
	end = at + answer.output.length;
	/* entries of submodules look like "160000 <object> 0\tsub" */
	for (; at < end && !facts->dirty; at += strlen(at) + 1) {
		const char *tab = strchr(at, '\t'), *path;
		struct look below = {git->arena, NULL, above->depth + 1};
		struct git_facts inner = {0};

		if (!text_starts_with(at, "160000 ") || tab == NULL)
			continue;
		path = path_join(git->arena, git->folder, tab + 1);
		below.directory = path;
		if (!file_exists(path_join(git->arena, path, ".git")))
			continue;
		if (look(&below, &inner, err) != 0)
			return -1;
		facts->dirty = inner.dirty;
	}
	return 0;
}

static int
look(const struct look *look, struct git_facts *ret_facts, struct error *err)
{
	SCOPED(temporary_folder) struct temporary_folder own = {0};
	SCOPED(heap) char *real = realpath(look->directory, NULL);
	struct arena *arena = look->arena;
	const char *places[PLACES];
	struct git git;

	if (real == NULL)
		return error_errno(err, "cannot find the folder \"%s\"", look->directory);
	if (look->depth > DEPTH_LIMIT)
		return error_set(err, ERROR_FAILED, "\"%s\" is a submodule more than %d deep", real,
		    DEPTH_LIMIT);
	git = in_repository(arena, arena_strdup(arena, real));
	if (find_revision(&git, &ret_facts->revision, err) != 0)
		return -1;
	if (ret_facts->revision == NULL)
		return 0;
	if (find_places(&git, places, err) != 0 || temporary_folder_make(&own, err) != 0 ||
	    prepare(&git, places, ret_facts->revision, own.path, err) != 0)
		return -1;
	git = in_own_folder(arena, own.path, places);
	if (find_own_dirt(&git, ret_facts, err) != 0 ||
	    (!ret_facts->dirty && find_dirt_below(&git, look, ret_facts, err) != 0))
		return -1;
	return look->depth > 0 ? 0 : find_tag(&git, ret_facts, err);
}

int
git_facts_find(
    struct arena *arena, const char *directory, struct git_facts *ret_facts, struct error *err)
{
	const struct look top = {arena, directory, 0};

	*ret_facts = (struct git_facts){0};
	return look(&top, ret_facts, err);
}
