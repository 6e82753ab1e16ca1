#include "spec/git_files.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
	GIT_FILE_LIMIT = 64 << 10, /* bytes of a .git file or a commondir */
	DEPTH_LIMIT = 64
};

int
git_files_refuse(const char *path, const char *what, struct error *err)
{
	return error_set(err, ERROR_REFUSED,
	    "\"%s\" %s, and --untrusted lets git read only the project's own files; give the "
	    "value by a flag, as --label, or build without --untrusted",
	    path, what);
}

int
git_files_check_one(const char *path, struct error *err)
{
	struct stat status;

	if (stat(path, &status) != 0 || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))
		return 0;
	return error_set(err, ERROR_FAILED,
	    "\"%s\" is neither a file nor a folder, and git would wait for it; remove it", path);
}

/* Checks what has this name in the repository. */
static int
check_entry(const struct git_repository *repository, const char *path, struct error *err)
{
	struct stat status;

	if (repository->bounds != NULL && lstat(path, &status) == 0 && S_ISLNK(status.st_mode))
		return git_files_refuse(path, "is a link", err);
	return git_files_check_one(path, err);
}

/* Checks all below a folder of the repository. Links to folders are not
 * entered: git_facts.h names the time limit that is left for them. */
static int
check_below(struct arena *arena, const struct git_repository *repository, const char *path,
    unsigned depth, struct error *err)
{
	SCOPED(directory) DIR *entries = opendir(path);
	struct dirent *entry;

	if (depth > DEPTH_LIMIT)
		return error_set(
		    err, ERROR_FAILED, "\"%s\" is more than %d folders deep", path, DEPTH_LIMIT);
	while (entries != NULL && (entry = readdir(entries)) != NULL) {
		const char *inner;
		struct stat status;

		if (entry->d_type == DT_REG || strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		inner = path_join(arena, path, entry->d_name);
		if (check_entry(repository, inner, err) != 0)
			return -1;
		if (lstat(inner, &status) == 0 && S_ISDIR(status.st_mode) &&
		    check_below(arena, repository, inner, depth + 1, err) != 0)
			return -1;
	}
	return 0;
}

/* git may have split the index into files with a digest in their names. */
static int
check_shared_indexes(struct arena *arena, const struct git_repository *repository,
    const char *folder, struct error *err)
{
	SCOPED(directory) DIR *entries = opendir(folder);
	struct dirent *entry;

	while (entries != NULL && (entry = readdir(entries)) != NULL)
		if (text_starts_with(entry->d_name, "sharedindex.") &&
		    check_entry(repository, path_join(arena, folder, entry->d_name), err) != 0)
			return -1;
	return 0;
}

/* Checks a folder with a repository in it: .git, the part that worktrees share,
 * or one that only looks like it. */
static int
check_folder(struct arena *arena, const struct git_repository *repository, const char *folder,
    struct error *err)
{
	static const char *const names[] = {"HEAD", "commondir", "config", "config.worktree",
	    "index", "packed-refs", "shallow", "objects", "refs", "info", "reftable"},
				 *const elsewhere[] = {"commondir", "objects/info/alternates"};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const char *path = path_join(arena, folder, names[i]);

		if (check_entry(repository, path, err) != 0 ||
		    (file_is_folder(path) && check_below(arena, repository, path, 0, err) != 0))
			return -1;
	}
	for (i = 0; i < ARRAY_SIZE(elsewhere) && repository->bounds != NULL; i++)
		if (file_exists(path_join(arena, folder, elsewhere[i])))
			return git_files_refuse(path_join(arena, folder, elsewhere[i]),
			    "leads to another repository", err);
	return check_shared_indexes(arena, repository, folder, err);
}

/* Reads the path in the file, which begins with `prefix`. 0 and NULL: there is
 * no such folder. */
static int
read_path(struct arena *arena, const char *file, const char *prefix, const char **ret_folder,
    struct error *err)
{
	SCOPED(heap) char *real = NULL;
	struct error ignored;
	struct text bytes;
	const char *path;

