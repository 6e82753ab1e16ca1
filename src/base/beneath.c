#include "base/beneath.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* A link gets words of its own: errno's text for ELOOP speaks of too many
 * links. */
static int
refuse(struct beneath file, const char *verb, struct error *err)
{
	if (errno == ELOOP)
		return error_set(
		    err, ERROR_FAILED, "\"%s\" is a link; none is followed there", file.path);
	return error_errno(err, "cannot %s \"%s\"", verb, file.path);
}

/* Opens the folder that holds the last part of the path; -1 with errno. */
static int
open_parent(struct beneath file)
{
	struct arena arena = {0};
	char *path = arena_strdup(&arena, file.path), *part = path, *slash;
	int parent = -1, inner;

	errno = EINVAL;
	if (path[0] != '/' && !path_climbs(path))
		parent = open(file.folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	while (parent >= 0 && (slash = strchr(part, '/')) != NULL) {
		*slash = '\0';
		/* a link fails here with ENOTDIR, because of O_DIRECTORY */
		inner = openat(parent, part[0] == '\0' ? "." : part,
		    O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		scope_fd(&parent);
		parent = inner;
		part = slash + 1;
	}
	arena_release(&arena);
	return parent;
}

static int
open_last(struct beneath file, int flags, struct error *err)
{
	SCOPED(fd) int parent = open_parent(file);
	const char *name = path_base(file.path);
	int fd = parent < 0 ? -1
			    : openat(parent, name[0] == '\0' ? "." : name,
				  flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0644);

	return fd >= 0 ? fd : refuse(file, "open", err);
}

/* Opens a regular file. */
static int
open_file(struct beneath file, int flags, struct error *err)
{
	SCOPED(fd) int fd = open_last(file, flags, err);
	struct stat status;

	if (fd < 0)
		return -1;
	if (fstat(fd, &status) != 0)
		return error_errno(err, "cannot open \"%s\"", file.path);
	if (!S_ISREG(status.st_mode))
		return error_set(err, ERROR_FAILED, "\"%s\" is not a regular file", file.path);
	return TAKE_FD(fd);
}

int
beneath_open(struct beneath file, struct error *err)
{
	return open_file(file, O_RDONLY, err);
}

int
beneath_open_writable(struct beneath file, struct error *err)
{
	int fd = open_file(file, O_RDWR, err);
	SCOPED(fd) int readable = -1;
	struct stat status;

	if (fd >= 0 || !beneath_status(file, &status) || !S_ISREG(status.st_mode) ||
	    (status.st_mode & S_IWUSR) != 0)
		return fd;
	readable = open_file(file, O_RDONLY, err);
	if (readable < 0)
		return -1;
	if (fstat(readable, &status) != 0 || fchmod(readable, status.st_mode | S_IWUSR) != 0)
		return error_errno(err, "cannot open \"%s\"", file.path);
	fd = open_file(file, O_RDWR, err);
	(void)!fchmod(readable, status.st_mode);
	return fd;
}

int
beneath_open_folder(struct beneath folder, struct error *err)
{
	return open_last(folder, O_RDONLY | O_DIRECTORY, err);
}

int
beneath_read(struct arena *arena, struct beneath file, size_t limit, struct text *ret_bytes,
    struct error *err)
{
	SCOPED(fd) int fd = beneath_open(file, err);
	const struct file_opened opened = {fd, file.path};

	return fd < 0 ? -1 : file_read_opened(arena, &opened, limit, ret_bytes, err);
}

int
beneath_write(struct beneath file, const void *bytes, size_t size, struct error *err)
{
	SCOPED(fd) int parent = open_parent(file);
	const char *name = path_base(file.path);
	SCOPED(fd) int fd = -1;

	if (parent < 0 || (unlinkat(parent, name, 0) != 0 && errno != ENOENT))
		return refuse(file, "write", err);
	fd = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0 || fchmod(fd, 0644) != 0)
		return refuse(file, "write", err);
	return file_write_all(fd, bytes, size, file.path, err);
}

bool
beneath_status(struct beneath file, struct stat *ret_status)
{
	SCOPED(fd) int parent = open_parent(file);

	return parent >= 0 &&
	    fstatat(parent, path_base(file.path), ret_status, AT_SYMLINK_NOFOLLOW) == 0;
}

bool
beneath_is_file(struct beneath file)
{
	struct stat status;

	return beneath_status(file, &status) && S_ISREG(status.st_mode);
}
