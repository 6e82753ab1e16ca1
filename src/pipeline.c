#include "pipeline.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "builder/source_copy.h"
#include "builder/stage_wrapper.h"
#include "cache/cache_prune.h"
#include "elf/elf_needs.h"
#include "elf/elf_policy.h"
#include "image/image_secrets.h"
#include "image/manifest.h"
#include "image/screened_layers.h"
#include "rootfs/extras.h"
#include "rootfs/files.h"
#include "rootfs/prebuilt.h"
#include "sandbox/build_crew.h"
#include "store/store.h"
#include "toolchain/port.h"
#include "toolchain/port_build.h"
#include "toolchain/toolchain_install.h"
#include "transport/image_labels.h"
#include "transport/transport.h"

#include <string.h>

/* One run: what is read by every step and changed by none. */
struct run {
	struct arena *arena;
	const struct spec *spec;
	struct arena shared; /* what the processes of the builds have in common */
	enum isolation *rung; /* there: what shuts builds in; DEFAULT until one is tried */
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

/* What one platform's image is made of before it becomes a layer. */
struct program {
	const char *path; /* on the host */
	const char *name; /* base name; the first program goes to the image's path */
	const char *called; /* in errors: as the user knows it */
	bool installed; /* it is in the image already, with all else that the build installed */
};

struct programs {
	const struct platform *platform;
	struct program *items;
	size_t count, capacity;
	const char *installed; /* a folder that goes into the image as it is; NULL: none */
	bool built; /* by the stage, not given by the user */
};

/* What `run` made is of no use: where another compiler than the one it was told of made it, that is said too. */
static int
refuse_program(const struct run *run, const struct programs *programs,
    const struct elf_subject *subject, struct error *err)
{
	const struct pairs *environment = &run->spec->build.environment;
	const char *compiler = "cc", *said = arena_strdup(run->arena, err->text);
	size_t i;

	if (!programs->built || run->spec->build.run.count == 0 ||
	    !elf_policy_is_foreign(run->arena, subject->path, programs->platform))
		return -1;
	for (i = 0; i < environment->count; i++)
		if (strcmp(environment->items[i].key, "CC") == 0)
			compiler = environment->items[i].value;
	return error_set(err, err->kind,
	    "%s: the commands of \"run\" did not compile it with $CC, which is \"%s\"", said,
	    compiler);
}

/* elf: refuses what is not a static executable of this platform, among the programs and among all that a
 * build installed. */
static int
prove(const struct run *run, const struct programs *programs, const struct tree *tree,
    struct error *err)
{
	const struct platform *found;
	size_t i;

	for (i = 0; i < programs->count; i++) {
		const struct elf_subject subject = {
		    programs->items[i].path, programs->items[i].called};

		if (elf_policy_check_path(run->arena, &subject, programs->platform, &found, err) !=
		    0)
			return refuse_program(run, programs, &subject, err);
		elf_needs_tell_dlopen(run->arena, subject.path,
		    arena_printf(run->arena, "%s: \"%s\"", programs->platform->name, subject.name));
	}
	for (i = 0; i < tree->count && programs->installed != NULL; i++) {
		const struct tree_entry *entry = &tree->entries[i];
		const struct elf_subject subject = {entry->source, entry->path};

		if (entry->source == NULL || (entry->mode & 0111) == 0 ||
		    !path_is_inside(programs->installed, entry->source) ||
		    !elf_file_has_magic(entry->source))
			continue;
		if (elf_policy_check_path(run->arena, &subject, programs->platform, &found, err) !=
		    0)
			return refuse_program(run, programs, &subject, err);
	}
	return 0;
}

static int
add_programs(
    const struct run *run, const struct programs *programs, struct tree *tree, struct error *err)
{
	const char *first = run->spec->image.path;
	char *folder = path_folder(run->arena, first);
	size_t i;

	for (i = 0; i < programs->count; i++) {
		const struct program *program = &programs->items[i];
		const char *to = i == 0 ? first : path_join(run->arena, folder, program->name);

		if (!program->installed && files_add_program(tree, program->path, to, err) != 0)
			return -1;
	}
	return 0;
}

/* Whether the path or, behind a link that it goes through, something in the image may be meant. */
static bool
may_be_there(const struct run *run, const struct tree *tree, const char *path)
{
	const struct tree_entry *entry = tree_find(tree, path);

	while (entry == NULL && strcmp(path, "/") != 0) {
		path = path_folder(run->arena, path);
		entry = tree_find(tree, path);
		if (entry != NULL && entry->kind != TREE_LINK)
			return false;
	}
	return entry != NULL;
}

/* An image that cannot start is better not made. A name without a slash is looked up in PATH at run time. */
static int
check_entrypoint(const struct run *run, const struct tree *tree, struct error *err)
{
	const struct text_list *entrypoint = &run->spec->image.entrypoint;

	if (entrypoint->count == 0 || entrypoint->items[0][0] != '/' ||
	    may_be_there(run, tree, path_clean(run->arena, entrypoint->items[0])))
		return 0;
	return error_set(err, ERROR_REFUSED,
	    "the entrypoint \"%s\" is not in the image; name a file that is, see \"path\" and "
	    "\"files\"",
	    entrypoint->items[0]);
}

/* rootfs: executables and the pieces asked for become a sorted tree. */
static int
gather(const struct run *run, const struct programs *programs, struct tree *ret_tree,
    struct error *err)
{
	const struct spec *spec = run->spec;

