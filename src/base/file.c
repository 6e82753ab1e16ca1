#include "base/file.h"

#include "base/leftover.h"
#include "base/path.h"
#include "base/places.h"
#include "base/process.h"
#include "base/scope.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COPY_BUFFER = 128 << 10, NAME_TRIES = 100 };

/* What file_write writes. */
struct file_content {
	const void *bytes;
	size_t size;
	bool durable;
};

ssize_t
file_read_full(int fd, void *bytes, size_t size, const char *name, struct error *err)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got = read(fd, (char *)bytes + done, size - done);

		if (got == 0)
			break;
		if (got < 0 && errno == EINTR && process_stop_signal() == 0)
			continue;
		if (got < 0)
			return error_errno(err, "cannot read \"%s\"", name);
		done += (size_t)got;
	}
	return (ssize_t)done;
}

int
file_read_opened(struct arena *arena, const struct file_opened *file, size_t limit,
    struct text *ret_bytes, struct error *err)
{
	struct text bytes;
	char chunk[16 << 10];
	ssize_t got;

	text_init(&bytes, arena);
	text_add(&bytes, "");
	do {
		got = file_read_full(file->fd, chunk, sizeof(chunk), file->name, err);
		if (got < 0)
			return -1;
		text_append(&bytes, chunk, (size_t)got);
		if (bytes.length > limit)
			return error_set(err, ERROR_FAILED,
			    "\"%s\" is larger than %zu bytes, the most that is read", file->name,
			    limit);
	} while ((size_t)got == sizeof(chunk));
	*ret_bytes = bytes;
	return 0;
}

int
file_read(
    struct arena *arena, const char *path, size_t limit, struct text *ret_bytes, struct error *err)
{
	SCOPED(fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	const struct file_opened opened = {fd, path};
	struct stat status;

	if (fd < 0 || fstat(fd, &status) != 0)
		return error_errno(err, "cannot open \"%s\"", path);
	if (!S_ISREG(status.st_mode))
		return error_set(err, ERROR_FAILED, "\"%s\" is not a regular file", path);
	return file_read_opened(arena, &opened, limit, ret_bytes, err);
}

int
file_write_all(int fd, const void *bytes, size_t size, const char *name, struct error *err)
{
	size_t done = 0;

	while (done < size) {
		ssize_t put = write(fd, (const char *)bytes + done, size - done);

		if (put < 0 && errno == EINTR && process_stop_signal() == 0)
			continue;
		if (put < 0)
			return error_errno(err, "cannot write \"%s\"", name);
		done += (size_t)put;
	}
	return 0;
}

int
file_beside(
    struct arena *arena, const char *path, mode_t mode, char **ret_hidden, struct error *err)
{
	char *folder = path_folder(arena, path), *hidden;
	int fd, try;

