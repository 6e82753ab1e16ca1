#include "spec/git_facts.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "spec/git_call.h"
#include "spec/git_files.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SHA256_LENGTH = 64, DEPTH_LIMIT = 16 };
enum place { TOP_LEVEL, GIT_FOLDER, OBJECTS, INDEX, SHALLOW, PLACES };

/* A repository to examine, and the number of repositories around it. */
struct look {
	struct arena *arena;
	const char *directory;
	const char *project; /* --untrusted: git_files.h; NULL: trusted */
	unsigned depth;
};

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
	struct git_answer answer;
	const char *at;
	size_t i;

	if (git_run_checked(git, words, &answer, err) != 0)
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

/* With --untrusted git must have found the repository that was checked, and
 * take the folder of .git for that of the tracked files: core.worktree may name
 * another one. */
static int
check_places(struct arena *arena, const struct git_repository *repository,
    const char *const places[PLACES], struct error *err)
{
	if (repository->bounds == NULL)
		return 0;
	if (repository->folder == NULL || strcmp(repository->folder, places[GIT_FOLDER]) != 0)
		return git_files_refuse(
		    places[GIT_FOLDER], "is a repository that mote did not examine", err);
	if (strcmp(repository->top, places[TOP_LEVEL]) != 0)
		return git_files_refuse(path_join(arena, repository->folder, "config"),
		    "leads to files in another folder", err);
	return 0;
}

static bool
is_plain_word(const char *word)
{
	return word[0] != '\0' &&
	    word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")] ==
	    '\0';
}

/* Copies the settings that say how the files lie on this disk. None of them can
 * name a program. */
