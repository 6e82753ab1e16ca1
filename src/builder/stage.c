#include "builder/stage_cache.h"

#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "builder/earlier_archive.h"
#include "builder/foreign_drivers.h"
#include "builder/git_places.h"
#include "builder/source_copy.h"
#include "builder/source_inputs.h"
#include "builder/stage_wrapper.h"
#include "cache/folder_digest.h"
#include "sandbox/limit_watch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static const char passwd[] = "root:x:0:0:root:/root:/bin/sh\n"
			     "mote:x:1000:1000:mote:/build/home:/bin/sh\n";
static const char group[] = "root:x:0:\nmote:x:1000:\n";

char *
stage_work_path(const struct stage_context *stage, const char *name)
{
	return path_join(stage->arena, stage->work, name);
}

struct beneath
stage_work_file(const struct stage_context *stage, const char *name)
{
	return (struct beneath){stage->work, name};
}

struct sandbox
stage_sandbox(const struct stage_context *stage)
{
	struct sandbox sandbox = {.rung = stage->rung,
	    .watch = stage->watch,
	    .hidden = {stage->git_places, stage_work_path(stage, "empty"),
		stage_work_path(stage, "closed")}};
	const struct foreign_toolchain *foreign = stage->toolchain.foreign;
	size_t i;

	sandbox_add_bind(&sandbox, stage->bound, "/src", stage->spec->build.run.count > 0);
	sandbox_add_bind(&sandbox, stage_work_path(stage, "build"), "/build", true);
	sandbox_add_bind(&sandbox, stage_work_path(stage, "tmp"), "/tmp", true);
	sandbox_add_bind(&sandbox, stage_work_path(stage, "shm"), "/dev/shm", true);
	sandbox_add_bind(&sandbox, stage_work_path(stage, "etc/passwd"), "/etc/passwd", false);
	sandbox_add_bind(&sandbox, stage_work_path(stage, "etc/group"), "/etc/group", false);
	sandbox_add_bind(&sandbox, stage->toolchain.folder, "/toolchain", false);
	for (i = 0; foreign != NULL && i < foreign->shown.count; i++)
		sandbox_add_bind(&sandbox, foreign->shown.items[i], foreign->shown.items[i], false);
	if (stage->ports.count > 0)
		sandbox_add_bind(&sandbox, stage->ports_folder, "/ports", false);
	stage_wrapper_bind(stage, &sandbox);
	return sandbox;
}

/* With modes that no umask decides: some of these folders go into the image. */
static int
make_work_folders(const struct stage_context *stage, struct error *err)
{
	static const struct {
		const char *name;
		mode_t mode;
	} folders[] = {{"build", 0755}, {"build/home", 0755}, {"build/root", 0755},
	    {"build/objects", 0755}, {"tmp", 01777}, {"shm", 01777}, {"etc", 0755}, {"out", 0755},
	    {"debug", 0755}, {"empty", 0755}};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(folders); i++) {
		char *path = stage_work_path(stage, folders[i].name);

		if (mkdir(path, 0755) != 0 || chmod(path, folders[i].mode) != 0)
			return error_errno(err, "cannot make the folder \"%s\"", path);
	}
	if (file_write(stage_work_path(stage, "etc/passwd"), passwd, strlen(passwd), 0644, err) !=
		0 ||
	    file_write(stage_work_path(stage, "etc/group"), group, strlen(group), 0644, err) != 0)
		return -1;
	return 0;
}

static int
real_path(struct arena *arena, const char *path, const char **ret_path, struct error *err)
{
	SCOPED(heap) char *real = realpath(path, NULL);

	if (real == NULL)
		return error_errno(err, "cannot open the folder \"%s\"", path);
	*ret_path = arena_strdup(arena, real);
	return 0;
}

static int
copy_source(struct stage_context *stage, struct error *err)
{
	stage->folder = stage->bound = stage_work_path(stage, "src");
	return source_copy(stage->source, stage->folder, &stage->filter, err);
}

