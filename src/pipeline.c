#include "pipeline.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "builder/stage_wrapper.h"
#include "cache/cache_prune.h"
#include "image/image_secrets.h"
#include "image/manifest.h"
#include "image/screened_layers.h"
#include "rootfs/prebuilt.h"
#include "rootfs/proof.h"
#include "rootfs/rootfs.h"
#include "sandbox/build_crew.h"
#include "sandbox/sandbox.h"
#include "toolchain/provide.h"
#include "transport/publish.h"

/* One run of the tool: every step reads it. */
struct run {
	struct arena *arena;
	const struct spec *spec;
	struct arena shared; /* memory that the processes of the builds share */
	enum isolation *rung; /* in there: how builds are shut in; DEFAULT until one was tried */
	struct build_cache *cache;
	struct store store;
	struct temporary_folder folder; /* of the store; goes away with the run */
};

static void
scope_run(struct run *run)
{
	scope_temporary_folder(&run->folder);
	arena_release(&run->shared);
}

/* rootfs, elf, layer, image: programs become tree, layer, config and manifest
 * of one platform. */
static int
assemble(const struct run *run, const struct programs *programs, struct pipeline_platform *result,
    struct error *err)
{
	const struct spec *spec = run->spec;
	struct layer_options options = {spec->compression, spec->level, spec->format,
	    spec->image.created, programs->built ? run->cache : NULL};
	struct image_parts parts = {spec, programs->platform, &result->layer, 1, &result->config};
	double start = clock_seconds();
	struct tree tree;

	log_step("%s: packing", programs->platform->name);
	if (rootfs_gather(run->arena, spec, programs, &tree, err) != 0 ||
	    proof_of_tree(run->arena, spec, programs, &tree, err) != 0 ||
	    layer_write(&run->store, &tree, &options, &result->layer, err) != 0 ||
	    config_write(run->arena, &run->store, &parts, &result->config, err) != 0 ||
	    manifest_write(run->arena, &run->store, &parts, &result->manifest, err) != 0)
		return -1;
	result->screened = publish_pushes(spec) && !image_tree_has_secrets(&tree);
	rootfs_inputs(&tree, programs, run->arena, &result->inputs);
	result->platform = programs->platform;
	result->pack_seconds = clock_seconds() - start;
	return 0;
}

/* builder: the stage makes the programs of one platform. */
static int
build_platform(struct run *run, const struct platform *platform, struct pipeline_platform *result,
    struct error *err)
{
	SCOPED(stage_result) struct stage_result stage = STAGE_RESULT_NONE;
	const struct stage_request request = {run->spec, platform, run->rung,
	    path_join(run->arena, run->folder.path, ".rung"), run->cache, false};
	struct programs programs;
	double start = clock_seconds();

	if (stage_build(run->arena, &request, &stage, err) != 0)
		return error_wrap(err, "build");
	result->build_seconds = clock_seconds() - start;
	result->isolation = sandbox_rung_name(stage.rung);
	result->root = stage.root;
	result->recalled = stage.recalled;
	result->wrapper = stage.wrapper;
	result->network = stage.network;
	result->toolchain = stage.toolchain;
	result->stage_inputs = stage.inputs;
	programs = programs_of_stage(run->arena, platform, &stage);
	return assemble(run, &programs, result, err);
}

/* prepare: a private store, and what the processes of the builds share. */
static int
run_begin(struct run *run, struct error *err)
{
	run->rung =
	    arena_alloc(arena_share(&run->shared, sizeof(*run->rung)) ? &run->shared : run->arena,
		sizeof(*run->rung));
	if (temporary_folder_make(&run->folder, err) != 0)
		return -1;
	run->store = store_private(run->arena, run->folder.path);
	return 0;
}

/* publish: one index over all platforms goes to every output. Layers that were
 * looked through here need not be unpacked for it. */
