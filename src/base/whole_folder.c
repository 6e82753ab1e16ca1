#include "base/whole_folder.h"

#include "base/file.h"
#include "base/leftover.h"
#include "base/path.h"
#include "base/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

enum { NAME_TRIES = 100 };

/* A process that had the lock before removed its file. So a lock counts only if
 * the name still stands for the file that is locked. A file system without
 * locks has none to wait for. */
static int
lock_name(const char *name, struct error *err)
{
	for (;;) {
		SCOPED(fd) int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
		struct stat locked, there;

		if (fd < 0)
			return error_errno(err, "cannot lock \"%s\"", name);
		while (flock(fd, LOCK_EX) != 0 && errno == EINTR)
			if (error_if_stopped(err) != 0)
				return -1;
		if (fstat(fd, &locked) == 0 && stat(name, &there) == 0 &&
		    locked.st_ino == there.st_ino && locked.st_dev == there.st_dev)
			return TAKE_FD(fd);
	}
}

int
whole_folder_begin(
    struct arena *arena, const char *path, char **ret_hidden, int *ret_lock, struct error *err)
{
	char *folder = path_folder(arena, path), *hidden;
	int try;

	leftover_clean(folder);
	for (try = 0; try < NAME_TRIES; try++) {
		hidden = path_join(arena, folder,
		    arena_printf(
			arena, ".%.200s.mote-%ld-%d", path_base(path), (long)getpid(), try));
		if (mkdir(hidden, 0700) != 0) {
			if (errno == EEXIST)
				continue;
			return error_errno(err, "cannot make the folder \"%s\"", path);
		}
		if (!leftover_hold_folder(hidden, ret_lock))
			continue;
		if (chmod(hidden, 0755) != 0)
			return error_errno(err, "cannot set the mode of \"%s\"", hidden);
		*ret_hidden = hidden;
		return 0;
	}
	return error_set(
	    err, ERROR_FAILED, "cannot make \"%s\": too many leftovers beside it", path);
}

int
whole_folder_settle(int folder, const char *path, struct error *err)
{
	if (folder >= 0 && syncfs(folder) != 0 && errno != EINVAL && errno != ENOSYS)
		return error_errno(err, "cannot write \"%s\" to its disk", path);
	return 0;
}

static int
fill(struct arena *arena, const struct whole_folder *wanted, struct error *err)
{
	struct error ignored;
	char *hidden = NULL;
	SCOPED(fd) int lock = -1;
	int status = whole_folder_begin(arena, wanted->path, &hidden, &lock, err);

	if (status == 0)
		status = wanted->fill(wanted->context, hidden, err);
	if (status == 0)
		status = whole_folder_settle(lock, wanted->path, err);
	if (status == 0)
		status = file_rename(hidden, wanted->path, err);
	if (status != 0 && hidden != NULL)
		(void)!file_remove_tree(hidden, &ignored);
	/* where there are no locks, another process may have made the same */
	return status != 0 && file_is_folder(wanted->path) ? 0 : status;
}

int
whole_folder_provide(
    struct arena *arena, const struct whole_folder *wanted, bool *ret_made, struct error *err)
{
	const char *folder = path_folder(arena, wanted->path), *name;
	SCOPED(fd) int lock = -1;
	int status = 0;
	bool there;

	*ret_made = false;
	if (file_is_folder(wanted->path))
		return 0;
	name = path_join(arena, folder, arena_printf(arena, ".%s.lock", path_base(wanted->path)));
	if (file_make_folders(folder, err) != 0)
		return -1;
	lock = lock_name(name, err);
	if (lock < 0)
		return -1;
	/* whoever had the lock before may have made it */
	there = file_is_folder(wanted->path);
	if (!there)
		status = fill(arena, wanted, err);
	unlink(name);
	*ret_made = status == 0 && !there;
	return status;
}
