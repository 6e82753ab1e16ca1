#include "command/run_ids.h"

#include "base/file.h"
#include "base/scope.h"
#include "command/user_space.h"
#include "sandbox/bubblewrap_choice.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static bool
is_set_id(const char *program)
{
	struct stat status;

	return program != NULL && stat(program, &status) == 0 && (status.st_mode & S_ISUID) != 0 &&
	    status.st_uid != geteuid();
}

void
run_ids_give_up(struct run_ids *ids, const char *why)
{
	scope_fd(&ids->outer);
	ids->outer = -1;
	ids->why = why;
}

void
run_ids_open(struct arena *arena, struct run_ids *ret_ids)
{
	struct error err = {0};

	*ret_ids = (struct run_ids){.outer = -1};
	if (is_set_id(bubblewrap_find(arena)))
		ret_ids->why =
		    "\"bwrap\" is set-user-ID here, and then enters no namespace of others";
	else if (user_space_find(arena, &ret_ids->space, &err) != 0 ||
	    user_space_make_outer(arena, &ret_ids->space, &ret_ids->outer, &err) != 0)
		ret_ids->why = arena_strdup(arena, err.text);
}

void
run_ids_fit(struct arena *arena, struct run_ids *ids, const uint32_t *needed, size_t count)
{
	struct error err = {0};

	if (!user_space_fit(&ids->space, needed, count)) {
		run_ids_give_up(ids, "the image has too many ids, or too large ones");
		return;
	}
	if (ids->space.extra_count == 0)
		return;
	scope_fd(&ids->outer);
	ids->outer = -1;
	if (user_space_make_outer(arena, &ids->space, &ids->outer, &err) != 0)
		ids->why = arena_strdup(arena, err.text);
}

void
scope_run_ids(struct run_ids *ids)
{
	scope_fd(&ids->outer);
}

/* In a child: enters the outer namespace as mote's own user, with all
 * capabilities there. The child is killed with mote. */
static int
join(const struct run_ids *ids, struct error *err)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || setns(ids->outer, CLONE_NEWUSER) != 0)
		return error_errno(err, "cannot enter a user namespace");
	/* entering a user namespace reset the setting */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		return error_errno(err, "cannot enter a user namespace");
	return 0;
}

static void __attribute__((noreturn))
call_in_child(const struct run_ids *ids, int (*task)(void *context, struct error *err),
    void *context, int answer)
{
	struct error err = {0};

	if (join(ids, &err) == 0 && task(context, &err) == 0)
		_exit(0);
	(void)!write(answer, &err, sizeof(err));
	_exit(1);
}

static int
wait_for(pid_t child, int *ret_status)
{
	pid_t ended;

	do {
		ended = waitpid(child, ret_status, 0);
	} while (ended < 0 && errno == EINTR);
	return ended == child ? 0 : -1;
}

int
run_ids_call(const struct run_ids *ids, int (*task)(void *context, struct error *err),
    void *context, struct error *err)
{
	SCOPED(fd) int answer = -1;
	struct error trouble;
	int ends[2], status;
	ssize_t got;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC) != 0)
		return error_errno(err, "cannot start a process");
	answer = ends[0];
	child = fork();
	if (child == 0)
		call_in_child(ids, task, context, ends[1]);
	close(ends[1]);
	if (child < 0)
		return error_errno(err, "cannot start a process");
	do {
		got = read(answer, &trouble, sizeof(trouble));
	} while (got < 0 && errno == EINTR);
	if (wait_for(child, &status) != 0 || (status != 0 && got != sizeof(trouble)))
		return error_set(err, ERROR_FAILED, "a process in a user namespace ended early");
	if (status == 0)
		return 0;
	*err = trouble;
	return -1;
}

static int
take_groups(const struct run_user *user, struct error *err)
{
	gid_t groups[RUN_USER_GROUP_LIMIT + 1] = {user->group};
	size_t i;

	for (i = 0; i < user->group_count && i < RUN_USER_GROUP_LIMIT; i++)
		groups[i + 1] = user->groups[i];
	if (setgroups(i + 1, groups) != 0)
		return error_errno(err, "cannot take the groups of the image's user");
	return 0;
}

/* Makes a folder that belongs to the image's root. */
static int
make_place(const char *path, mode_t mode)
{
	return mkdir(path, 0700) != 0 || chown(path, 0, 0) != 0 ? -1 : chmod(path, mode);
}

/* Makes the folders that bubblewrap binds, in a mount namespace that ends with
 * this process. */
static int
make_places(const char *root, struct error *err)
{
	if (unshare(CLONE_NEWNS) != 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
	    mount("tmpfs", RUN_IDS_PLACE, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755") != 0 ||
	    make_place(RUN_IDS_ROOT, 0755) != 0 || make_place(RUN_IDS_SHARED, 01777) != 0 ||
	    mount(root, RUN_IDS_ROOT, NULL, MS_BIND, NULL) != 0)
		return error_errno(err, "cannot mount the image");
	return 0;
}

/* Waits for bubblewrap and ends with its status. It closes mote's files first,
 * so that mote can wait for their end. */
static void __attribute__((noreturn))
guard(pid_t child)
{
	int status;

	(void)syscall(SYS_close_range, STDERR_FILENO + 1, ~0U, 0);
	if (wait_for(child, &status) != 0)
		_exit(127);
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

int
run_ids_enter(const struct run_ids *ids, const struct run_entry *entry, struct error *err)
{
	SCOPED(fd) int inner = -1;
	pid_t child;

	if (join(ids, err) != 0 || take_groups(entry->user, err) != 0)
		return -1;
	if (user_space_make_inner(&ids->space, &inner, err) != 0 ||
	    make_places(entry->root, err) != 0)
		return -1;
	if (dup2(inner, entry->inner) < 0 || unshare(CLONE_NEWPID) != 0)
		return error_errno(err, "cannot make a process namespace");
	child = fork();
	if (child < 0)
		return error_errno(err, "cannot start a process");
	if (child > 0)
		guard(child);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
		return error_errno(err, "cannot start bubblewrap");
	return 0;
}