static int
write_config(const struct git *git, const char *own, size_t hash_length, struct error *err)
{
	static const char *const words[] = {"config", "--get-regexp",
	    "^core\\.(filemode|symlinks|ignorecase|autocrlf|eol|trustctime|checkstat)$", NULL};
	struct git_answer answer;
	struct text config;
	const char *at, *line;

	if (git_run(git, words, &answer, err) != 0)
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

/* Writes the tags to packed-refs, which git can read, however the repository
 * itself stores them. */
static int
write_tags(const struct git *git, const char *own, struct error *err)
{
	static const char *const words[] = {
	    "for-each-ref", "--format=%(objectname) %(refname)", "refs/tags", NULL};
	struct git_answer answer;

	if (git_run_checked(git, words, &answer, err) != 0)
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
	/* for the state of a submodule git would start in it, with the
	 * submodule's own configuration */
	static const char *const words[] = {"status", "--porcelain", "--no-renames",
	    "--untracked-files=no", "--ignore-submodules=dirty", NULL};
	struct git_answer answer;

	if (git_run_checked(git, words, &answer, err) != 0)
		return -1;
	facts->dirty = answer.output.length > 0;
	return 0;
}

static int
find_tag(const struct git *git, struct git_facts *facts, struct error *err)
{
	static const char *const words[] = {"describe", "--tags", NULL};
	struct git_failure complaint;
	struct git_answer answer;
	const char *at;

	if (git_run(git, words, &answer, err) != 0)
		return -1;
	at = text_string(&answer.output);
	if (answer.status == 0) {
		facts->tag = next_line(git->arena, &at);
		return 0;
	}
	if (git_read_failure(git, words, &complaint, err) != 0)
		return -1;
	if (!text_starts_with(complaint.words, "No names found") &&
	    !text_starts_with(complaint.words, "No tags can describe"))
		facts->tag_trouble = complaint.shown;
	return 0;
}

/* Finds the commit of HEAD. 0 and NULL: there is no repository, or it has no
 * commit. */
static int
find_revision(const struct git *git, const char **ret_revision, struct error *err)
{
	static const char *const words[] = {"rev-parse", "--verify", "--quiet", "HEAD", NULL};
	struct git_failure complaint;
	struct git_answer answer;
	const char *at;

	*ret_revision = NULL;
	if (git_run(git, words, &answer, err) != 0)
		return -1;
	at = text_string(&answer.output);
	if (answer.status == 0) {
		*ret_revision = next_line(git->arena, &at);
		return 0;
	}
	if (git_read_failure(git, words, &complaint, err) != 0)
		return -1;
	return complaint.words[0] == '\0' ||
		text_starts_with(complaint.words, "not a git repository")
	    ? 0
	    : error_set(err, ERROR_FAILED, "%s", complaint.shown);
}

/* An entry of the index. */
struct entry {
	const char *path; /* relative to the top folder */
	bool submodule;
};

/* Takes the next entry of "git ls-files --stage -z": "160000 <object> 0\tsub"
 * for a submodule. */
static bool
next_entry(const struct text *index, size_t *at, struct entry *ret_entry)
{
	const char *line = text_string(index) + *at, *tab = strchr(line, '\t');

	if (*at >= index->length || tab == NULL)
		return false;
	ret_entry->path = tab + 1;
	ret_entry->submodule = text_starts_with(line, "160000 ");
	*at += strlen(line) + 1;
	return true;
}

/* Checks the .gitattributes of the folder of the path, and of all folders above
 * it. */
static int
check_attributes(struct arena *arena, const char *top, const char *path, struct error *err)
{
	size_t length = 0;

	for (;;) {
		if (git_files_check_one(
			path_join(arena, top,
			    arena_printf(arena, "%.*s.gitattributes", (int)length, path)),
			err) != 0)
			return -1;
		if (strchr(path + length, '/') == NULL)
			return 0;
		length += strcspn(path + length, "/") + 1;
	}
}

/* Checks a submodule that is there: git reads its HEAD and its refs. */
static int
check_submodule(struct arena *arena, const char *path, const char *bounds, struct error *err)
{
	SCOPED(heap) char *real = realpath(path, NULL);
	struct git_repository ignored;
	struct git_files files = {.project = bounds};

	if (real == NULL || !file_exists(path_join(arena, real, ".git")))
		return 0;
	files.directory = arena_strdup(arena, real);
	return git_files_check(arena, &files, &ignored, err);
}

static bool
is_same_folder(const char *one, const char *other)
{
	const char *base = path_base(one);

	return strlen(one) - strlen(base) == strlen(other) - strlen(path_base(other)) &&
	    strncmp(one, other, (size_t)(base - one)) == 0;
}

/* Checks what git will open because of the index. */
static int
check_entries(struct arena *arena, const struct git_repository *repository,
    const struct text *index, const char *top, struct error *err)
{
	const char *before = NULL;
	struct entry entry;
	size_t at = 0;

	if (git_files_check_one(path_join(arena, top, ".gitmodules"), err) != 0)
		return -1;
	for (; next_entry(index, &at, &entry); before = entry.path) {
		/* git itself writes no such path, and would compare a file of
		 * somebody else */
		if (entry.path[0] == '/' || path_climbs(entry.path))
			return error_set(err, ERROR_FAILED,
			    "the index of the repository of \"%s\" has the path \"%s\", which leads out of it; "
			    "give the value by a flag, as --label",
			    top, entry.path);
		if ((before == NULL || !is_same_folder(before, entry.path)) &&
		    check_attributes(arena, top, entry.path, err) != 0)
			return -1;
		if (entry.submodule &&
		    check_submodule(
			arena, path_join(arena, top, entry.path), repository->bounds, err) != 0)
			return -1;
	}
	return 0;
}

/* With --untrusted a repository around the project is asked only if it tracks a
 * file of the project. A stranger's project may lie in any repository of the
 * user. */
static int
check_owner(struct arena *arena, const char *project, const struct text *index, const char *top,
    struct error *err)
{
	const char *inside;
	struct entry entry;
	size_t at = 0;

	if (project == NULL || strcmp(project, top) == 0 || !path_is_inside(top, project))
		return 0;
	inside =
	    arena_printf(arena, "%s/", project + (strcmp(top, "/") == 0 ? 1 : strlen(top) + 1));
	while (next_entry(index, &at, &entry))
		if (text_starts_with(entry.path, inside))
			return 0;
	return git_files_refuse(top, "has a repository that does not track the project", err);
}

static int look(const struct look *look, struct git_facts *ret_facts, struct error *err);

/* Examines the submodules until one is dirty. */
static int
find_dirt_below(const struct look *above, const struct text *index, const char *top,
    struct git_facts *facts, struct error *err)
{
	struct arena *arena = above->arena;
	struct entry entry;
	size_t at = 0;

	while (!facts->dirty && next_entry(index, &at, &entry)) {
		struct look below = {
		    arena, path_join(arena, top, entry.path), above->project, above->depth + 1};
		struct git_facts inner = {0};

		if (!entry.submodule || !file_exists(path_join(arena, below.directory, ".git")))
			continue;
		if (look(&below, &inner, err) != 0)
			return -1;
		facts->dirty = inner.dirty;
	}
	return 0;
}

/* Asks git about a repository that was found and checked, through a folder of
 * mote's own. */
static int
ask_safely(const struct look *look, const struct git_repository *repository,
    const struct git_private_folder *own, struct git_facts *facts, struct error *err)
{
	static const char *const list_index[] = {"ls-files", "--stage", "-z", NULL};
	const struct git git = git_in_private_folder(look->arena, own);
	const char *top = own->top_level;
	struct look inside = *look;
	struct git_answer index;

	inside.project = repository->bounds;
	if (git_run_checked(&git, list_index, &index, err) != 0 ||
	    (look->depth == 0 &&
		check_owner(look->arena, look->project, &index.output, top, err) != 0) ||
	    check_entries(look->arena, repository, &index.output, top, err) != 0 ||
	    find_own_dirt(&git, facts, err) != 0 ||
	    find_dirt_below(&inside, &index.output, top, facts, err) != 0)
		return -1;
	return look->depth > 0 ? 0 : find_tag(&git, facts, err);
}

static int
look(const struct look *look, struct git_facts *ret_facts, struct error *err)
{
	SCOPED(temporary_folder) struct temporary_folder own = {0};
	SCOPED(heap) char *real = realpath(look->directory, NULL);
	struct arena *arena = look->arena;
	struct git_files files = {.project = look->project};
	struct git_repository repository;
	const char *places[PLACES];
	struct git git;

	if (real == NULL)
		return error_errno(err, "cannot find the folder \"%s\"", look->directory);
	if (look->depth > DEPTH_LIMIT)
		return error_set(err, ERROR_FAILED, "\"%s\" is a submodule more than %d deep", real,
		    DEPTH_LIMIT);
	files.directory = arena_strdup(arena, real);
	if (git_files_check(arena, &files, &repository, err) != 0)
		return -1;
	git = git_in_repository(arena, files.directory);
	if (find_revision(&git, &ret_facts->revision, err) != 0)
		return -1;
	if (ret_facts->revision == NULL)
		return 0;
	if (find_places(&git, places, err) != 0 ||
	    check_places(arena, &repository, places, err) != 0 ||
	    temporary_folder_make(&own, err) != 0 ||
	    prepare(&git, places, ret_facts->revision, own.path, err) != 0)
		return -1;
	return ask_safely(look, &repository,
	    &(const struct git_private_folder){own.path, places[TOP_LEVEL], places[OBJECTS]},
	    ret_facts, err);
}

int
git_facts_find(struct arena *arena, const struct git_question *question,
    struct git_facts *ret_facts, struct error *err)
{
	struct look top = {arena, question->directory, NULL, 0};
	SCOPED(heap) char *project = NULL;

	*ret_facts = (struct git_facts){0};
	if (question->untrusted) {
		project = realpath(
		    question->project == NULL ? question->directory : question->project, NULL);
		if (project == NULL)
			return error_errno(
			    err, "cannot find the folder \"%s\"", question->directory);
		top.project = arena_strdup(arena, project);
	}
	return look(&top, ret_facts, err);
}