	for (try = 0; try < NAME_TRIES; try++) {
		hidden = path_join(arena, folder,
		    arena_printf(
			arena, ".%.200s.mote-%ld-%d", path_base(path), (long)getpid(), try));
		fd = open(hidden, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd < 0 && errno == EEXIST)
			continue;
		if (fd < 0)
			return error_errno(err, "cannot write \"%s\"", path);
		if (fchmod(fd, mode) != 0) {
			error_errno(err, "cannot set the mode of \"%s\"", hidden);
			close(fd);
			unlink(hidden);
			return -1;
		}
		if (!leftover_hold(fd, hidden)) {
			close(fd);
			continue;
		}
		*ret_hidden = hidden;
		return fd;
	}
	return error_set(
	    err, ERROR_FAILED, "cannot write \"%s\": too many leftovers beside it", path);
}

int
file_rename(const char *from, const char *to, struct error *err)
{
	if (rename(from, to) != 0)
		return error_errno(err, "cannot put \"%s\" in place", to);
	return 0;
}

int
file_sync(const char *path, struct error *err)
{
	SCOPED(fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int status;

	/* one may write into a folder that one may not read: its names cannot be waited for */
	if (fd < 0 && errno == EACCES && file_is_folder(path))
		return 0;
	if (fd < 0)
		return error_errno(err, "cannot open \"%s\"", path);
	do {
		status = fsync(fd);
	} while (status != 0 && errno == EINTR);
	/* what has no sync, as folders on some network file systems, cannot be told more */
	if (status != 0 && errno != EINVAL && errno != ENOTSUP && errno != EROFS)
		return error_errno(err, "cannot write \"%s\" to its disk", path);
	return 0;
}

int
file_rename_durable(const char *from, const char *to, struct error *err)
{
	struct arena arena = {0};
	int status = file_sync(from, err) != 0 || file_rename(from, to, err) != 0 ||
		file_sync(path_folder(&arena, to), err) != 0
	    ? -1
	    : 0;

	arena_release(&arena);
	return status;
}

static int
write_beside(int fd, const char *hidden, const char *path, const struct file_content *content,
    struct error *err)
{
	if (file_write_all(fd, content->bytes, content->size, path, err) != 0)
		return -1;
	return content->durable ? file_rename_durable(hidden, path, err)
				: file_rename(hidden, path, err);
}

static int
write_file(const char *path, const struct file_content *content, mode_t mode, struct error *err)
{
	struct arena arena = {0};
	char *hidden = NULL;
	SCOPED(fd) int fd = -1;
	int status;

	if (content->durable)
		leftover_clean(path_folder(&arena, path));
	fd = file_beside(&arena, path, mode, &hidden, err);
	status = fd < 0 ? -1 : write_beside(fd, hidden, path, content, err);
	if (fd >= 0 && status != 0)
		unlink(hidden);
	arena_release(&arena);
	return status;
}

int
file_write(const char *path, const void *bytes, size_t size, mode_t mode, struct error *err)
{
	const struct file_content content = {bytes, size, false};

	return write_file(path, &content, mode, err);
}

int
file_write_durable(const char *path, const void *bytes, size_t size, mode_t mode, struct error *err)
{
	const struct file_content content = {bytes, size, true};

	return write_file(path, &content, mode, err);
}

static int
copy_by_hand(struct file_end from, struct file_end to, struct error *err)
{
	SCOPED(heap) char *buffer = malloc(COPY_BUFFER);
	ssize_t got;

	if (buffer == NULL)
		return error_errno(err, "cannot copy \"%s\"", from.name);
	while ((got = file_read_full(from.fd, buffer, COPY_BUFFER, from.name, err)) > 0)
		if (file_write_all(to.fd, buffer, (size_t)got, to.name, err) != 0)
			return -1;
	return got < 0 ? -1 : 0;
}

int
file_copy(struct file_end from, struct file_end to, struct error *err)
{
	bool started = false;

	for (;;) {
		ssize_t put = copy_file_range(from.fd, NULL, to.fd, NULL, (size_t)1 << 30, 0);

		if (put == 0)
			/* some file systems report an end where there is none (procfs, FUSE) */
			return started ? 0 : copy_by_hand(from, to, err);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0 && !started)
			return copy_by_hand(from, to, err);
		if (put < 0)
			return error_errno(err, "cannot copy \"%s\" to \"%s\"", from.name, to.name);
		started = true;
	}
}

int
file_make_folders(const char *path, struct error *err)
{
	struct arena arena = {0};
	char *copy = arena_strdup(&arena, path), *slash = copy;
	int status = 0;

	while (status == 0 && slash != NULL) {
		slash = strchr(slash + 1, '/');
		if (slash != NULL)
			*slash = '\0';
		if (mkdir(copy, 0777) != 0 && errno != EEXIST && errno != EISDIR)
			status = error_errno(err, "cannot make the folder \"%s\"", copy);
		else if (slash == NULL && !file_is_folder(copy))
			status = error_set(
			    err, ERROR_FAILED, "\"%s\" is there and is not a folder", copy);
		if (slash != NULL)
			*slash = '/';
	}
	arena_release(&arena);
	return status;
}

DIR *
file_open_entries(int folder)
{
	int again = dup(folder);
	DIR *entries;

	if (again < 0)
		return NULL;
	entries = fdopendir(again);
	if (entries == NULL)
		close(again);
	return entries;
}

/* A folder that is emptied: `top` is where the folders in it are lifted to, so that a tree of any depth needs
 * neither stack nor descriptors. */
struct removal {
	int top;
	unsigned long lifted;
};

/* A build may leave folders that nobody may enter. */
static int
open_for_removal(int parent, const char *name)
{
	int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (folder < 0 && errno == EACCES && fchmodat(parent, name, 0700, 0) == 0)
		folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder >= 0)
		(void)fchmod(folder, 0700);
	return folder;
}

