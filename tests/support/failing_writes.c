/*
 * Preloaded into a program, makes one of its writes fail: the FAIL_AT-th call
 * that changes a file system, counted from 1, returns FAIL_ERRNO. That it came
 * to it is told by the file FAIL_MARK. FAIL_KILL kills the program there
 * instead.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_int calls;

static int
fails(void)
{
	const char *at = getenv("FAIL_AT"), *mark = getenv("FAIL_MARK");
	long fd;

	if (at == NULL || atomic_fetch_add(&calls, 1) + 1 != atoi(at))
		return 0;
	fd = syscall(SYS_openat, AT_FDCWD, mark, O_WRONLY | O_CREAT, 0600);
	syscall(SYS_close, fd);
	if (getenv("FAIL_KILL") != NULL)
		kill(getpid(), SIGKILL);
	errno = atoi(getenv("FAIL_ERRNO"));
	return 1;
}

#define FAILING(type, name, parameters, arguments)                                    \
	type name parameters                                                          \
	{                                                                             \
		type(*real) parameters = (type(*) parameters)dlsym(RTLD_NEXT, #name); \
		return fails() ? (type) - 1 : real arguments;                         \
	}

/* Messages are no output. */
ssize_t
write(int fd, const void *bytes, size_t size)
{
	return fd != STDERR_FILENO && fails() ? -1 : syscall(SYS_write, fd, bytes, size);
}

FAILING(ssize_t, pwrite, (int fd, const void *bytes, size_t size, off_t offset),
    (fd, bytes, size, offset))
FAILING(ssize_t, pwrite64, (int fd, const void *bytes, size_t size, off64_t offset),
    (fd, bytes, size, offset))
FAILING(ssize_t, writev, (int fd, const struct iovec *pieces, int count), (fd, pieces, count))
FAILING(ssize_t, copy_file_range,
    (int from, off64_t *at, int to, off64_t *there, size_t size, unsigned flags),
    (from, at, to, there, size, flags))
FAILING(int, ftruncate, (int fd, off_t size), (fd, size))
FAILING(int, ftruncate64, (int fd, off64_t size), (fd, size))
FAILING(int, fsync, (int fd), (fd))
FAILING(int, fdatasync, (int fd), (fd))
FAILING(int, fchmod, (int fd, mode_t mode), (fd, mode))
FAILING(int, rename, (const char *from, const char *to), (from, to))
FAILING(
    int, renameat, (int from, const char *name, int to, const char *other), (from, name, to, other))
FAILING(int, link, (const char *from, const char *to), (from, to))
FAILING(int, mkdir, (const char *path, mode_t mode), (path, mode))
FAILING(int, mkdirat, (int folder, const char *path, mode_t mode), (folder, path, mode))
FAILING(int, mkostemp, (char *path, int flags), (path, flags))
FAILING(int, mkostemp64, (char *path, int flags), (path, flags))

char *
mkdtemp(char *path)
{
	char *(*real)(char *) = (char *(*)(char *))dlsym(RTLD_NEXT, "mkdtemp");

	return fails() ? NULL : real(path);
}

#define OPENING(name, parameters, folder, path)                             \
	int name parameters                                                 \
	{                                                                   \
		mode_t mode = 0;                                            \
		va_list more;                                               \
		va_start(more, flags);                                      \
		if ((flags & O_CREAT) != 0)                                 \
			mode = va_arg(more, mode_t);                        \
		va_end(more);                                               \
		if ((flags & O_CREAT) != 0 && fails())                      \
			return -1;                                          \
		return (int)syscall(SYS_openat, folder, path, flags, mode); \
	}

OPENING(open, (const char *path, int flags, ...), AT_FDCWD, path)
OPENING(open64, (const char *path, int flags, ...), AT_FDCWD, path)
OPENING(openat, (int folder, const char *path, int flags, ...), folder, path)
OPENING(openat64, (int folder, const char *path, int flags, ...), folder, path)
