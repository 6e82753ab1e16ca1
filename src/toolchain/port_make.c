#include "toolchain/port_make.h"

#include "base/file.h"
#include "base/log.h"
#include "base/output.h"
#include "base/path.h"
#include "base/process.h"
#include "base/scope.h"
#include "sandbox/jobserver.h"
#include "sandbox/limit_watch.h"
#include "toolchain/port_recipes.h"
#include "toolchain/port_source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* One port on its way. */
struct work {
	struct arena *arena;
	const struct port_making *making;
	const char *recipes, *ports; /* folders on the host */
	const char *folder; /* the work folder, beside the port: a rename must do */
	const char *key;
	struct text_list needs; /* other ports, each after what it needs */
};

/* A work folder that goes away with its scope. */
struct work_folder {
	const char *path;
};

static void
scope_work_folder(struct work_folder *folder)
{
	struct error ignored;

	if (folder->path != NULL)
		(void)!file_remove_tree(folder->path, &ignored);
}

int
port_make_choose(enum isolation *ret_rung, struct error *err)
{
	struct error ignored;

	if (sandbox_choose(ISOLATION_STRICT, true, ret_rung, err) == 0)
		return 0;
	if (sandbox_choose(ISOLATION_CHROOT, true, ret_rung, &ignored) != 0)
		return error_wrap(err, "ports are made in a sandbox");
	log_note("namespaces are blocked here: ports are made on the \"%s\" rung",
	    sandbox_rung_name(*ret_rung));
	return 0;
}

static void
show_step(const struct work *work, const char *what)
{
	log_step("%s: %s: %s", work->making->toolchain->platform->target, work->making->port->name,
	    what);
}

/* 0 or -1; of a step that failed, the last lines are shown. */
static int
end_step(const struct work *work, const struct output *output, int status, struct error *err)
{
	log_clear();
	if (status == 0)
		return 0;
	output_print_end(output);
	return error_set(err, ERROR_FAILED, "%s: %s: a step failed with status %d",
	    work->making->toolchain->platform->target, work->making->port->name, status);
}

static void
add_variable(
    const struct work *work, struct text_list *environment, const char *name, const char *value)
{
	text_list_add(environment, work->arena, arena_printf(work->arena, "%s=%s", name, value));
}

static const char *const *
environment(const struct work *work)
{
	const struct platform *platform = work->making->toolchain->platform;
	const struct toolchain_variable *variable;
	struct arena *arena = work->arena;
	struct text_list list = {0};

	add_variable(work, &list, "PATH", "/toolchain/bin:/usr/bin:/bin");
	add_variable(work, &list, "LC_ALL", "C");
	add_variable(work, &list, "HOME", "/tmp");
	add_variable(work, &list, "TZ", "UTC");
	add_variable(work, &list, "SOURCE_DATE_EPOCH", "0");
	for (variable = toolchain_tools; variable->name != NULL; variable++)
		add_variable(work, &list, variable->name, variable->value);
	for (variable = toolchain_sandbox_tools; variable->name != NULL; variable++)
		add_variable(work, &list, variable->name, variable->value);
	/* recipe replaces the folders of pkg-config by those of the ports */
	for (variable = toolchain_files; variable->name != NULL; variable++)
		add_variable(
		    work, &list, variable->name, path_join(arena, "/toolchain", variable->value));
	add_variable(work, &list, "PORT", work->making->port->name);
	add_variable(work, &list, "TARGET", platform->target);
	add_variable(work, &list, "TRIPLE", platform->triple);
	add_variable(work, &list, "NEEDS", text_list_join(&work->needs, arena, " "));
	add_variable(work, &list, "KEY", work->key);
	/* else the jobs are those of several ports together, or of the make
	 * that called mote */
	if (!jobserver_offered(arena))
		add_variable(
		    work, &list, "MAKEFLAGS", arena_printf(arena, "-j%u", process_processors()));
	text_list_add(&list, arena, NULL);
	return list.items;
}

static int
add_binds(const struct work *work, struct sandbox *sandbox, struct error *err)
{
	static const struct {
		const char *name, *inside;
		mode_t mode;
	} folders[] = {{"source/src", "/src", 0755}, {"out", "/out", 0755}, {"tmp", "/tmp", 01777},
	    {"shm", "/dev/shm", 01777}};
	struct arena *arena = work->arena;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(folders); i++) {
		const char *path = path_join(arena, work->folder, folders[i].name);

		if ((mkdir(path, 0755) != 0 && errno != EEXIST) ||
		    chmod(path, folders[i].mode) != 0)
			return error_errno(err, "cannot make the folder \"%s\"", path);
		sandbox_add_bind(sandbox, path, folders[i].inside, true);
	}
	sandbox_add_bind(sandbox, work->making->toolchain->folder, "/toolchain", false);
	for (i = 0; i < work->needs.count; i++)
		sandbox_add_bind(sandbox, path_join(arena, work->ports, work->needs.items[i]),
		    path_join(arena, "/ports", work->needs.items[i]), false);
	if (sandbox->bind_count == SANDBOX_BIND_LIMIT)
		return error_set(err, ERROR_FAILED, "the port \"%s\" needs too many others",
		    work->making->port->name);
	return 0;
}

