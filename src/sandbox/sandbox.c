#include "sandbox/sandbox.h"

#include "base/file.h"
#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "sandbox/bubblewrap.h"
#include "sandbox/bubblewrap_choice.h"
#include "sandbox/chroot.h"
#include "sandbox/chroot_tree.h"
#include "sandbox/jobserver.h"
#include "sandbox/landlock.h"
#include "sandbox/limit_watch.h"
#include "sandbox/read_only_host.h"
#include "sandbox/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { SETTING_LIMIT = 64 };

const char *
sandbox_rung_name(enum isolation rung)
{
	switch (rung) {
	case ISOLATION_STRICT:
		return "strict";
	case ISOLATION_CHROOT:
		return "chroot";
	case ISOLATION_LANDLOCK:
		return "landlock";
	case ISOLATION_NONE:
		return "none";
	case ISOLATION_DEFAULT:
	case ISOLATION_AUTO:
		break;
	}
	return "auto";
}

void
sandbox_add_bind(struct sandbox *sandbox, const char *from, const char *to, bool writable)
{
	/* the callers are ours and count; a bind too many would be forgotten,
	 * never overrun */
	if (sandbox->bind_count < SANDBOX_BIND_LIMIT)
		sandbox->binds[sandbox->bind_count++] = (struct sandbox_bind){from, to, writable};
}

/* On the lower rungs paths stay as on the host. */
static bool
has_own_paths(enum isolation rung)
{
	return rung == ISOLATION_STRICT || rung == ISOLATION_CHROOT;
}

const char *
sandbox_path(struct arena *arena, const struct sandbox *sandbox, const char *host)
{
	const struct sandbox_bind *best = NULL;
	size_t i, length;

	for (i = 0; i < sandbox->bind_count && has_own_paths(sandbox->rung); i++) {
		const struct sandbox_bind *bind = &sandbox->binds[i];

		if (path_is_inside(bind->from, host) &&
		    (best == NULL || strlen(bind->from) > strlen(best->from)))
			best = bind;
	}
	if (best == NULL)
		return host;
	length = strlen(best->from);
	while (host[length] == '/')
		length++;
	return host[length] == '\0' ? best->to : path_join(arena, best->to, host + length);
}

/* Adds NAME=VALUE, unless there is a variable of that name. */
static const char *const *
add_variable(struct arena *arena, const char *const *environment, const char *variable)
{
	const char *name_and_sign = arena_copy(arena, variable, strcspn(variable, "=") + 1);
	struct text_list list = {0};
	const char *const *one;

	for (one = environment; one != NULL && *one != NULL; one++) {
		if (text_starts_with(*one, name_and_sign))
			return environment;
		text_list_add(&list, arena, *one);
	}
	text_list_add(&list, arena, variable);
	text_list_add(&list, arena, NULL);
	return list.items;
}

/* The data that the child needs before it becomes the command. */
struct entry {
	const struct sandbox *sandbox;
	const struct jobserver *jobs;
	struct bubblewrap start; /* strict only */
	struct chroot_tree tree; /* chroot only */
};

/* Whatever mote was started with (a make's own pipe, a terminal of another, a
 * socket) is not the build's. */