	tree_init(ret_tree, run->arena);
	if (add_programs(run, programs, ret_tree, err) != 0)
		return -1;
	if (programs->installed != NULL &&
	    files_add_folder(ret_tree, programs->installed, "/", err) != 0)
		return -1;
	if (files_add(ret_tree, spec, err) != 0 || extras_add(ret_tree, &spec->with, err) != 0 ||
	    tree_finish(ret_tree, err) != 0)
		return -1;
	return check_entrypoint(run, ret_tree, err);
}

static bool
made_by_stage(const struct programs *programs, const char *path)
{
	size_t i;

	for (i = 0; i < programs->count && programs->built; i++)
		if (strcmp(programs->items[i].path, path) == 0)
			return true;
	return programs->installed != NULL && path_is_inside(programs->installed, path);
}

/* What the tree was made of on the host. */
static void
note_inputs(const struct run *run, const struct programs *programs, const struct tree *tree,
    struct text_list *inputs)
{
	size_t i;

	for (i = 0; i < tree->count; i++) {
		const char *source = tree->entries[i].source;

		if (source != NULL && !made_by_stage(programs, source))
			text_list_add(inputs, run->arena, source);
	}
	for (i = 0; i < tree->listed.count; i++)
		if (!made_by_stage(programs, tree->listed.items[i]))
			text_list_add(inputs, run->arena, tree->listed.items[i]);
}

/* Whether something is pushed. */
static bool
is_pushed(const struct spec *spec)
{
	size_t i;

	for (i = 0; i < spec->output_count; i++)
		if (spec->outputs[i].transport == TRANSPORT_REGISTRY)
			return true;
	return false;
}

/* layer and image: a tree becomes layer, config and manifest of one platform. */
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
	if (gather(run, programs, &tree, err) != 0 || prove(run, programs, &tree, err) != 0 ||
	    prebuilt_prove(&tree, programs->platform, err) != 0)
		return -1;
	if (!programs->built)
		prebuilt_tell_dropped(&tree);
	if (layer_write(&run->store, &tree, &options, &result->layer, err) != 0 ||
	    config_write(run->arena, &run->store, &parts, &result->config, err) != 0 ||
	    manifest_write(run->arena, &run->store, &parts, &result->manifest, err) != 0)
		return -1;
	result->screened = is_pushed(spec) && !image_tree_has_secrets(&tree);
	note_inputs(run, programs, &tree, &result->inputs);
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
	    path_join(run->arena, run->folder.path, ".rung"), run->cache};
	struct programs programs = {.platform = platform, .built = true};
	double start = clock_seconds();
	size_t i;

	if (stage_build(run->arena, &request, &stage, err) != 0)
		return error_wrap(err, "build");
	result->build_seconds = clock_seconds() - start;
	result->isolation = sandbox_rung_name(stage.rung);
	result->recalled = stage.recalled;
	result->wrapper = stage.wrapper;
	result->network = stage.network;
	result->toolchain = stage.toolchain;
	result->stage_inputs = stage.inputs;
	programs.installed = stage.installed;
	for (i = 0; i < stage.program_count; i++) {
		programs.items = arena_grow(run->arena, programs.items, programs.count,
		    &programs.capacity, sizeof(*programs.items));
		programs.items[programs.count++] =
		    (struct program){stage.programs[i].path, stage.programs[i].name,
			stage.programs[i].name, stage.programs[i].image_path != NULL};
	}
	return assemble(run, &programs, result, err);
}

/* Layers that need not be unpacked to be looked through: their files were. */
static void
note_screened(const struct run *run, const struct pipeline_result *result)
{
	struct digest *digests = arena_array(run->arena, result->platform_count, sizeof(*digests));
	size_t count = 0, i;

	for (i = 0; i < result->platform_count; i++)
		if (result->platforms[i].screened)
			digests[count++] = result->platforms[i].layer.descriptor.digest;
	screened_layers_note(digests, count);
}