static int
run_commands(const struct stage_context *stage, struct error *err)
{
	const struct text_list *commands = &stage->spec->build.run;
	struct sandbox sandbox = stage_sandbox(stage);
	size_t i;

	sandbox.lend_jobs = true;
	sandbox.environment = stage_environment(stage, &sandbox);
	sandbox.folder = sandbox_path(stage->arena, &sandbox, stage->folder);
	for (i = 0; i < commands->count; i++) {
		const char *arguments[] = {"/bin/sh", "-e", "-c", "--", commands->items[i], NULL};
		int status;

		log_detail("run: %s", commands->items[i]);
		if (sandbox_run(stage->arena, &sandbox, arguments, &status, err) != 0)
			return -1;
		if (status != 0)
			return stage_build_failed(stage, commands->items[i], status, err);
	}
	return 0;
}

/* Names the programs that `run` has to make. */
static int
list_outputs(const struct stage_context *stage, struct stage_result *result, struct error *err)
{
	const struct text_list *outputs = &stage->spec->build.output;
	size_t i, k;

	if (outputs->count == 0)
		return error_set(err, ERROR_USAGE,
		    "\"run\" needs \"output\": the path of the executable that the commands make");
	result->programs = arena_array(stage->arena, outputs->count, sizeof(*result->programs));
	for (i = 0; i < outputs->count; i++) {
		const char *name = path_base(outputs->items[i]);

		if (name[0] == '\0' || path_climbs(outputs->items[i]))
			return error_set(err, ERROR_USAGE,
			    "output \"%s\" must name a file inside the source folder, or \"/...\" below "
			    "DESTDIR",
			    outputs->items[i]);
		for (k = 0; k < i; k++)
			if (strcmp(name, result->programs[k].name) == 0)
				return error_set(err, ERROR_USAGE,
				    "two outputs are called \"%s\"; give one another name", name);
		result->programs[i] = (struct stage_program){outputs->items[i], name,
		    outputs->items[i][0] == '/' ? outputs->items[i] : NULL};
	}
	result->program_count = result->program_capacity = outputs->count;
	return 0;
}

