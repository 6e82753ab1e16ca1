#include "base/output_file.h"

#include "base/file.h"
#include "base/leftover.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINK_LIMIT = 40, NEW_MODE = 0644 };

/* Where the bytes of an output go. */
struct destination {
	int descriptor; /* a descriptor of this process; -1: use `path` */
	const char *path;
	bool direct; /* a device or a fifo: it is opened, and no file is renamed over it */
};

bool
output_file_is_dash(const char *path)
{
	return strcmp(path, "-") == 0;
}

/* The number N of "/dev/fd/N" and "/proc/self/fd/N"; -1: the path has another
 * form. */
static int
own_descriptor(struct arena *arena, const char *path)
{
	char folder[PATH_MAX], own[PATH_MAX];
	uint64_t number;

	if (text_to_number(path_base(path), INT_MAX, &number) != 0 ||
	    realpath(path_folder(arena, path), folder) == NULL ||
	    realpath("/proc/self/fd", own) == NULL || strcmp(folder, own) != 0)
		return -1;
	return (int)number;
}

/* The target of the link at `path`, as a path; NULL: `path` is no link. */
static const char *
follow(struct arena *arena, const char *path)
{
	char target[PATH_MAX];
	ssize_t length = readlink(path, target, sizeof(target));

	if (length <= 0 || (size_t)length == sizeof(target))
		return NULL;
	return path_join(
	    arena, path_folder(arena, path), arena_copy(arena, target, (size_t)length));
}

/* Whether the path is a device, a fifo or a socket, or a link to one. */
static bool
is_special(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

static int
find_destination(struct arena *arena, const char *path, struct destination *ret, struct error *err)
{
	struct destination found = {.descriptor = -1, .path = path};
	const char *next;
	int links;

	if (output_file_is_dash(path)) {
		found.descriptor = STDOUT_FILENO;
		*ret = found;
		return 0;
	}
	for (links = 0; links <= LINK_LIMIT; links++) {
		found.descriptor = own_descriptor(arena, found.path);
		next = found.descriptor >= 0 ? NULL : follow(arena, found.path);
		/* /proc/N/fd/1 of another process may read as "pipe:[123]",
		 * which is no path */
		if (next == NULL || (is_special(found.path) && !file_exists(next))) {
			found.direct = is_special(found.path);
			*ret = found;
			return 0;
		}
		found.path = next;
	}
	return error_set(err, ERROR_FAILED,
	    "cannot write \"%s\": it leads through more than %d links", path, LINK_LIMIT);
}

bool
output_file_is_stdout(const char *path)
{
	struct destination found;
	struct arena arena = {0};
	struct error ignored;
	bool is = find_destination(&arena, path, &found, &ignored) == 0 &&
	    found.descriptor == STDOUT_FILENO;

	arena_release(&arena);
	return is;
}

/* Makes a hidden file beside the path, after removing hidden files that a
 * killed mote left there. */
static int
open_hidden(struct arena *arena, const char *path, char **ret_hidden, struct error *err)
{
	if (file_is_folder(path))
		return error_set(
		    err, ERROR_FAILED, "\"%s\" is a folder; name a file to be written", path);
	leftover_clean(path_folder(arena, path));
	return file_beside(arena, path, NEW_MODE, ret_hidden, err);
}

int
output_file_open(
    struct arena *arena, const char *path, struct output_file *ret_file, struct error *err)
{
	SCOPED(output_file) struct output_file file = OUTPUT_FILE_NONE;
	struct destination to;
	char *hidden = NULL;

	if (find_destination(arena, path, &to, err) != 0)
		return -1;
	file.path = to.path;
	/* a descriptor of this process, a device or a fifo, or a hidden
	 * file */
	if (to.descriptor >= 0)
		file.fd = fcntl(to.descriptor, F_DUPFD_CLOEXEC, 0);
	else if (to.direct)
		file.fd = open(to.path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	else
		file.fd = open_hidden(arena, to.path, &hidden, err);
	if (file.fd < 0)
		return to.descriptor >= 0 || to.direct
		    ? error_errno(err, "cannot write \"%s\"", path)
		    : -1;
	file.hidden = hidden;
	file.lock = fcntl(file.fd, F_DUPFD_CLOEXEC, 0);
	if (file.lock < 0)
		return error_errno(err, "cannot write \"%s\"", path);
	*ret_file = file;
	file.fd = file.lock = -1;
	file.hidden = NULL;
	return 0;
}

int
output_file_finish(struct output_file *file, struct error *err)
{
	if (file->fd >= 0 && close(TAKE_FD(file->fd)) != 0 && errno != EINTR)
		return error_errno(err, "cannot write \"%s\"", file->path);
	if (file->hidden != NULL && file_rename_durable(file->hidden, file->path, err) != 0)
		return -1;
	file->hidden = NULL;
	return 0;
}

void
scope_output_file(struct output_file *file)
{
	if (file->hidden != NULL)
		unlink(file->hidden);
	scope_fd(&file->fd);
	scope_fd(&file->lock);
}

int
output_file_write(const char *path, const void *bytes, size_t size, struct error *err)
{
	struct arena arena = {0};
	int status;

	{
		SCOPED(output_file) struct output_file file = OUTPUT_FILE_NONE;

		status = output_file_open(&arena, path, &file, err) != 0 ||
			file_write_all(file.fd, bytes, size, path, err) != 0 ||
			output_file_finish(&file, err) != 0
		    ? -1
		    : 0;
	}
	arena_release(&arena);
	return status;
}