/* image and transport: the root descriptor over all platforms, then a copy to every output. */
static int
publish(const struct run *run, struct pipeline_result *result, struct error *err)
{
	const struct spec *spec = run->spec;
	struct image_labels labels;
	const char *name = image_labels_from(run->arena, &spec->names, &labels);
	struct transport_write image = {
	    &run->store, &result->root, name == NULL ? spec->name : name, &spec->tags, &labels};
	struct descriptor *manifests =
	    arena_array(run->arena, result->platform_count, sizeof(*manifests));
	struct index_parts parts = {spec, manifests, result->platform_count};
	size_t i;

	for (i = 0; i < result->platform_count; i++)
		manifests[i] = result->platforms[i].manifest;
	if (index_write(run->arena, &run->store, &parts, &result->root, err) != 0)
		return -1;
	note_screened(run, result);
	result->reference_count = spec->output_count;
	result->references =
	    arena_array(run->arena, spec->output_count, sizeof(*result->references));
	for (i = 0; i < spec->output_count; i++) {
		const struct reference *output = &spec->outputs[i];
		struct digest digest;

		log_step("writing %s", output->path);
		if (transport_write(run->arena, output, &image, &digest, err) != 0)
			return -1;
		result->references[i] = reference_with_digest(run->arena, output, &digest);
	}
	return 0;
}

/* A store for one run. */
static int
run_begin(struct run *run, struct error *err)
{
	if (temporary_folder_make(&run->folder, err) != 0)
		return -1;
	run->store = store_private(run->arena, run->folder.path);
	return 0;
}

/* What comes back from the process that built one platform. */
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

/* Makes the toolchains and the ports that are missing. */
static int
prepare_builds(struct run *run, struct error *err)
{
	const struct spec *spec = run->spec;
	const struct text_list names = spec_ports(run->arena, &spec->build);
	const struct port_request wanted = {&names, spec->platforms, spec->platform_count};
	struct port_set ports = {0};

	run->rung =
	    arena_alloc(arena_share(&run->shared, sizeof(*run->rung)) ? &run->shared : run->arena,
		sizeof(*run->rung));
	/* an unknown name is no reason to make a toolchain */
	if (port_find(run->arena, &names, &ports, err) != 0 ||
	    (spec->build.toolchain.count == 0 &&
		toolchain_provide(run->arena, spec->platforms, spec->platform_count, err) != 0))
		return -1;
	return names.count == 0 ? 0 : port_provide(run->arena, &wanted, err);
}

/* Takes what was made; of what was not, the first error is the run's and the others are told now. */
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
	if (prebuilt_look_ahead(arena, spec, err) != 0 || prepare_builds(&run, err) != 0 ||
	    run_begin(&run, err) != 0)
		return -1;
	build_crew_run(arena, &crew);
	result.platforms = arena_array(arena, spec->platform_count, sizeof(*result.platforms));
	take_outcomes(&run, &crew, &result);
	if (result.failure.kind != ERROR_NONE &&
	    (!spec->build.keep_going || result.platform_count == 0)) {
		*err = result.failure;
		return -1;
	}
	if (publish(&run, &result, err) != 0)
		return -1;
	cache_trim(&cache);
	result.seconds = clock_seconds() - start;
	*ret_result = result;
	return 0;
}

/* Sorts finished executables by the platform that their headers name: several of one platform are one
 * image with several programs. At most one row a platform. */
static int
sort_by_platform(struct arena *arena, const struct spec *spec, struct programs *rows,
    size_t *ret_count, struct error *err)
{
	const struct folder_filter filter = source_filter_of(arena, spec, NULL);
	size_t count = 0, i, j;

	for (i = 0; i < spec->executables.count; i++) {
		const char *path = spec->executables.items[i];
		const struct elf_subject subject = {path, path};
		const struct platform *platform;
		struct stat status;

		/* `mote pack *` also names the image of the last run: it is left out */
		if (i > 0 && stat(path, &status) == 0 && folder_filter_is_own(&filter, &status))
			continue;
		if (elf_policy_check_path(arena, &subject, NULL, &platform, err) != 0)
			return -1;
		for (j = 0; j < count && rows[j].platform != platform; j++)
			continue;
		if (j == count)
			rows[count++].platform = platform;
		rows[j].items = arena_grow(
		    arena, rows[j].items, rows[j].count, &rows[j].capacity, sizeof(*rows[j].items));
		rows[j].items[rows[j].count++] =
		    (struct program){path, path_base(path), path, false};
	}
	*ret_count = count;
	return 0;
}

int
pipeline_pack(struct arena *arena, const struct spec *spec, struct pipeline_result *ret_result,
    struct error *err)
{
	SCOPED(run) struct run run = {.arena = arena, .spec = spec};
	struct pipeline_result result = {0};
	struct programs *rows = arena_array(arena, spec->executables.count, sizeof(*rows));
	double start = clock_seconds();
	size_t i;

	if (sort_by_platform(arena, spec, rows, &result.platform_count, err) != 0 ||
	    run_begin(&run, err) != 0)
		return -1;
	result.platforms = arena_array(arena, result.platform_count, sizeof(*result.platforms));
	for (i = 0; i < result.platform_count; i++)
		if (assemble(&run, &rows[i], &result.platforms[i], err) != 0)
			return error_wrap(err, "%s", rows[i].platform->name);
	if (publish(&run, &result, err) != 0)
		return -1;
	result.seconds = clock_seconds() - start;
	*ret_result = result;
	return 0;
}
