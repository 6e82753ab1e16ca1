#include "sandbox/chroot.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "sandbox/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/openat2.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
	const char *name;
	unsigned major, minor;
} devices[] = {{"null", 1, 3}, {"zero", 1, 5}, {"full", 1, 7}, {"random", 1, 8}, {"urandom", 1, 9},
    {"tty", 5, 0}};

int
chroot_make_devices(int folder, struct error *err)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(devices); i++) {
		if (mknodat(folder, devices[i].name, S_IFCHR | 0600,
			makedev(devices[i].major, devices[i].minor)) != 0) {
			if (errno == EEXIST)
				continue;
			return error_errno(err, "cannot make \"/dev/%s\"", devices[i].name);
		}
		/* the umask is the caller's */
		if (fchmodat(folder, devices[i].name, 0666, 0) != 0)
			return error_errno(err, "cannot make \"/dev/%s\"", devices[i].name);
	}
	return 0;
}

int
chroot_enter(const struct chroot_entry *entry, struct error *err)
{
	if (chroot(entry->root) != 0 || chdir("/") != 0)
		return error_errno(err, "cannot change the root folder to \"%s\"", entry->root);
	if (setgroups(entry->group_count, entry->groups) != 0 ||
	    setresgid(entry->group, entry->group, entry->group) != 0 ||
	    setresuid(entry->user, entry->user, entry->user) != 0)
		return error_errno(err, "cannot become the user %lu", (unsigned long)entry->user);
	/* another user ends this setting */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		return error_errno(err, "cannot tie the command to mote");
	return chdir(entry->folder) == 0 ? 0
					 : error_errno(err, "cannot enter \"%s\"", entry->folder);
}

/* In a child: its exit status says whether it could become a command. */
static void __attribute__((noreturn))
probe(const char *root)
{
	const struct chroot_entry entry = {
	    .root = root, .folder = "/", .user = CHROOT_USER, .group = CHROOT_USER};
	struct error ignored;
	int null;

	if (chroot_enter(&entry, &ignored) != 0)
		_exit(1);
	/* a mount without devices, and a container that may not use them */
	null = open("/null", O_RDWR | O_CLOEXEC);
	_exit(null >= 0 ? 0 : 2);
}

static int
explain(int status, struct error *err)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 2)
		return error_set(
		    err, ERROR_REFUSED, "devices cannot be used in the folder for temporary files");
	return error_set(err, ERROR_REFUSED, "mote may not change its root folder and its user");
}

int
chroot_available(struct error *err)
{
	SCOPED(temporary_folder) struct temporary_folder root = {0};
	SCOPED(fd) int folder = -1;
	struct error ignored;
	pid_t child;
	int status;

	if (geteuid() != 0)
		return error_set(err, ERROR_REFUSED, "mote is not root");
	if (landlock_available(err) != 0 || temporary_folder_make(&root, err) != 0)
		return -1;
	folder = open(root.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0 || fchmod(folder, 0755) != 0)
		return error_errno(err, "cannot open \"%s\"", root.path);
	if (chroot_make_devices(folder, &ignored) != 0)
		return error_set(err, ERROR_REFUSED, "mote may make no devices");
	child = fork();
	if (child == 0)
		probe(root.path);
	if (child < 0 || waitpid(child, &status, 0) != child)
		return error_errno(err, "cannot start a process");
	return status == 0 ? 0 : explain(status, err);
}

/* Whether the path inside is a file that can be executed. */
static bool
is_program(int root, const char *path)
{
	const struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};
	SCOPED(fd) int file = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
	struct stat status;

	return file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
	    (status.st_mode & S_IXOTH) != 0;
}

const char *
chroot_find_program(struct arena *arena, const char *root, const char *path, const char *name)
{
	SCOPED(fd) int folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (strchr(name, '/') != NULL)
		return name;
	while (folder >= 0 && *path != '\0') {
		size_t length = strcspn(path, ":");
		const char *found = path_join(arena, arena_copy(arena, path, length), name);

		if (*path == '/' && is_program(folder, found))
			return found;
		path += length;
		path += *path == ':';
	}
	return NULL;
}
