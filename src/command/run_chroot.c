#include "command/run_chroot.h"

#include "base/file.h"
#include "base/log.h"
#include "base/process.h"
#include "base/scope.h"
#include "command/run_filter.h"
#include "command/run_places.h"
#include "sandbox/bubblewrap_choice.h"
#include "sandbox/chroot.h"
#include "sandbox/landlock.h"
#include "sandbox/privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/keyctl.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PATH_LIMIT = 4096 };

int
run_chroot_choose(struct arena *arena, bool *ret_chroot, struct error *err)
{
	struct error blocked = {0}, why = {0};
	bool there = bubblewrap_find(arena) != NULL;

	*ret_chroot = false;
	/* an ordinary user has one way, and the start itself tries it */
	if (geteuid() != 0 && there)
		return 0;
	if (bubblewrap_choose(arena, &blocked) != NULL)
		return 0;
	if (error_if_stopped(err) != 0)
		return -1;
	if (chroot_available(&why) == 0) {
		log_warning(
		    "%s: the program gets a root folder of its own, and the network of this machine",
		    blocked.text);
		*ret_chroot = true;
		return 0;
	}
	if (!there)
		return error_set(err, ERROR_NOT_FOUND,
		    "\"bwrap\" is not installed; Debian's package is bubblewrap");
	return error_set(err, ERROR_FAILED, "%s, and %s: no sandbox for the image is to be had",
	    blocked.text, why.text);
}

/* The child's data. */
struct start {
	const struct run_options *options;
	const struct run_plan *plan;
};

static int
enter(void *context, struct error *err)
{
	/* "/" can be written: it is the image */
	const struct sandbox rules = {
	    .rung = ISOLATION_CHROOT, .binds = {{"/", "/", true}}, .bind_count = 1};
	const struct start *start = context;
	const struct run_user *user = &start->plan->user;
	const struct chroot_entry entry = {.root = start->options->root,
	    .folder = start->plan->workdir,
	    .user = user->user,
	    .group = user->group,
	    .groups = user->groups,
	    .group_count = user->group_count};

	/* a failure is no problem: a kernel without keyrings has none to
	 * protect */
	(void)syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);
	(void)syscall(SYS_close_range, STDERR_FILENO + 1U, ~0U, CLOSE_RANGE_CLOEXEC);
	if (chroot_enter(&entry, err) != 0 || landlock_restrict(&rules, err) != 0 ||
	    privileges_drop(err) != 0)
		return -1;
	return run_filter_enter(err);
}

/* /dev as every runtime makes it; the image may have some of it. */
static int
make_devices(const char *root, struct error *err)
{
	SCOPED(fd) int top = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	SCOPED(fd) int dev = -1;

	if (top < 0)
		return error_errno(err, "cannot open \"%s\"", root);
	dev = openat(top, "dev", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (dev < 0)
		return error_errno(err, "cannot open \"/dev\" of the image");
	if ((mkdirat(dev, "shm", 0755) != 0 && errno != EEXIST) ||
	    fchmodat(dev, "shm", 01777, 0) != 0)
		return error_errno(err, "cannot make \"/dev/shm\" in the image");
	return chroot_make_devices(dev, err);
}

/* The last value of a variable counts, and a program takes the first. */
static const char *const *
make_environment(struct arena *arena, const struct run_plan *plan)
{
	const struct text_list *all = &plan->environment;
	struct text_list list = {0};
	size_t i, k;

	for (i = 0; i < all->count; i++) {
		size_t length = strcspn(all->items[i], "=") + 1;

		for (k = i + 1; k < all->count; k++)
			if (strncmp(all->items[k], all->items[i], length) == 0)
				break;
		if (k == all->count && length > 1)
			text_list_add(&list, arena, all->items[i]);
	}
	text_list_add(&list, arena, arena_printf(arena, "PWD=%s", plan->workdir));
	text_list_add(&list, arena, NULL);
	return list.items;
}

static const char *
value_of(const char *const *environment, const char *name_and_sign)
{
	for (; *environment != NULL; environment++)
		if (text_starts_with(*environment, name_and_sign))
			return *environment + strlen(name_and_sign);
	return "";
}

/* The program is mote itself until it is executed. Then it takes the signal for
 * the program. */
static bool
is_mote(struct arena *arena, pid_t program)
{
	char own[PATH_LIMIT], other[PATH_LIMIT];
	ssize_t length = readlink("/proc/self/exe", own, sizeof(own));

	return length > 0 &&
	    readlink(arena_printf(arena, "/proc/%ld/exe", (long)program), other, sizeof(other)) ==
	    length &&
	    memcmp(own, other, (size_t)length) == 0;
}

/* Below mote is the guard of the session, and below that the program. */
static bool
pass_signal(void *context UNUSED, int number)
{
	struct arena arena = {0};
	struct process_ids guard = process_family(&arena, getpid(), NULL, 1), program = {0};
	bool passed = false;

	if (guard.count > 0)
		program = process_family(&arena, guard.items[0], NULL, 1);
	if (program.count > 0 && !is_mote(&arena, program.items[0]))
		passed = kill(program.items[0], number) == 0;
	arena_release(&arena);
	return passed;
}

int
run_chroot_start(struct arena *arena, const struct run_options *options,
    const struct run_plan *plan, int *ret_status, struct error *err)
{
	struct start start = {options, plan};
	struct text_list command = {0};
	struct process_options process = {.environment = make_environment(arena, plan),
	    .inherit_input = true,
	    .own_session = true,
	    .guard = true,
	    .before_exec = enter,
	    .before_exec_context = &start,
	    .pass_signal = pass_signal};
	size_t i;

	if (make_devices(options->root, err) != 0)
		return -1;
	if (options->emulator != NULL)
		text_list_add(&command, arena, run_places_emulator);
	for (i = 0; i < plan->command.count; i++)
		text_list_add(&command, arena, plan->command.items[i]);
	text_list_add(&command, arena, NULL);
	process.arguments = command.items;
	process.program = chroot_find_program(
	    arena, options->root, value_of(process.environment, "PATH="), command.items[0]);
	if (process.program == NULL)
		return error_set(
		    err, ERROR_NOT_FOUND, "\"%s\" is not in the image's PATH", command.items[0]);
	return process_run(&process, ret_status, err);
}
