#include "builder/git_places.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { DEPTH_LIMIT = 256 };

struct search {
	struct arena *arena;
	struct text_list *places;
	unsigned depth;
};

/* An entry of an open folder. */
struct entry {
	int parent;
	const char *name, *path; /* the path is absolute */
};

static int look_into(struct search *search, const struct entry *entry, struct error *err);

static int
add_place(struct search *search, const char *path, struct error *err)
{
	if (search->places->count >= GIT_PLACES_LIMIT)
		return error_set(err, ERROR_REFUSED,
		    "the stage would show more than %d places of git, such as \"%s\", and mote "
		    "does not hide so many",
		    GIT_PLACES_LIMIT, path);
	text_list_add(search->places, search->arena, arena_strdup(search->arena, path));
	return 0;
}

/* git takes a folder with these three for a repository. */
static bool
is_repository(int folder)
{
	static const char *const parts[] = {"HEAD", "objects", "refs"};
	struct stat status;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(parts); i++)
		if (fstatat(folder, parts[i], &status, AT_SYMLINK_NOFOLLOW) != 0)
			return false;
	return true;
}

/* /proc and /sys, if the stage shows the root folder: no files of git lie
 * there. */
static bool
is_of_kernel(int folder)
{
	struct statfs status;

	return fstatfs(folder, &status) == 0 &&
	    (status.f_type == PROC_SUPER_MAGIC || status.f_type == SYSFS_MAGIC ||
		status.f_type == CGROUP2_SUPER_MAGIC);
}

/* The file system may not tell the kind of an entry in the list of a folder. */
static unsigned char
kind_of(int folder, const struct dirent *entry)
{
	struct stat status;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type;
	if (fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return DT_UNKNOWN;
	return S_ISDIR(status.st_mode) ? DT_DIR : S_ISLNK(status.st_mode) ? DT_LNK : DT_REG;
}

static int
search_entry(
    struct search *search, const struct entry *entry, unsigned char kind, struct error *err)
{
	int status;

	if (strcmp(entry->name, ".git") == 0 && kind != DT_LNK)
		return add_place(search, entry->path, err);
	if (kind != DT_DIR)
		return 0;
	if (search->depth >= DEPTH_LIMIT)
		return error_set(err, ERROR_FAILED, "\"%s\" lies more than %d folders deep",
		    entry->path, DEPTH_LIMIT);
	search->depth++;
	status = look_into(search, entry, err);
	search->depth--;
	return status;
}

static int
search_folder(struct search *search, int folder, const char *path, struct error *err)
{
	SCOPED(directory) DIR *entries = file_open_entries(folder);
	struct dirent *entry;
	int status = 0;

	if (entries == NULL)
		return error_errno(err, "cannot read the folder \"%s\"", path);
	if (error_if_stopped(err) != 0)
		return -1;
	while (status == 0 && (errno = 0, entry = readdir(entries)) != NULL) {
		unsigned char kind = kind_of(folder, entry);
		struct arena arena = {0};

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    (kind != DT_DIR && strcmp(entry->d_name, ".git") != 0))
			continue;
		status = search_entry(search,
		    &(struct entry){folder, entry->d_name, path_join(&arena, path, entry->d_name)},
		    kind, err);
		arena_release(&arena);
	}
	if (status == 0 && errno != 0)
		return error_errno(err, "cannot read the folder \"%s\"", path);
	return status;
}

static int
look_into(struct search *search, const struct entry *entry, struct error *err)
{
	SCOPED(fd)
	int folder =
	    openat(entry->parent, entry->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (folder < 0 && errno == EACCES)
		return add_place(search, entry->path, err);
	/* removed meanwhile, or replaced */
	if (folder < 0 && (errno == ENOENT || errno == ENOTDIR || errno == ELOOP))
		return 0;
	if (folder < 0)
		return error_errno(err, "cannot read the folder \"%s\"", entry->path);
	if (is_repository(folder))
		return add_place(search, entry->path, err);
	return is_of_kernel(folder) ? 0 : search_folder(search, folder, entry->path, err);
}

int
git_places_find(
    struct arena *arena, const char *folder, struct text_list *places, struct error *err)
{
	struct search search = {.arena = arena, .places = places};
	SCOPED(fd) int top = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (top < 0)
		return error_errno(err, "cannot read the folder \"%s\"", folder);
	return search_folder(&search, top, folder, err);
}
