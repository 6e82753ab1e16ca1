#include "base/file.h"

#include "base/path.h"
#include "base/scope.h"
#include "base/stop_signal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COPY_BUFFER = 128 << 10, HOLES_WORTH = 1 << 20 };

ssize_t
file_read_full(int fd, void *bytes, size_t size, const char *name, struct error *err)
{
	size_t done = 0;

	while (done < size) {
		ssize_t got = read(fd, (char *)bytes + done, size - done);

		if (got == 0)
			break;
		if (got < 0 && errno == EINTR && stop_signal() == 0)
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

		if (put < 0 && errno == EINTR && stop_signal() == 0)
			continue;
		if (put < 0)
			return error_errno(err, "cannot write \"%s\"", name);
		done += (size_t)put;
	}
	return 0;
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

uint64_t
file_hole_bytes(int fd)
{
	struct stat status;
	off_t data = 0, hole = 0, holes = 0;

	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
		return 0;
	while (hole < status.st_size) {
		data = lseek(fd, hole, SEEK_DATA);
		if (data < 0 && errno != ENXIO)
			break;
		if (data < 0)
			data = status.st_size;
		holes += data - hole;
		hole = data < status.st_size ? lseek(fd, data, SEEK_HOLE) : data;
		if (hole < 0)
			break;
	}
	(void)!lseek(fd, 0, SEEK_SET);
	return (uint64_t)holes;
}

/* Copies the bytes of a file that has holes, and leaves its holes out. */
static int
copy_extents(struct file_end from, struct file_end to, off_t size, struct error *err)
{
	SCOPED(heap) char *buffer = malloc(COPY_BUFFER);
	off_t at = 0, end;

	while (buffer != NULL && (at = lseek(from.fd, at, SEEK_DATA)) >= 0) {
		end = lseek(from.fd, at, SEEK_HOLE);
		if (end < 0)
			return error_errno(err, "cannot copy \"%s\"", from.name);
		while (at < end) {
			size_t most = end - at < COPY_BUFFER ? (size_t)(end - at) : COPY_BUFFER;
			ssize_t got = pread(from.fd, buffer, most, at);

			if (error_if_stopped(err) != 0)
				return -1;
			if (got <= 0 || lseek(to.fd, at, SEEK_SET) < 0)
				return error_errno(err, "cannot copy \"%s\"", from.name);
			if (file_write_all(to.fd, buffer, (size_t)got, to.name, err) != 0)
				return -1;
			at += got;
		}
	}
	return errno == ENXIO && ftruncate(to.fd, size) == 0
	    ? 0
	    : error_errno(err, "cannot copy \"%s\" to \"%s\"", from.name, to.name);
}

int
file_copy(struct file_end from, struct file_end to, struct error *err)
{
	bool started = false;
	struct stat status;

	if (lseek(from.fd, 0, SEEK_CUR) == 0 && lseek(to.fd, 0, SEEK_CUR) == 0 &&
	    file_hole_bytes(from.fd) >= HOLES_WORTH && fstat(from.fd, &status) == 0)
		return copy_extents(from, to, status.st_size, err);

	for (;;) {
		ssize_t put = copy_file_range(from.fd, NULL, to.fd, NULL, (size_t)1 << 30, 0);

		if (put == 0)
			/* some file systems report an end where there is none
			 * (procfs, FUSE) */
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
