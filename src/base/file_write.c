#include "base/file.h"

#include "base/leftover.h"
#include "base/path.h"
#include "base/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { NAME_TRIES = 100 };

/* The content that file_write writes. */
struct file_content {
	const void *bytes;
	size_t size;
	bool durable;
};

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

	/* one may write into a folder that one may not read: its names cannot
	 * be waited for */
	if (fd < 0 && errno == EACCES && file_is_folder(path))
		return 0;
	if (fd < 0)
		return error_errno(err, "cannot open \"%s\"", path);
	do {
		status = fsync(fd);
	} while (status != 0 && errno == EINTR);
	/* what has no sync, as folders on some network file systems, cannot be
	 * told more */
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
write_file(const char *path, const struct file_content *content, mode_t mode, struct error *err)
{
	struct arena arena = {0};
	char *hidden = NULL;
	SCOPED(fd) int fd = -1;
	int status;

	if (content->durable)
		leftover_clean(path_folder(&arena, path));
	fd = file_beside(&arena, path, mode, &hidden, err);
	status = fd < 0 ? -1 : file_write_all(fd, content->bytes, content->size, path, err);
	if (status == 0)
		status = content->durable ? file_rename_durable(hidden, path, err)
					  : file_rename(hidden, path, err);
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
