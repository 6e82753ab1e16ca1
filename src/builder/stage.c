#include "builder/stage_context.h"

#include "base/glob.h"
#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "builder/source_copy.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SHOWN_COMMAND = 60 };

static const char passwd[] = "root:x:0:0:root:/root:/bin/sh\n"
			     "mote:x:1000:1000:mote:/build/home:/bin/sh\n";
static const char group[] = "root:x:0:\nmote:x:1000:\n";

char *
stage_work_path(const struct stage_context *stage, const char *name)
{
	return path_join(stage->arena, stage->work, name);
}

struct sandbox
stage_sandbox(const struct stage_context *stage)
{
	struct sandbox sandbox = {.rung = stage->rung};

	sandbox_add_bind(&sandbox, stage->bound, "/src", stage->spec->build.run.count > 0);
	sandbox_add_bind(&sandbox, stage_work_path(stage, "build"), "/build", true);
	sandbox_add_bind(&sandbox, stage_work_path(stage, "tmp"), "/tmp", true);
	sandbox_add_bind(&sandbox, stage_work_path(stage, "etc/passwd"), "/etc/passwd", false);
	sandbox_add_bind(&sandbox, stage_work_path(stage, "etc/group"), "/etc/group", false);
	sandbox_add_bind(&sandbox, stage->toolchain.folder, "/toolchain", false);
	return sandbox;
}

int
stage_command_failed(const char *command, int status, struct error *err)
{
	size_t length = strcspn(command, "\n");
	bool cut = command[length] != '\0' || length > SHOWN_COMMAND;

	if (length > SHOWN_COMMAND)
		length = SHOWN_COMMAND;
	return error_set(err, ERROR_FAILED, "\"%.*s%s\" exited with status %d%s%s%s", (int)length,
	    command, cut ? "..." : "", status, status > 128 ? " (" : "",
	    status > 128 ? strsignal(status - 128) : "", status > 128 ? ")" : "");
}

/* With modes that no umask decides: some of these folders go into the image. */
static int
make_work_folders(const struct stage_context *stage, struct error *err)
{
	static const struct {
		const char *name;
		mode_t mode;
	} folders[] = {{"build", 0755}, {"build/home", 0755}, {"build/root", 0755},
	    {"build/objects", 0755}, {"tmp", 01777}, {"etc", 0755}, {"out", 0755}, {"debug", 0755}};
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
run_commands(struct stage_context *stage, struct error *err)
{
	const struct text_list *commands = &stage->spec->build.run;
	struct sandbox sandbox;
	size_t i;

	stage->folder = stage->bound = stage_work_path(stage, "src");
	if (source_copy(stage->source, stage->folder, err) != 0)
		return -1;
	sandbox = stage_sandbox(stage);
	sandbox.lend_jobs = true;
	sandbox.environment = stage_environment(stage, &sandbox);
	sandbox.folder = sandbox_path(stage->arena, &sandbox, stage->folder);
	for (i = 0; i < commands->count; i++) {
		const char *arguments[] = {"/bin/sh", "-e", "-c", commands->items[i], NULL};
		int status;

		log_detail("run: %s", commands->items[i]);
		if (sandbox_run(stage->arena, &sandbox, arguments, &status, err) != 0)
			return -1;
		if (status != 0)
			return stage_command_failed(commands->items[i], status, err);
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
	char *root = stage_work_path(stage, "build/root");
	struct stat status;
	SCOPED(directory) DIR *entries = NULL;
	struct dirent *entry;

	if (lstat(root, &status) != 0 || !S_ISDIR(status.st_mode))
		return NULL;
	entries = opendir(root);
	while (entries != NULL && (entry = readdir(entries)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			return root;
	return NULL;
}

static int
build_programs(struct stage_context *stage, struct stage_result *result, struct error *err)
{
	const char *program;

	if (stage->spec->build.run.count > 0) {
		if (list_outputs(stage, result, err) != 0 || run_commands(stage, err) != 0)
			return -1;
	} else {
		if (stage_compile(stage, &program, err) != 0)
			return -1;
		result->programs = arena_array(stage->arena, 1, sizeof(*result->programs));
		result->programs[0] =
		    (struct stage_program){path_base(program), stage->spec->name, NULL};
		result->program_count = result->program_capacity = 1;
	}
	if (stage_take_programs(stage, result->programs, result->program_count, err) != 0)
		return -1;
	result->installed = installed_folder(stage);
	return 0;
}

static int
list_matches(const struct stage_context *stage, const char *pattern, struct stage_result *result,
    struct error *err)
{
	struct text_list found = {0};
	size_t i;

	if (glob_expand(stage->arena, stage->source, pattern, &found, err) != 0)
		return -1;
	for (i = 0; i < found.count; i++)
		text_list_add(&result->inputs, stage->arena,
		    path_join(stage->arena, stage->source, found.items[i]));
	return 0;
}

/* A project's own build may read whatever lies in its folder; a compiler reads headers. */
static int
list_inputs(const struct stage_context *stage, struct stage_result *result, struct error *err)
{
	const struct spec_build *build = &stage->spec->build;
	size_t i;

	if (stage->spec->depfile == NULL)
		return 0;
	if (build->run.count > 0) {
		text_list_add(&result->inputs, stage->arena, stage->source);
		return list_matches(stage, "**/*", result, err);
	}
	for (i = 0; i < build->sources.count; i++)
		if (list_matches(stage,
			path_join(stage->arena, path_folder(stage->arena, build->sources.items[i]),
			    "*.h"),
			result, err) != 0)
			return -1;
	for (i = 0; i < build->includes.count; i++)
		if (list_matches(stage, path_join(stage->arena, build->includes.items[i], "**/*.h"),
			result, err) != 0)
			return -1;
	return 0;
}

int
stage_build(struct arena *arena, const struct stage_request *request,
    struct stage_result *ret_result, struct error *err)
{
	SCOPED(stage_result) struct stage_result result = {0};
	const struct spec *spec = request->spec;
	struct stage_context stage = {.arena = arena, .spec = spec, .rung = request->rung};

	if (real_path(arena, spec->build.directory == NULL ? "." : spec->build.directory,
		&stage.source, err) != 0 ||
	    toolchain_find(arena, request->platform, &stage.toolchain, err) != 0 ||
	    temporary_folder_make(&result.work, err) != 0 ||
	    real_path(arena, result.work.path, &stage.work, err) != 0)
		return -1;
	stage.bound = stage.folder = stage.source;
	result.toolchain = stage.toolchain.description;
	log_step("building %s for %s", spec->name, request->platform->name);
	if (make_work_folders(&stage, err) != 0 || build_programs(&stage, &result, err) != 0 ||
	    list_inputs(&stage, &result, err) != 0)
		return -1;
	*ret_result = result;
	result.work.path[0] = '\0';
	return 0;
}

void
scope_stage_result(struct stage_result *result)
{
	scope_temporary_folder(&result->work);
}