static void
close_at_exec(void)
{
	enum { ALL_OF_THEM = 1024 };
	int fd;

	if (syscall(SYS_close_range, STDERR_FILENO + 1U, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
		return;
	/* a kernel before 5.11 */
	for (fd = STDERR_FILENO + 1; fd < ALL_OF_THEM; fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/* Stdin is empty, or a terminal. /dev/null is opened again on the mounts of the
 * child: a file that was opened before is still on the writable mount. */
static int
set_streams(const struct sandbox *sandbox, struct error *err)
{
	SCOPED(fd) int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0)
		return error_errno(err, "cannot open \"/dev/null\"");
	if (sandbox->terminal == NULL)
		return 0;
	return sandbox->rung == ISOLATION_STRICT ? terminal_enter(sandbox->terminal, err)
						 : terminal_lead(sandbox->terminal, err);
}

static int
enter_landlock(const struct sandbox *sandbox, struct error *err)
{
	if (read_only_host(sandbox, err) != 0 || set_streams(sandbox, err) != 0)
		return -1;
	if (chdir(sandbox->folder) != 0)
		return error_errno(err, "cannot enter \"%s\"", sandbox->folder);
	return landlock_enter(sandbox, err);
}

/* The tree has all files at their paths inside. */
static int
enter_chroot(const struct entry *entry, struct error *err)
{
	const struct sandbox *sandbox = entry->sandbox;
	const struct chroot_entry how = {.root = entry->tree.path,
	    .folder = sandbox->folder,
	    .user = CHROOT_USER,
	    .group = CHROOT_USER};
	struct sandbox inside = *sandbox;
	size_t i;

	inside.hidden = (struct sandbox_hidden){0};
	for (i = 0; i < inside.bind_count; i++)
		inside.binds[i].from = inside.binds[i].to;
	return chroot_enter(&how, err) != 0 || set_streams(sandbox, err) != 0
	    ? -1
	    : landlock_enter(&inside, err);
}

/* In the child. The umask decides the modes of all that a build makes. */
static int
enter_rung(void *context, struct error *err)
{
	const struct entry *entry = context;
	const struct sandbox *sandbox = entry->sandbox;

	umask(022);
	close_at_exec();
	if (entry->jobs->flags != NULL &&
	    (fcntl(entry->jobs->read, F_SETFD, 0) != 0 ||
		fcntl(entry->jobs->write, F_SETFD, 0) != 0))
		return error_errno(err, "cannot hand make's jobserver on");
	if (bubblewrap_hand_on(&entry->start, err) != 0)
		return -1;
	if (sandbox->watch != NULL && limit_watch_enter(sandbox->watch, err) != 0)
		return -1;
	switch (sandbox->rung) {
	case ISOLATION_STRICT:
		return read_only_devices(err) != 0 ? -1 : set_streams(sandbox, err);
	case ISOLATION_CHROOT:
		return enter_chroot(entry, err);
	case ISOLATION_LANDLOCK:
		return enter_landlock(sandbox, err);
	case ISOLATION_NONE:
	case ISOLATION_DEFAULT:
	case ISOLATION_AUTO:
		break;
	}
	return set_streams(sandbox, err);
}

static void
scope_entry(struct entry *entry)
{
	scope_bubblewrap(&entry->start);
	scope_chroot_tree(&entry->tree);
}

static const char *
value_of(const char *const *environment, const char *name_and_sign)
{
	for (; environment != NULL && *environment != NULL; environment++)
		if (text_starts_with(*environment, name_and_sign))
			return *environment + strlen(name_and_sign);
	return "";
}

/* Lays the files of the command out, and finds its program there. */
static int
prepare_chroot(struct entry *entry, struct process_options *options, struct error *err)
{
	const struct sandbox *sandbox = entry->sandbox;
	struct chroot_tree *tree = &entry->tree;

	if (chroot_tree_enter(tree, err) != 0)
		return -1;
	if (sandbox->watch != NULL)
		sandbox->watch->before[0] += tree->disk;
	options->environment = add_variable(tree->arena, options->environment,
	    arena_printf(tree->arena, "PWD=%s", sandbox->folder));
	options->program = chroot_find_program(tree->arena, tree->path,
	    value_of(sandbox->environment, "PATH="), options->arguments[0]);
	return options->program != NULL
	    ? 0
	    : error_set(
		  err, ERROR_NOT_FOUND, "\"%s\" is not in the stage's PATH", options->arguments[0]);
}

/* How process_run() starts the command on the rung. */
static int
prepare(struct entry *entry, struct process_options *options, struct error *err)
{
	const struct sandbox *sandbox = entry->sandbox;
	struct arena *arena = entry->tree.arena;

	options->environment = sandbox->environment;
	if (sandbox->rung == ISOLATION_CHROOT)
		return prepare_chroot(entry, options, err);
	if (sandbox->rung != ISOLATION_STRICT) {
		options->folder = sandbox->folder;
		return 0;
	}
	if (bubblewrap_prepare(arena, sandbox, options->arguments, &entry->start, err) != 0)
		return -1;
	options->program = bubblewrap_find(arena);
	options->arguments = entry->start.arguments;
	options->environment = entry->start.environment;
	return 0;
}

int
sandbox_run(struct arena *arena, const struct sandbox *sandbox, const char *const *arguments,
    int *ret_status, struct error *err)
{
	struct sandbox inside = *sandbox;
	SCOPED(jobserver) struct jobserver jobs = JOBSERVER_NONE;
	SCOPED(entry)
	struct entry entry = {
	    &inside, &jobs, BUBBLEWRAP_NONE, {.arena = arena, .sandbox = &inside}};
	SCOPED(output) struct output own = OUTPUT_NOWHERE;
	struct process_options options = {.arguments = arguments,
	    .output = sandbox->output == NULL ? &own : sandbox->output,
	    .capture = sandbox->capture,
	    .own_session = true,
	    /* the pid namespace of the strict rung ends all processes with
	     * bubblewrap, unless it is killed while it makes the namespace */
	    .guard = true,
	    .before_exec = enter_rung,
	    .before_exec_context = &entry,
	    .watch = sandbox->watch == NULL ? NULL : limit_watch_look,
	    .watch_context = sandbox->watch,
	    .watch_most = sandbox->watch == NULL ? 0 : sandbox->watch->limits.processes};

	if (sandbox->lend_jobs && jobserver_lend(arena, &jobs, err) != 0)
		return -1;
	/* MAKEFLAGS leads to the jobserver, unless the user has words of his
	 * own for make */
	if (jobs.flags != NULL)
		inside.environment = add_variable(
		    arena, inside.environment, arena_printf(arena, "MAKEFLAGS=%s", jobs.flags));
	if (prepare(&entry, &options, err) != 0)
		return -1;
	if (options.output == &own)
		output_open(arena, &own, NULL);
	if (process_run(&options, ret_status, err) != 0 || chroot_tree_leave(&entry.tree, err) != 0)
		return -1;
	if (options.output == &own && *ret_status != 0)
		output_print_end(&own);
	return 0;
}

static bool
setting_is(struct arena *arena, const char *path, const char *value)
{
	struct text bytes;
	struct error ignored;

	return file_read(arena, path, SETTING_LIMIT, &bytes, &ignored) == 0 &&
	    text_starts_with(text_string(&bytes), value);
}

/* The setting that the owner of this machine can change; NULL: no such setting
 * is known. */
static const char *
strict_remedy(struct arena *arena)
{
	if (bubblewrap_find(arena) == NULL)
		return "install the package \"bubblewrap\"";
	if (setting_is(arena, "/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1"))
		return "\"sysctl kernel.apparmor_restrict_unprivileged_userns=0\" allows it";
	if (setting_is(arena, "/proc/sys/kernel/unprivileged_userns_clone", "0"))
		return "\"sysctl kernel.unprivileged_userns_clone=1\" allows it";
	if (setting_is(arena, "/proc/sys/user/max_user_namespaces", "0\n"))
		return "\"sysctl user.max_user_namespaces=10000\" allows it";
	return "user namespaces must be allowed to this user";
}

/* The best rung below "strict". `why` gets the reason why it is not another. */
static enum isolation
choose_lower(bool own_root, struct text *why)
{
	struct error trouble = {.kind = ERROR_REFUSED};

	if (own_root && chroot_available(&trouble) == 0)
		return ISOLATION_CHROOT;
	if (landlock_available(&trouble) == 0)
		return ISOLATION_LANDLOCK;
	text_printf(why, ", and %s", trouble.text);
	return ISOLATION_NONE;
}

static int
choose_best(struct arena *arena, bool own_root, enum isolation *ret_rung, struct error *err)
{
	struct error strict = {.kind = ERROR_REFUSED};
	struct text why;

	if (bubblewrap_choose(arena, &strict) != NULL) {
		*ret_rung = ISOLATION_STRICT;
		return 0;
	}
	if (error_if_stopped(err) != 0)
		return -1;
	text_init(&why, arena);
	*ret_rung = choose_lower(own_root, &why);
	log_warning("%s%s: building on the \"%s\" rung; --isolation=strict refuses instead",
	    strict.text, text_string(&why), sandbox_rung_name(*ret_rung));
	return 0;
}

static int
choose_chroot(bool own_root, struct error *err)
{
	struct error why = {.kind = ERROR_REFUSED};

	if (!own_root)
		return error_set(err, ERROR_REFUSED,
		    "isolation \"chroot\" is not to be had: the build uses programs of this machine or a wrapper; \"landlock\" can show them");
	if (chroot_available(&why) != 0)
		return error_set(err, ERROR_REFUSED,
		    "isolation \"chroot\" is not to be had: %s; \"landlock\" needs no such right",
		    why.text);
	return 0;
}

static int
choose_named(struct arena *arena, enum isolation wanted, bool own_root, struct error *err)
{
	struct error why = {.kind = ERROR_REFUSED};

	if (wanted == ISOLATION_STRICT && bubblewrap_choose(arena, &why) == NULL)
		return error_set(err, ERROR_REFUSED,
		    "isolation \"strict\" is not to be had: %s; %s", why.text,
		    strict_remedy(arena));
	if (wanted == ISOLATION_CHROOT)
		return choose_chroot(own_root, err);
	if (wanted == ISOLATION_LANDLOCK && landlock_available(&why) != 0)
		return error_set(err, ERROR_REFUSED,
		    "isolation \"landlock\" is not to be had: %s; \"none\" does without", why.text);
	return 0;
}

int
sandbox_choose(enum isolation wanted, bool own_root, enum isolation *ret_rung, struct error *err)
{
	struct arena arena = {0};
	enum isolation rung = wanted;
	int status;

	if (wanted == ISOLATION_DEFAULT || wanted == ISOLATION_AUTO)
		status = choose_best(&arena, own_root, &rung, err);
	else
		status = choose_named(&arena, wanted, own_root, err);
	arena_release(&arena);
	if (status == 0)
		*ret_rung = rung;
	return status;
}