	*ret_folder = NULL;
	if (git_files_check_one(file, err) != 0)
		return -1;
	/* git says what is wrong with the file */
	if (file_read(arena, file, GIT_FILE_LIMIT, &bytes, &ignored) != 0 ||
	    !text_starts_with(bytes.bytes, prefix))
		return 0;
	path = bytes.bytes + strlen(prefix);
	path = arena_copy(arena, path, strcspn(path, "\r\n"));
	real = realpath(path_join(arena, path_folder(arena, file), path), NULL);
	if (real != NULL && file_is_folder(real))
		*ret_folder = arena_strdup(arena, real);
	return 0;
}

/* Finds the folder that "TOP/.git" is or leads to. 0 and NULL: git finds none
 * there. */
static int
follow(struct arena *arena, const struct git_repository *repository, const char *path,
    const char **ret_folder, struct error *err)
{
	SCOPED(heap) char *real = NULL;

	*ret_folder = NULL;
	if (check_entry(repository, path, err) != 0)
		return -1;
	if (!file_is_folder(path)) {
		if (read_path(arena, path, "gitdir: ", ret_folder, err) != 0)
			return -1;
	} else if ((real = realpath(path, NULL)) != NULL)
		*ret_folder = arena_strdup(arena, real);
	if (*ret_folder != NULL && repository->bounds != NULL &&
	    !path_is_inside(repository->bounds, *ret_folder))
		return git_files_refuse(path, "leads out of the project", err);
	return 0;
}

/* Checks a folder that may be a repository, and the part that worktrees share.
 * `*ret_found`: git takes it for one. */
static int
examine(struct arena *arena, const struct git_repository *repository, const char *folder,
    bool *ret_found, struct error *err)
{
	const char *shared;

	if (check_folder(arena, repository, folder, err) != 0 ||
	    read_path(arena, path_join(arena, folder, "commondir"), "", &shared, err) != 0 ||
	    (shared != NULL && check_folder(arena, repository, shared, err) != 0))
		return -1;
	if (shared == NULL)
		shared = folder;
	*ret_found = file_exists(path_join(arena, folder, "HEAD")) &&
	    file_is_folder(path_join(arena, shared, "objects")) &&
	    file_is_folder(path_join(arena, shared, "refs"));
	return 0;
}

/* Looks for a repository in this folder, as git does: first .git, then the
 * folder itself, which may be a bare repository. */
static int
look_here(struct arena *arena, const struct git_files *files, struct git_repository *here,
    bool *ret_found, struct error *err)
{
	const char *head = path_join(arena, here->top, "HEAD");

	*ret_found = false;
	if (files->project != NULL)
		here->bounds =
		    path_is_inside(here->top, files->project) ? here->top : files->project;
	if (follow(arena, here, path_join(arena, here->top, ".git"), &here->folder, err) != 0 ||
	    (here->folder != NULL && examine(arena, here, here->folder, ret_found, err) != 0))
		return -1;
	if (*ret_found)
		return 0;
	/* git reads HEAD of each folder on its way up */
	if (git_files_check_one(head, err) != 0)
		return -1;
	here->folder = here->top;
	return file_exists(head) &&
		(file_exists(path_join(arena, here->top, "commondir")) ||
		    (file_is_folder(path_join(arena, here->top, "objects")) &&
			file_is_folder(path_join(arena, here->top, "refs"))))
	    ? examine(arena, here, here->folder, ret_found, err)
	    : 0;
}

int
git_files_check(struct arena *arena, const struct git_files *files,
    struct git_repository *ret_repository, struct error *err)
{
	struct git_repository here = {.top = files->directory};
	bool found;

	*ret_repository = (struct git_repository){0};
	for (;;) {
		if (look_here(arena, files, &here, &found, err) != 0)
			return -1;
		if (found)
			*ret_repository = here;
		if (found || strcmp(here.top, "/") == 0)
			return 0;
		here.top = path_folder(arena, here.top);
	}
}