static int
publish_result(const struct run *run, struct pipeline_result *result, struct error *err)
{
	const size_t count = result->platform_count;
	struct descriptor *manifests = arena_array(run->arena, count, sizeof(*manifests));
	struct digest *screened = arena_array(run->arena, count, sizeof(*screened));
	const struct publication publication = {&run->store, run->spec, manifests, count};
	size_t screened_count = 0, i;

	for (i = 0; i < count; i++) {
		manifests[i] = result->platforms[i].manifest;
		if (result->platforms[i].screened)
			screened[screened_count++] = result->platforms[i].layer.descriptor.digest;
	}
	screened_layers_note(screened, screened_count);
	result->reference_count = run->spec->output_count;
	return publish(run->arena, &publication, &result->root, &result->references, err);
}

/* The process that built one platform hands back this. */
struct platform_outcome {
	struct pipeline_platform platform;
	bool stored; /* the build cache has something new */
};

static int
build_one(void *context, size_t index, struct build_outcome *outcome, struct error *err)
{
	const struct run *run = context;
	struct platform_outcome *result = outcome->result;
	struct run own = *run;

	own.arena = &outcome->arena;
	if (build_platform(&own, run->spec->platforms[index], &result->platform, err) != 0)
		return error_wrap(err, "%s", run->spec->platforms[index]->name);
	result->stored = run->cache->events->stored;
	return 0;
}

/* Collects the platforms that were built. The first error is the run's; the
 * others are printed now. */
static void
take_outcomes(struct run *run, const struct build_crew *crew, struct pipeline_result *result)
{
	struct text_list *failures = &result->failures;
	size_t i;

	result->failed = arena_array(run->arena, crew->count, sizeof(const struct platform *));
	for (i = 0; i < crew->count; i++) {
		const struct build_outcome *outcome = &crew->outcomes[i];
		const struct platform_outcome *made = outcome->result;

		run->cache->events->stored |= made->stored;
		if (outcome->ok) {
			result->platforms[result->platform_count++] = made->platform;
			continue;
		}
		if (failures->count == 0)
			result->failure = outcome->err;
		else
			log_warning("%s", outcome->err.text);
		result->failed[failures->count] = run->spec->platforms[i];
		text_list_add(failures, run->arena, outcome->err.text);
	}
}

int
pipeline_build(struct arena *arena, const struct spec *spec, struct pipeline_result *ret_result,
    struct error *err)
{
	struct build_cache cache;
	SCOPED(run) struct run run = {.arena = arena, .spec = spec, .cache = &cache};
	struct build_crew crew = {.run = build_one,
	    .context = &run,
	    .count = spec->platform_count,
	    .jobs = stage_wrapper_jobs(arena, spec),
	    .result_size = sizeof(struct platform_outcome)};
	struct pipeline_result result = {0};
	double start = clock_seconds();

	build_cache_open(arena, &cache);
	if (spec->build.no_cache)
		cache.path = NULL;
	if (prebuilt_look_ahead(arena, spec, err) != 0 ||
	    provide_for_build(arena, spec, err) != 0 || run_begin(&run, err) != 0)
		return -1;
	build_crew_run(arena, &crew);
	result.platforms = arena_array(arena, spec->platform_count, sizeof(*result.platforms));
	take_outcomes(&run, &crew, &result);
	if (result.failure.kind != ERROR_NONE &&
	    (!spec->build.keep_going || result.platform_count == 0)) {
		*err = result.failure;
		return -1;
	}
	if (publish_result(&run, &result, err) != 0)
		return -1;
	cache_trim(&cache);
	result.seconds = clock_seconds() - start;
	*ret_result = result;
	return 0;
}

int
pipeline_pack(struct arena *arena, const struct spec *spec, struct pipeline_result *ret_result,
    struct error *err)
{
	SCOPED(run) struct run run = {.arena = arena, .spec = spec};
	struct pipeline_result result = {0};
	struct programs *rows;
	double start = clock_seconds();
	size_t i;

	if (programs_of_files(arena, spec, &rows, &result.platform_count, err) != 0 ||
	    run_begin(&run, err) != 0)
		return -1;
	result.platforms = arena_array(arena, result.platform_count, sizeof(*result.platforms));
	for (i = 0; i < result.platform_count; i++)
		if (assemble(&run, &rows[i], &result.platforms[i], err) != 0)
			return error_wrap(err, "%s", rows[i].platform->name);
	if (publish_result(&run, &result, err) != 0)
		return -1;
	result.seconds = clock_seconds() - start;
	*ret_result = result;
	return 0;
}