/* $DESTDIR when the build put something there. */
static const char *
installed_folder(const struct stage_context *stage)
{
	struct error ignored;
	SCOPED(fd) int folder = beneath_open_folder(stage_work_file(stage, "build/root"), &ignored);
	SCOPED(directory) DIR *entries = folder < 0 ? NULL : file_open_entries(folder);
	struct dirent *entry;

	while (entries != NULL && (entry = readdir(entries)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			return stage_work_path(stage, "build/root");
	return NULL;
}

/* What the stage will make, and of which sources; nothing is built yet. */
static int
plan_programs(struct stage_context *stage, struct compile_plan *plan, struct stage_result *result,
    struct error *err)
{
	if (stage->spec->build.run.count > 0) {
		earlier_archive_leave_out(stage->arena, stage->spec, &stage->filter);
		return list_outputs(stage, result, err);
	}
	if (compile_plan_make(stage, plan, err) != 0)
		return -1;
	result->programs = arena_array(stage->arena, 1, sizeof(*result->programs));
	result->programs[0] =
	    (struct stage_program){STAGE_PROGRAM, path_base(stage->spec->name), NULL};
	result->program_count = result->program_capacity = 1;
	return 0;
}

/* The files below `folder` are inputs of the stage under their names in the source folder, and its folders too: a file
 * more would be another input. */
static int
key_of_folder(const struct stage_context *stage, const char *folder, struct cache_key *ret_key,
    struct text_list *inputs, struct error *err)
{
	struct folder_contents contents;
	size_t i;

	if (folder_digest(stage->arena, folder, &stage->filter, &contents, err) != 0)
		return -1;
	/* the times of the private copy must tell no more than the key does: only the order of
	 * the files */
	if (folder != stage->source && folder_set_ages(folder, &contents, err) != 0)
		return -1;
	stage_key_of_run(stage, &contents.digest, ret_key);
	*inputs = (struct text_list){0};
	text_list_add(inputs, stage->arena, stage->source);
	for (i = 0; i < contents.files.count; i++) {
		char *path = path_join(stage->arena, stage->source, contents.files.items[i]);

		text_list_add(inputs, stage->arena, path);
		text_list_add(inputs, stage->arena, path_folder(stage->arena, path));
	}
	return 0;
}

static void
key_of_sources(const struct stage_context *stage, const struct compile_plan *plan,
    struct cache_key *ret_key, struct text_list *inputs)
{
	size_t i, k;

	*inputs = (struct text_list){0};
	for (i = 0; i < plan->count; i++)
		for (k = 0; k < plan->sources[i].inputs.count; k++)
			text_list_add(inputs, stage->arena, plan->sources[i].inputs.items[k]);
	stage_key_of_sources(stage, plan, ret_key);
}

/* Whether the cache has the whole stage, as built on this rung. */
static bool
find_stage(struct stage_context *stage, struct compile_plan *plan, enum isolation rung,
    struct stage_result *result)
{
	struct cache_key key;
	struct error ignored;
	size_t i;

	stage->rung = result->rung = rung;
	stage->identity = stage_identity(stage);
	if (stage->identity == NULL)
		return false;
	if (stage->spec->build.run.count > 0)
		return key_of_folder(stage, stage->source, &key, &result->inputs, &ignored) == 0 &&
		    stage_recall(stage, &key, result);
	if (plan->count > 0) {
		SCOPED(source_scan) struct source_scan scan;

		source_scan_init(&scan, stage);
		for (i = 0; i < plan->count; i++)
			source_inputs_recall(&scan, &plan->sources[i]);
	}
	key_of_sources(stage, plan, &key, &result->inputs);
	return stage_recall(stage, &key, result);
}

/* Where a result is looked for before a rung is tried, which costs a process: one of the best rung will do for
 * whoever asks for no other. */
static enum isolation
likely_rung(const struct stage_request *request)
{
	enum isolation wanted = request->spec->build.isolation;

	if (*request->rung != ISOLATION_DEFAULT)
		return *request->rung;
	return wanted == ISOLATION_DEFAULT || wanted == ISOLATION_AUTO ? ISOLATION_STRICT : wanted;
}

/* Tries the rungs, for the first stage that needs one: it takes longer than to recall a build. */
static int
choose_rung(const struct stage_request *request, struct error *err)
{
	SCOPED(fd) int lock = open(request->rung_lock, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	/* without the lock, several may try them and say so */
	if (lock >= 0)
		(void)!flock(lock, LOCK_EX);
	return *request->rung != ISOLATION_DEFAULT
	    ? 0
	    : sandbox_choose(request->spec->build.isolation, request->rung, err);
}

static int
build_programs(struct stage_context *stage, struct compile_plan *plan, struct stage_result *result,
    struct error *err)
{
	struct cache_key key;

	if (stage->spec->build.run.count > 0) {
		/* the key is that of the private copy: the source may change meanwhile */
		if (copy_source(stage, err) != 0 ||
		    key_of_folder(stage, stage->folder, &key, &result->inputs, err) != 0 ||
		    run_commands(stage, err) != 0)
			return -1;
	} else {
		if (stage_compile(stage, plan, err) != 0)
			return -1;
		key_of_sources(stage, plan, &key, &result->inputs);
	}
	if (stage_check_toolchain(stage, err) != 0 ||
	    stage_take_programs(stage, result->programs, result->program_count, err) != 0)
		return -1;
	result->installed = installed_folder(stage);
	if (stage_prove_programs(stage, result, err) != 0)
		return -1;
	stage_remember(stage, &key, result);
	return 0;
}

static void
tell_native(const struct stage_context *stage)
{
	const char *flag = stage_native_flag(stage);

	if (flag != NULL)
		log_warning(
		    "%s: \"%s\" is the processor of this machine: the digest depends on it%s",
		    stage->toolchain.platform->name, flag,
		    strcmp(flag, "-mtune=native") == 0
			? ""
			: ", and the program may not start on another");
}

/* The private copy of `run` has no places of git. */
static int
find_git_places(struct stage_context *stage, struct error *err)
{
	if (stage->spec->build.run.count > 0 || stage->rung == ISOLATION_NONE)
		return 0;
	if (file_write(stage_work_path(stage, "closed"), "", 0, 0, err) != 0)
		return -1;
	return git_places_find(stage->arena, stage->bound, &stage->git_places, err);
}

static int
build_stage(struct stage_context *stage, struct compile_plan *plan, struct stage_result *result,
    struct error *err)
{
	SCOPED(fd) int lock = -1;

	if (toolchain_check_programs(stage->arena, &stage->toolchain, err) != 0 ||
	    temporary_folder_make(&result->work, err) != 0 ||
	    real_path(stage->arena, result->work.path, &stage->work, err) != 0)
		return -1;
	log_step("building %s for %s", stage->spec->name, stage->toolchain.platform->name);
	tell_native(stage);
	if (make_work_folders(stage, err) != 0 || find_git_places(stage, err) != 0)
		return -1;
	stage->watch = arena_alloc(stage->arena, sizeof(*stage->watch));
	limit_watch_begin(stage->watch, &stage->spec->build.limits, stage->work);
	if (stage_wrapper_choose(stage, &lock, err) != 0 ||
	    (stage->toolchain.foreign != NULL && foreign_drivers_make(stage, err) != 0))
		return -1;
	result->wrapper = stage_wrapper_name(stage);
	result->network = stage->wrapper.kind == WRAPPER_DISTCC;
	return build_programs(stage, plan, result, err);
}

/* The ports that the pipeline has seen to. */
static int
find_ports(struct stage_context *stage, struct error *err)
{
	const struct text_list names = spec_ports(stage->arena, &stage->spec->build);
	struct port_state state;
	size_t i;

	if (port_find(stage->arena, &names, &stage->ports, err) != 0)
		return -1;
	if (stage->ports.count == 0)
		return 0;
	stage->ports_folder = port_folder(stage->arena, &stage->toolchain);
	for (i = 0; i < stage->ports.count; i++) {
		if (port_state(
			stage->arena, &stage->toolchain, &stage->ports.items[i], &state, err) != 0)
			return -1;
		text_list_add(&stage->port_keys, stage->arena, state.key);
	}
	return 0;
}

/* A foreign one is asked for its version in the sandbox. */
static int
find_toolchain(struct stage_context *stage, const struct stage_request *request, struct error *err)
{
	struct foreign_request foreign = {
	    &stage->spec->build.toolchain, request->platform, ISOLATION_DEFAULT};

	if (foreign.command->count == 0)
		return toolchain_find(stage->arena, request->platform, &stage->toolchain, err);
	if (choose_rung(request, err) != 0)
		return -1;
	foreign.rung = *request->rung;
	return foreign_toolchain_find(stage->arena, &foreign, &stage->toolchain, err);
}

int
stage_build(struct arena *arena, const struct stage_request *request,
    struct stage_result *ret_result, struct error *err)
{
	SCOPED(stage_result) struct stage_result result = STAGE_RESULT_NONE;
	const struct spec *spec = request->spec;
	struct build_cache cache = *request->cache;
	struct stage_context stage = {.arena = arena, .spec = spec, .cache = &cache};
	struct compile_plan plan = {0};

	if (real_path(arena, spec->build.directory == NULL ? "." : spec->build.directory,
		&stage.source, err) != 0 ||
	    find_toolchain(&stage, request, err) != 0 || find_ports(&stage, err) != 0)
		return -1;
	cache.read_only = stage_wrapper_hides_inputs(&stage);
	stage.bound = stage.folder = stage.source;
	/* mote.yaml is no part of the source either: the key has those of its values that
	 * concern the build */
	stage.filter = source_filter_of(arena, spec, spec->file);
	if (plan_programs(&stage, &plan, &result, err) != 0)
		return -1;
	result.toolchain = toolchain_description(arena, &stage.toolchain);
	if (!find_stage(&stage, &plan, likely_rung(request), &result)) {
		if (choose_rung(request, err) != 0)
			return -1;
		if ((*request->rung == stage.rung ||
			!find_stage(&stage, &plan, *request->rung, &result)) &&
		    build_stage(&stage, &plan, &result, err) != 0)
			return -1;
	}
	request->cache->stored |= cache.stored;
	request->cache->told |= cache.told;
	*ret_result = result;
	result = STAGE_RESULT_NONE;
	return 0;
}

void
scope_stage_result(struct stage_result *result)
{
	scope_temporary_folder(&result->work);
	scope_fd(&result->lock);
}
