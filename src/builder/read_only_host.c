#include "builder/read_only_host.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <unistd.h>

/* struct mount_attr of linux/mount.h, which does not go together with sys/mount.h everywhere. */
struct attributes {
	uint64_t set, clear, propagation, namespace_of;
};
enum { READ_ONLY = 1, ALL_BELOW = 0x8000 /* AT_RECURSIVE */ };

static bool
is_denied(void)
{
	return errno == EPERM || errno == EACCES;
}

/* 1: there are mounts of our own; 0: it is not allowed. */
static int
leave_mounts(struct error *err)
{
	if (geteuid() != 0)
		return 0;
	if (unshare(CLONE_NEWNS) == 0 && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0)
		return 1;
	return is_denied() ? 0 : error_errno(err, "cannot make mounts for the build");
}

int
read_only_devices(struct error *err)
{
	static const char *const devices[] = {
	    "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"};
	const unsigned long how = MS_BIND | MS_REMOUNT | MS_RDONLY | MS_NOSUID | MS_NOEXEC;
	int own = leave_mounts(err);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(devices) && own > 0; i++)
		if ((mount(devices[i], devices[i], NULL, MS_BIND, NULL) != 0 ||
			mount(NULL, devices[i], NULL, how, NULL) != 0) &&
		    errno != ENOENT && !is_denied())
			return error_errno(
			    err, "cannot make \"%s\" read-only for the build", devices[i]);
	return own < 0 ? -1 : 0;
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
	int own = leave_mounts(err);
	size_t i;

	if (own <= 0)
		return own;
	for (i = 0; i < sandbox->bind_count; i++) {
		const struct sandbox_bind *bind = &sandbox->binds[i];

		if (bind->writable && mount(bind->from, bind->from, NULL, MS_BIND, NULL) != 0)
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