/* A folder moves only when it is writable itself, as its ".." changes. */
static int
lift(struct removal *removal, int parent, const char *name)
{
	SCOPED(fd) int folder = open_for_removal(parent, name);
	char lifted[64];

	if (folder < 0)
		return -1;
	do {
		snprintf(lifted, sizeof(lifted), ".lifted-%lu", removal->lifted++);
	} while (faccessat(removal->top, lifted, F_OK, AT_SYMLINK_NOFOLLOW) == 0);
	return renameat(parent, name, removal->top, lifted);
}

/* Removes an entry, or lifts a folder that is not empty; an empty one goes at once. */
static int
remove_entry(struct removal *removal, int parent, const char *name)
{
	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM && errno != EACCES)
		return -1;
	if (unlinkat(parent, name, AT_REMOVEDIR) == 0)
		return 0;
	return lift(removal, parent, name);
}

static int
empty(struct removal *removal, int folder)
{
	SCOPED(directory) DIR *entries = file_open_entries(folder);
	struct dirent *entry;

	if (entries == NULL)
		return -1;
	while ((entry = readdir(entries)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (remove_entry(removal, folder, entry->d_name) != 0)
			return -1;
	}
	return 0;
}

/* Each folder in `top` is emptied into it and removed, until there is none; 1: something was there. */
static int
remove_level(struct removal *removal)
{
	SCOPED(directory) DIR *entries = file_open_entries(removal->top);
	struct dirent *entry;
	int found = 0;

	if (entries == NULL)
		return -1;
	rewinddir(entries);
	while ((entry = readdir(entries)) != NULL) {
		SCOPED(fd) int folder = -1;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		found = 1;
		if (unlinkat(removal->top, entry->d_name, 0) == 0 || errno == ENOENT)
			continue;
		folder = open_for_removal(removal->top, entry->d_name);
		if (folder < 0 || empty(removal, folder) != 0 ||
		    unlinkat(removal->top, entry->d_name, AT_REMOVEDIR) != 0)
			return -1;
	}
	return found;
}

static int
remove_tree(const char *path)
{
	struct removal removal = {.top = -1};
	SCOPED(fd) int top = -1;
	int found;

	if (unlink(path) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM && errno != EACCES)
		return -1;
	/* no descriptor may be left to look into it with */
	if (rmdir(path) == 0)
		return 0;
	top = open_for_removal(AT_FDCWD, path);
	if (top < 0)
		return -1;
	removal.top = top;
	do {
		found = remove_level(&removal);
	} while (found > 0);
	return found < 0 ? -1 : rmdir(path);
}

int
file_remove_tree(const char *path, struct error *err)
{
	if (remove_tree(path) != 0)
		return error_errno(err, "cannot remove \"%s\"", path);
	return 0;
}

void
file_reserve_standard(void)
{
	int fd, number;

	/* open gives the lowest free number */
	for (number = STDIN_FILENO; number <= STDERR_FILENO; number++) {
		if (fcntl(number, F_GETFD) >= 0)
			continue;
		fd = open("/dev/null", number == STDOUT_FILENO ? O_RDONLY : O_RDWR);
		if (fd > STDERR_FILENO)
			close(fd);
	}
}

bool
file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

bool
file_is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static int
make_work_folder(struct temporary_folder *folder, const char *base, struct error *err)
{
	do {
		if (snprintf(folder->path, sizeof(folder->path), "%s/.work.mote-%ld-XXXXXX", base,
			(long)getpid()) >= (int)sizeof(folder->path)) {
			folder->path[0] = '\0';
			return error_set(err, ERROR_FAILED, "the path in TMPDIR is too long");
		}
		if (mkdtemp(folder->path) == NULL) {
			folder->path[0] = '\0';
			return error_errno(err,
			    "cannot make a temporary folder in \"%s\"; set TMPDIR to a folder you may write",
			    base);
		}
	} while (!leftover_hold_folder(folder->path, &folder->lock));
	return 0;
}

int
temporary_folder_make(struct temporary_folder *folder, struct error *err)
{
	struct arena arena = {0};
	const char *base = place_path(&arena, PLACE_TEMPORARY);
	int status;

	leftover_clean(base);
	status = make_work_folder(folder, base, err);
	arena_release(&arena);
	return status;
}

void
scope_temporary_folder(struct temporary_folder *folder)
{
	struct error ignored;

	/* its descriptor may be the one that is needed; whoever cleans it away now does the same */
	if (folder->lock > 0)
		close(folder->lock);
	folder->lock = 0;
	/* what cannot be removed does not matter more than the command's own result */
	if (folder->path[0] != '\0')
		(void)!file_remove_tree(folder->path, &ignored);
}