/* One step of toolchain/port, in the sandbox with the binds that it has. */
static int
run_step(const struct work *work, const struct sandbox *step, const char *const *arguments,
    struct error *err)
{
	SCOPED(output) struct output output = OUTPUT_NOWHERE;
	struct sandbox sandbox = *step;
	struct limit_watch watch;
	int status;

	sandbox.rung = work->making->rung;
	sandbox.watch = &watch;
	sandbox.output = &output;
	sandbox.root = (struct sandbox_root){work->making->root,
	    path_join(
		work->arena, work->folder, arena_printf(work->arena, "root-%s", arguments[1]))};
	if (mkdir(sandbox.root.layer, 0755) != 0)
		return error_errno(err, "cannot make the folder \"%s\"", sandbox.root.layer);
	sandbox_add_bind(&sandbox, work->recipes, "/recipes", false);
	limit_watch_begin(&watch, &(struct spec_limits){0}, work->folder);
	output_open_hidden(work->arena, &output);
	return sandbox_run(work->arena, &sandbox, arguments, &status, err) != 0
	    ? -1
	    : end_step(work, &output, status, err);
}

/* Fetches the source, and unpacks it. The script finds the archives where
 * toolchain/fetch keeps them. */
static int
take_source(const struct work *work, struct error *err)
{
	static const char *const variables[] = {
	    "PATH=/usr/bin:/bin", "LC_ALL=C", "HOME=/tmp", "XDG_CACHE_HOME=/source/cache", NULL};
	const char *const arguments[] = {
	    "/recipes/port", "source", work->making->port->name, "/source", NULL};
	struct sandbox sandbox = {.folder = "/source", .environment = variables};
	const char *source = path_join(work->arena, work->folder, "source");
	const char *temporary = path_join(work->arena, work->folder, "tmp");

	show_step(work, "source");
	if (port_source_bring(work->arena, work->making->port,
		path_join(work->arena, source, "cache/mote/sources"), err) != 0 ||
	    file_make_folders(temporary, err) != 0)
		return -1;
	sandbox_add_bind(&sandbox, source, "/source", true);
	sandbox_add_bind(&sandbox, temporary, "/tmp", true);
	return run_step(work, &sandbox, arguments, err);
}

static int
compile(const struct work *work, struct error *err)
{
	const char *const arguments[] = {
	    "/recipes/port", "compile", work->making->port->name, NULL};
	struct sandbox sandbox = {
	    .folder = "/src", .environment = environment(work), .lend_jobs = true};

	show_step(work, "compile");
	return add_binds(work, &sandbox, err) != 0 ? -1 : run_step(work, &sandbox, arguments, err);
}

/* Puts the port in the place of an older one. */
static int
put_in_place(const struct work *work, struct error *err)
{
	const char *port = path_join(work->arena, work->ports, work->making->port->name);

	if (file_exists(port) &&
	    file_rename(port, path_join(work->arena, work->folder, "old"), err) != 0)
		return -1;
	if (file_rename(path_join(work->arena, work->folder, "out/port"), port, err) != 0)
		return -1;
	log_note("%s: %s: done, in %s", work->making->toolchain->platform->target,
	    work->making->port->name, port);
	return 0;
}

static int
make(struct work *work, struct error *err)
{
	SCOPED(work_folder) struct work_folder folder = {NULL};

	if (file_remove_tree(work->folder, err) != 0)
		return -1;
	folder.path = work->folder;
	/* on the chroot rung the folders in it belong to a user of this
	 * machine, who must not reach them */
	if (mkdir(work->folder, 0700) != 0)
		return error_errno(err, "cannot make the folder \"%s\"", work->folder);
	if (take_source(work, err) != 0 || compile(work, err) != 0)
		return -1;
	return put_in_place(work, err);
}

int
port_make(struct arena *arena, const struct port_making *making, struct error *err)
{
	struct work work = {
	    .arena = arena, .making = making, .ports = port_folder(arena, making->toolchain)};
	const char *name = making->port->name;
	struct port_set needs = {0};
	SCOPED(fd) int lock = -1;
	struct port_state state;
	size_t i;

	if (port_recipes_find(arena, &work.recipes, err) != 0 ||
	    file_make_folders(work.ports, err) != 0 ||
	    port_find(arena, &making->port->depends, &needs, err) != 0)
		return -1;
	for (i = 0; i < needs.count; i++)
		text_list_add(&work.needs, arena, needs.items[i].name);
	lock = open(path_join(arena, work.ports, arena_printf(arena, ".%s.lock", name)),
	    O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (lock < 0 || flock(lock, LOCK_EX) != 0)
		return error_if_stopped(err) != 0
		    ? -1
		    : error_errno(err, "cannot lock the port \"%s\" in \"%s\"", name, work.ports);
	/* another mote may just have made it */
	if (port_state(arena, making->toolchain, making->port, &state, err) != 0)
		return -1;
	if (state.built)
		return 0;
	work.key = state.key;
	work.folder = path_join(arena, work.ports, arena_printf(arena, ".%s.building", name));
	return make(&work, err);
}
