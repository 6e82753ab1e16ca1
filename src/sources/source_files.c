#include "sources/source_files.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "cache/folder_filter.h"
#include "cache/path_memo.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FILE_LIMIT = 256 << 20, READ_STEP = 64 << 10, LINK_LIMIT = 40 };

void
source_files_init(struct source_files *files, struct arena *arena, const char *bound)
{
	*files = (struct source_files){.arena = arena,
	    .bound = open(bound, O_PATH | O_DIRECTORY | O_CLOEXEC),
	    .files = path_memo_new(arena),
	    .texts = path_memo_new(arena),
	    .folders = path_memo_new(arena),
	    .standings = path_memo_new(arena),
	    .ways = path_memo_new(arena)};
}

void
scope_source_files(struct source_files *files)
{
	scope_fd(&files->bound);
}

/* For a kernel before 5.6, which has no openat2: no link is followed at all. */
static int
walk_beneath(int folder, const char *path, int flags)
{
	struct arena arena = {0};
	char *copy = arena_strdup(&arena, path), *saved = NULL, *part, *next;
	SCOPED(fd) int at = fcntl(folder, F_DUPFD_CLOEXEC, 0);
	int depth = 0;

	part = strtok_r(copy, "/", &saved);
	for (; at >= 0 && part != NULL; part = next) {
		struct stat status;
		int inner;

		next = strtok_r(NULL, "/", &saved);
		depth += strcmp(part, "..") == 0 ? -1 : strcmp(part, ".") != 0;
		errno = EXDEV;
		inner = depth < 0
		    ? -1
		    : openat(at, part,
			  next == NULL ? flags | O_NOFOLLOW | O_CLOEXEC
				       : O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		/* O_DIRECTORY gives ENOTDIR for a link too, and callers read
		 * that as "nothing is there" */
		if (inner < 0 && errno == ENOTDIR)
			errno = fstatat(at, part, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
				S_ISLNK(status.st_mode)
			    ? ELOOP
			    : ENOTDIR;
		scope_fd(&at);
		at = inner;
	}
	arena_release(&arena);
	return TAKE_FD(at);
}

static int
open_beneath(int folder, const char *path, int flags)
{
	const struct open_how how = {.flags = (uint64_t)(flags | O_CLOEXEC),
	    .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
	long fd;

	if (path[0] == '\0')
		path = ".";
	fd = syscall(SYS_openat2, folder, path, &how, sizeof(how));
	if (fd < 0 && (errno == ENOSYS || errno == EPERM))
		return walk_beneath(folder, path, flags);
	return (int)fd;
}

static int
open_path(const struct source_files *files, const char *path, int flags)
{
	return path[0] == '/' ? open(path, flags | O_CLOEXEC)
			      : open_beneath(files->bound, path, flags);
}

/* Opens a regular file and tells its status. */
static int
open_file(const struct source_files *files, const char *path, struct stat *ret_status)
{
	SCOPED(fd) int fd = open_path(files, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);

	if (fd < 0 || fstat(fd, ret_status) != 0 || !S_ISREG(ret_status->st_mode) ||
	    ret_status->st_size > FILE_LIMIT)
		return -1;
	return TAKE_FD(fd);
}

bool
source_time_is_later(const struct timespec *time, const struct timespec *other)
{
	return time->tv_sec > other->tv_sec ||
	    (time->tv_sec == other->tv_sec && time->tv_nsec > other->tv_nsec);
}

static bool
look(const struct source_files *files, const char *path, struct source_file *file)
{
	SCOPED(heap) char *buffer = malloc(READ_STEP);
	struct error ignored;
	SCOPED(digester) struct digester *digester = digester_new(&ignored);
	struct stat status;
	SCOPED(fd) int fd = open_file(files, path, &status);
	ssize_t got;

	if (fd < 0 || buffer == NULL || digester == NULL)
		return false;
	file->changed = status.st_ctim;
	file->device = status.st_dev;
	file->inode = status.st_ino;
	while ((got = file_read_full(fd, buffer, READ_STEP, path, &ignored)) > 0)
		if (digester_add(digester, buffer, (size_t)got, &ignored) != 0)
			return false;
	return got == 0 && digester_finish(digester, &file->digest, &ignored) == 0;
}

const struct source_file *
source_files_look(struct source_files *files, const char *path)
{
	struct source_file *file = path_memo_get(files->files, path);

	if (file != NULL)
		return file;
	file = arena_alloc(files->arena, sizeof(*file));
	path_memo_put(files->files, path, file);
	if (!look(files, path, file))
		file->digest.text[0] = '\0';
	return file;
}

bool
source_files_read(
    struct source_files *files, struct arena *arena, const char *path, struct text *ret_bytes)
{
	struct stat status;
	SCOPED(fd) int fd = open_file(files, path, &status);
	struct error ignored;
	char *bytes;
	ssize_t got;

	if (fd < 0)
		return false;
	bytes = arena_alloc(arena, (size_t)status.st_size + 1);
	got = file_read_full(fd, bytes, (size_t)status.st_size, path, &ignored);
	if (got != status.st_size)
		return false;
	*ret_bytes = (struct text){.arena = arena, .bytes = bytes, .length = (size_t)got};
	return true;
}

const struct source_text *
source_files_text(struct source_files *files, const char *path, enum source_kind kind)
{
	const char *name = arena_printf(files->arena, "%d %s", (int)kind, path);
	struct source_text *text = path_memo_get(files->texts, name);
	struct arena pages = {0};
	struct text bytes;

	if (text != NULL)
		return text;
	text = arena_alloc(files->arena, sizeof(*text));
	path_memo_put(files->texts, name, text);
	if (source_files_read(files, &pages, path, &bytes))
		source_text_read(files->arena, &bytes, kind, text);
	else
		text->hides = true;
	arena_release(&pages);
	return text;
}

/* Whether a folder that cannot be opened has no file that can: it is missing,
 * or it may not be passed either. */
static bool
is_shut(const struct source_files *files, const char *path, int why)
{
	SCOPED(fd) int inner = -1;

	if (why != EACCES)
		return why == ENOENT || why == ENOTDIR;
	inner = open_path(files, arena_printf(files->arena, "%s/.", path), O_PATH);
	return inner < 0 && errno == EACCES;
}

const struct text_list *
source_files_names(struct source_files *files, const char *path)
{
	struct text_list *names = path_memo_get(files->folders, path);
	SCOPED(fd) int folder = -1;
	struct error ignored;

	if (names != NULL)
		return names;
	names = arena_alloc(files->arena, sizeof(*names));
	folder = open_path(files, path, O_RDONLY | O_DIRECTORY);
	if (folder < 0 ? !is_shut(files, path, errno)
		       : folder_list(files->arena, folder, path, names, &ignored) != 0)
		return NULL;
	path_memo_put(files->folders, path, names);
	return names;
}

static enum source_standing
standing_of(const struct source_files *files, const char *path)
{
	SCOPED(fd) int fd = open_path(files, path, O_PATH), reader = -1;
	struct stat status;

	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR || errno == EACCES ? STANDING_NONE
									      : STANDING_UNSURE;
	if (fstat(fd, &status) != 0)
		return STANDING_UNSURE;
	if (S_ISDIR(status.st_mode))
		return STANDING_FOLDER;
	/* to open a device or a fifo may disturb somebody */
	if (!S_ISREG(status.st_mode))
		return STANDING_UNSURE;
	reader = open_path(files, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	if (reader < 0)
		return errno == EACCES ? STANDING_NONE : STANDING_UNSURE;
	return STANDING_FILE;
}

enum source_standing
source_files_standing(struct source_files *files, const char *path)
{
	enum source_standing *standing = path_memo_get(files->standings, path);

	if (standing == NULL) {
		standing = arena_alloc(files->arena, sizeof(*standing));
		*standing = standing_of(files, path);
		path_memo_put(files->standings, path, standing);
	}
	return *standing;
}

static struct timespec
later_of(struct timespec left, struct timespec right)
{
	return source_time_is_later(&left, &right) ? left : right;
}

/* The time of what stands at the path, and of what a link there leads to.
 * `links` is how many links were followed before. */
static struct timespec changed_behind(struct source_files *files, const char *path, unsigned links);

static struct timespec
changed_on_way(struct source_files *files, const char *path, unsigned links)
{
	const struct timespec *known = path_memo_get(files->ways, path);
	struct timespec *changed;
	const char *folder;

	if (known != NULL)
		return *known;
	folder = path_folder(files->arena, path);
	changed = arena_alloc(files->arena, sizeof(*changed));
	*changed = changed_behind(files, path, links);
	if (strchr(path, '/') != NULL && strcmp(folder, "/") != 0)
		*changed = later_of(*changed, changed_on_way(files, folder, links));
	path_memo_put(files->ways, path, changed);
	return *changed;
}

static struct timespec
changed_behind(struct source_files *files, const char *path, unsigned links)
{
	const char *folder = path_folder(files->arena, path);
	char target[PATH_MAX];
	struct stat status = {0};
	ssize_t length;

	if (fstatat(files->bound, path, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return strcmp(path, folder) == 0 ? status.st_ctim
						 : changed_on_way(files, folder, links);
	length = S_ISLNK(status.st_mode)
	    ? readlinkat(files->bound, path, target, sizeof(target) - 1)
	    : -1;
	if (length < 0 || links == LINK_LIMIT)
		return status.st_ctim;
	target[length] = '\0';
	return later_of(status.st_ctim,
	    changed_on_way(files, path_join(files->arena, folder, target), links + 1));
}

struct timespec
source_files_changed(struct source_files *files, const char *path)
{
	return changed_on_way(files, path, 0);
}
