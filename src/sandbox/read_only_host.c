#include "sandbox/read_only_host.h"

#include "base/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* struct mount_attr of linux/mount.h. With some C libraries that header and
 * sys/mount.h cannot both be included. */
struct attributes {
	uint64_t set, clear, propagation, namespace_of;
};
enum { READ_ONLY = 1, ALL_BELOW = 0x8000 /* AT_RECURSIVE */, MAP_LENGTH = 64 };

static int
write_line(const char *path, const char *line)
{
	SCOPED(fd) int file = open(path, O_WRONLY | O_CLOEXEC);

	return file < 0 || write(file, line, strlen(line)) != (ssize_t)strlen(line) ? -1 : 0;
}

/* For a process without CAP_SYS_ADMIN: enters a user namespace in which it has
 * the same user, and may make mounts. */
static int
enter_own_user(uid_t user, gid_t group)
{
	char users[MAP_LENGTH], groups[MAP_LENGTH];

	snprintf(users, sizeof(users), "%lu %lu 1", (unsigned long)user, (unsigned long)user);
	snprintf(groups, sizeof(groups), "%lu %lu 1", (unsigned long)group, (unsigned long)group);
	return unshare(CLONE_NEWUSER) != 0 || write_line("/proc/self/setgroups", "deny") != 0 ||
		write_line("/proc/self/uid_map", users) != 0 ||
		write_line("/proc/self/gid_map", groups) != 0
	    ? -1
	    : 0;
}

static int
leave_mounts(void)
{
	if (unshare(CLONE_NEWNS) != 0 &&
	    (enter_own_user(geteuid(), getegid()) != 0 || unshare(CLONE_NEWNS) != 0))
		return -1;
	return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

/* A child tries it first: a host may allow the namespace and refuse the rest,
 * and the build would then run as a user without a number. */
static bool
may_leave_mounts(void)
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(leave_mounts() == 0 ? 0 : 1);
	return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
	    WEXITSTATUS(status) == 0;
}

int
read_only_devices(struct error *err)
{
	static const char *const devices[] = {
	    "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"};
	const unsigned long how = MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NOEXEC;
	size_t i;

	/* the devices belong to root: only a build by root could change them */
	if (geteuid() != 0 || !may_leave_mounts())
		return 0;
	if (leave_mounts() != 0)
		return error_errno(err, "cannot make mounts for the build");
	for (i = 0; i < ARRAY_SIZE(devices); i++)
		if ((mount(devices[i], devices[i], NULL, MS_BIND, NULL) != 0 ||
			mount(NULL, devices[i], NULL, how, NULL) != 0) &&
		    errno != ENOENT && errno != EPERM && errno != EACCES)
			return error_errno(
			    err, "cannot make \"%s\" read-only for the build", devices[i]);
	return 0;
}

static int
change(const char *path, unsigned flags, const struct attributes *attributes, struct error *err)
{
	if (syscall(SYS_mount_setattr, AT_FDCWD, path, flags, attributes, sizeof(*attributes)) == 0)
		return 0;
	return error_errno(err, "cannot change the mount \"%s\" for the build", path);
}

int
read_only_host(const struct sandbox *sandbox, struct error *err)
{
	const struct attributes closed = {.set = READ_ONLY}, open = {.clear = READ_ONLY};
	size_t i;

	if (!may_leave_mounts())
		return 0;
	if (leave_mounts() != 0)
		return error_errno(err, "cannot make mounts for the build");
	for (i = 0; i < sandbox->bind_count; i++) {
		const struct sandbox_bind *bind = &sandbox->binds[i];

		if (bind->writable &&
		    mount(bind->from, bind->from, NULL, MS_BIND | MS_REC, NULL) != 0)
			return error_errno(err, "cannot bind \"%s\" for the build", bind->from);
	}
	if (change("/", ALL_BELOW, &closed, err) != 0)
		return -1;
	for (i = 0; i < sandbox->bind_count; i++)
		if (sandbox->binds[i].writable &&
		    change(sandbox->binds[i].from, 0, &open, err) != 0)
			return -1;
	return 0;
}
