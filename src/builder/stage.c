#include "builder/stage_cache.h"

#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "builder/source_inputs.h"
#include "builder/stage_compile.h"
#include "builder/stage_environment.h"
#include "builder/stage_kept.h"
#include "builder/stage_open.h"
#include "builder/stage_output.h"
#include "builder/stage_programs.h"
#include "builder/stage_proof.h"
#include "builder/stage_run.h"
#include "builder/stage_rung.h"
#include "cache/folder_digest.h"

#include <dirent.h>
#include <string.h>

/* $DESTDIR when the build put something there. */
static const char *
installed_folder(const struct stage_context *stage)
{
	struct error ignored;
	SCOPED(fd)
	int folder = beneath_open_folder(stage_work_file(&stage->place, "build/root"), &ignored);
	SCOPED(directory) DIR *entries = folder < 0 ? NULL : file_open_entries(folder);
	struct dirent *entry;

	while (entries != NULL && (entry = readdir(entries)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			return stage_work_path(&stage->place, "build/root");
	return NULL;
}

/* Finds which programs the stage will make from which sources; nothing is built
 * yet. */
static int
plan_programs(struct stage_context *stage, struct compile_plan *plan, struct stage_result *result,
    struct error *err)
{
	if (stage_has_commands(stage))
		return stage_run_plan(stage, result, err);
	if (compile_plan_make(stage, plan, err) != 0)
		return -1;
	result->programs = arena_array(stage->arena, 1, sizeof(*result->programs));
	result->programs[0] =
	    (struct stage_program){STAGE_PROGRAM, path_base(stage->spec->name), NULL};
	result->program_count = result->program_capacity = 1;
	return 0;
}

/* The files below `folder` are inputs of the stage under their names in the
 * source folder, and its folders too: a file more would be another input. */
static int
key_of_folder(const struct stage_context *stage, const char *folder, struct cache_key *ret_key,
    struct text_list *inputs, struct error *err)
{
	struct folder_contents contents;
	size_t i;

	if (folder_digest(stage->arena, folder, &stage->filter, &contents, err) != 0)
		return -1;
	/* the times of the private copy must tell no more than the key does:
	 * only the order of the files */
	if (folder != stage->place.source && folder_set_ages(folder, &contents, err) != 0)
		return -1;
	stage_key_of_run(stage, &contents.digest, ret_key);
	*inputs = (struct text_list){0};
	text_list_add(inputs, stage->arena, stage->place.source);
	for (i = 0; i < contents.files.count; i++) {
		char *path = path_join(stage->arena, stage->place.source, contents.files.items[i]);

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

	stage->place.rung = result->rung = rung;
	result->root = stage_root_is_shown(stage) ? stage->root.digest : "host";
	stage->identity = stage_identity(stage);
	if (stage->identity == NULL)
		return false;
	if (stage_has_commands(stage))
		return key_of_folder(stage, stage->place.source, &key, &result->inputs, &ignored) ==
		    0 &&
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

static int
build_programs(struct stage_context *stage, struct compile_plan *plan, struct stage_result *result,
    struct error *err)
{
	struct cache_key key;

	if (stage_has_commands(stage)) {
		/* the key is that of the private copy: the source may change
		 * meanwhile */
		if (stage_run_copy(stage, err) != 0 ||
		    key_of_folder(stage, stage->place.folder, &key, &result->inputs, err) != 0 ||
		    stage_run(stage, err) != 0)
			return -1;
	} else {
		if (stage_compile(stage, plan, err) != 0)
			return -1;
		key_of_sources(stage, plan, &key, &result->inputs);
	}
	if (stage_tools_check(stage->arena, &stage->tools, err) != 0 ||
	    stage_extract_programs(stage, result->programs, result->program_count, err) != 0)
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
		    stage->tools.toolchain.platform->name, flag,
		    strcmp(flag, "-mtune=native") == 0
			? ""
			: ", and the program may not start on another");
}

static int
build_in_work(struct stage_context *stage, struct compile_plan *plan, struct stage_result *result,
    struct error *err)
{
	SCOPED(package_root) struct package_root root = PACKAGE_ROOT_NONE;
	SCOPED(fd) int lock = -1;

	if (stage_root_provide(stage, &root, err) != 0 || stage_prepare(stage, &lock, err) != 0)
		return -1;
	result->wrapper = stage_wrapper_name(&stage->wrapper);
	result->network = stage->wrapper.kind == WRAPPER_DISTCC;
	return build_programs(stage, plan, result, err);
}

static int
build_stage(struct stage_context *stage, struct compile_plan *plan, struct stage_result *result,
    struct error *err)
{
	const struct toolchain *toolchain = &stage->tools.toolchain;
	SCOPED(output) struct output output = OUTPUT_NOWHERE;

	if (stage_place_make(&stage->place, &result->work, stage_kept_begin(stage), err) != 0)
		return -1;
	log_step("building %s for %s", stage->spec->name, toolchain->platform->name);
	tell_native(stage);
	stage_output_open(stage, &output);
	if (build_in_work(stage, plan, result, err) != 0) {
		(void)stage_output_failed(stage, err);
		return stage->spec->build.keep_stage ? stage_keep(stage, &result->work, err) : -1;
	}
	/* all that compilers print of sources are warnings */
	if (!stage_has_commands(stage))
		output_print_all(&output);
	return 0;
}

/* Recalls the result that the best rung gave; else tries the rungs, and builds
 * what the cache does not have of the one that works here. */
static int
find_or_build(struct stage_context *stage, const struct stage_request *request,
    struct compile_plan *plan, struct stage_result *result, struct error *err)
{
	enum isolation likely = stage_rung_likely(request);

	if (find_stage(stage, plan, likely, result))
		return 0;
	if (stage_rung_choose(request, err) != 0)
		return -1;
	if (*request->rung != likely && find_stage(stage, plan, *request->rung, result))
		return 0;
	return build_stage(stage, plan, result, err);
}

int
stage_build(struct arena *arena, const struct stage_request *request,
    struct stage_result *ret_result, struct error *err)
{
	SCOPED(stage_result) struct stage_result result = STAGE_RESULT_NONE;
	struct stage_context stage;
	struct compile_plan plan = {0};

	if (stage_open(arena, request, &stage, err) != 0 ||
	    plan_programs(&stage, &plan, &result, err) != 0)
		return -1;
	result.toolchain = toolchain_description(arena, &stage.tools.toolchain);
	if (find_or_build(&stage, request, &plan, &result, err) != 0)
		return -1;
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
