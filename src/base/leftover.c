#include "base/leftover.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static bool
is_leftover(const char *name)
{
	static const char digits[] = "0123456789";
	static const char tail[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *mark = NULL, *next = name;
	size_t process, letters;

	while ((next = strstr(next + 1, ".mote-")) != NULL)
		mark = next;
	if (name[0] != '.' || mark == NULL)
		return false;
	mark += strlen(".mote-");
	process = strspn(mark, digits);
	if (process == 0 || mark[process] != '-')
		return false;
	letters = strspn(mark + process + 1, tail);
	return letters > 0 && letters <= 6 && mark[process + 1 + letters] == '\0';
}

static bool
has_name(int fd, int folder, const char *name)
{
	struct stat held, there;

	return fstat(fd, &held) == 0 && fstatat(folder, name, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
	    held.st_ino == there.st_ino && held.st_dev == there.st_dev;
}

bool
leftover_hold(int fd, const char *path)
{
	if (flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
		return false;
	return has_name(fd, AT_FDCWD, path);
}

bool
leftover_hold_folder(const char *path, int *ret_lock)
{
	SCOPED(fd) int lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (lock < 0 ? errno == ENOENT : !leftover_hold(lock, path))
		return false;
	*ret_lock = TAKE_FD(lock);
	return true;
}

/* The lock is had before the name is looked at again: a name that is published
 * by then is not ours to remove. */
static void
remove_dead(int folder, const char *name, const char *path)
{
	SCOPED(fd)
	int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct error ignored;
	struct stat status;

	if (fd < 0 || fstat(fd, &status) != 0 || status.st_uid != geteuid() ||
	    (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) ||
	    flock(fd, LOCK_EX | LOCK_NB) != 0 || !has_name(fd, folder, name))
		return;
	if (S_ISREG(status.st_mode))
		unlinkat(folder, name, 0);
	else
		(void)!file_remove_tree(path, &ignored);
}

void
leftover_clean(const char *path)
{
	SCOPED(fd) int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	SCOPED(directory) DIR *entries = folder < 0 ? NULL : file_open_entries(folder);
	struct arena arena = {0};
	struct dirent *entry;

	while (entries != NULL && (entry = readdir(entries)) != NULL)
		if (is_leftover(entry->d_name))
			remove_dead(folder, entry->d_name, path_join(&arena, path, entry->d_name));
	arena_release(&arena);
}
