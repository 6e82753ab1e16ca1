#include "builder/stage_cache.h"

#include "base/leftover.h"
#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "builder/host_identity.h"
#include "builder/source_copy.h"
#include "builder/stage_environment.h"
#include "builder/stage_programs.h"
#include "builder/stage_strip.h"
#include "cache/cache_prune.h"
#include "cache/folder_digest.h"
#include "sources/compile_flags.h"
#include "toolchain/foreign_toolchain.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct folder_filter exactly = {.exact = true};

/* The place and owner of the source folder are in each key. So a build recalls
 * only what builds of the same folder kept, and one project cannot deceive
 * another. */
static bool
add_place(const struct stage_context *stage, struct text *text)
{
	struct stat status;

	if (stat(stage->place.source, &status) != 0)
		return false;
	text_printf(text, "folder %zu %s\nowner %llu\n", strlen(stage->place.source),
	    stage->place.source, (unsigned long long)status.st_uid);
	return true;
}

const char *
stage_identity(const struct stage_context *stage)
{
	const char *host =
	    stage_root_is_shown(stage) ? stage_root_identity(stage) : host_packages(stage->arena);
	struct text text;
	size_t i;

	/* a result for this machine's processor is not kept, because a cache
	 * may move to another machine */
	if (host == NULL || stage->cache.path == NULL || stage_native_flag(stage) != NULL ||
	    (stage->tools.toolchain.foreign != NULL && !stage->tools.toolchain.foreign->vouched))
		return NULL;
	text_init(&text, stage->arena);
	text_printf(&text, "toolchain %s\nhost%s\nplatform %s\nrung %s\n",
	    stage->tools.toolchain.digest, host, stage->tools.toolchain.platform->name,
	    sandbox_rung_name(stage->place.rung));
	for (i = 0; i < stage->tools.ports.count; i++)
		text_printf(&text, "port %s\n", stage->tools.port_keys.items[i]);
	return add_place(stage, &text) ? text_string(&text) : NULL;
}

static void
add_list(struct text *text, const char *what, const struct text_list *words)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		text_printf(text, "%s %zu %s\n", what, strlen(words->items[i]), words->items[i]);
}

/* The key has these names: the numbers of the enums may have another meaning in
 * another version of mote. */
static const char *const link_names[] =
    {[LINK_DEFAULT] = "default", [LINK_STATIC_PIE] = "static-pie", [LINK_STATIC] = "static"},
			 *const malloc_names[] = {[MALLOC_DEFAULT] = "default",
			     [MALLOC_MUSL] = "musl",
			     [MALLOC_MIMALLOC] = "mimalloc",
			     [MALLOC_JEMALLOC] = "jemalloc"};

/* Begins a key with the inputs of both kinds of stages. */
static void
begin_key(const struct stage_context *stage, struct text *text)
{
	const struct pairs *environment = &stage->spec->build.environment;
	struct text_list cflags = stage_cflags(stage, NULL), ldflags = stage_ldflags(stage, NULL),
			 libs = stage_driver_libs(stage, NULL);
	size_t i;

	text_init(text, stage->arena);
	text_printf(text, "%stime %lld\n%s\n", stage->identity,
	    (long long)stage->spec->image.created, STAGE_STRIP_VERSION);
	text_printf(text, "at %s\n", stage->spec->build.at);
	text_printf(text, "link %s\n", link_names[stage->spec->build.link]);
	add_list(text, "cflag", &cflags);
	add_list(text, "ldflag", &ldflags);
	/* also what the programs are proven to have */
	text_printf(text, "malloc %s\nstack %llu\n", malloc_names[stage->spec->build.malloc],
	    (unsigned long long)stage->spec->build.stack);
	add_list(text, "lib", &libs);
	for (i = 0; i < environment->count; i++)
		text_printf(text, "env %s=%zu %s\n", environment->items[i].key,
		    strlen(environment->items[i].value), environment->items[i].value);
}

void
stage_key_of_run(
    const struct stage_context *stage, const struct digest *source, struct cache_key *ret_key)
{
	const struct spec_limits *limits = &stage->spec->build.limits;
	const char *local;
	struct text text;

	ret_key->digest.text[0] = '\0';
	if (stage->identity == NULL)
		return;
	local = stage_root_is_shown(stage) ? "" : host_local(stage->arena);
	if (local == NULL)
		return;
	begin_key(stage, &text);
	text_printf(&text, "local %s\n", local);
	/* a command may give another result under other limits */
	text_printf(&text, "limits %llu %llu %llu\n", (unsigned long long)limits->processes,
	    (unsigned long long)limits->memory, (unsigned long long)limits->disk);
	add_list(&text, "run", &stage->spec->build.run);
	add_list(&text, "output", &stage->spec->build.output);
	text_add(&text, source->text);
	cache_key_make("stages", &text, ret_key);
}

void
stage_key_of_sources(
    const struct stage_context *stage, const struct compile_plan *plan, struct cache_key *ret_key)
{
	struct compile_flags flags;
	struct text text;
	size_t i;

	ret_key->digest.text[0] = '\0';
	compile_flags_read(stage->arena, &stage->spec->build.ldflags, &flags);
	if (stage->identity == NULL || !flags.known)
		return;
	begin_key(stage, &text);
	text_printf(&text, "name %s\n", stage->spec->name);
	for (i = 0; i < plan->count; i++) {
		if (plan->sources[i].object_key.digest.text[0] == '\0')
			return;
		text_printf(&text, "%s\n", plan->sources[i].object_key.digest.text);
	}
	cache_key_make("stages", &text, ret_key);
}

static char *
entry_folder(const struct stage_context *stage, const struct cache_key *key)
{
	return arena_printf(
	    stage->arena, "%s.d", build_cache_path(stage->arena, &stage->cache, key));
}

static void
use_entry(const struct stage_context *stage, const char *folder, struct stage_result *result)
{
	struct arena *arena = stage->arena;
	char *installed = path_join(arena, folder, "root");
	size_t i;

	for (i = 0; i < result->program_count; i++)
		result->programs[i].path =
		    arena_printf(arena, "%s/programs/%s", folder, result->programs[i].name);
	result->installed = file_is_folder(installed) ? installed : NULL;
	result->recalled = true;
}

bool
stage_recall(
    const struct stage_context *stage, const struct cache_key *key, struct stage_result *result)
{
	struct folder_contents contents;
	const char *folder;
	struct error ignored;
	struct text digest;
	SCOPED(fd) int lock = -1;

	if (!build_cache_get(stage->arena, &stage->cache, key, &digest))
		return false;
	folder = entry_folder(stage, key);
	lock = build_cache_lock(folder, LOCK_SH);
	if (lock < 0 || folder_digest(stage->arena, folder, &exactly, &contents, &ignored) != 0 ||
	    strcmp(contents.digest.text, text_string(&digest)) != 0)
		return false;
	futimens(lock, NULL);
	use_entry(stage, folder, result);
	stage_use_debug(stage, result);
	result->lock = TAKE_FD(lock);
	return true;
}

/* A damaged one makes room; one that another has just made, or reads, stays. */
static int
put_in_place(
    const struct stage_context *stage, const char *made, const char *folder, struct error *err)
{
	SCOPED(fd) int lock = -1;
	char *old = arena_printf(
	    stage->arena, "%s/.old%s", path_folder(stage->arena, made), strrchr(made, '.'));

	if (rename(made, folder) == 0)
		return 0;
	if (errno != ENOTEMPTY && errno != EEXIST)
		return error_errno(err, "cannot make \"%s\"", folder);
	lock = build_cache_lock(folder, LOCK_EX);
	if (lock >= 0 && rename(folder, old) == 0 && file_remove_tree(old, err) == 0 &&
	    rename(made, folder) == 0)
		return 0;
	return error_set(err, ERROR_FAILED, "\"%s\" is in use", folder);
}

/* A copy has no holes: a sparse file of a terabyte, which takes no room in the
 * stage, would fill the disk. */
static bool
has_room(const struct stage_context *stage, const struct stage_result *result)
{
	struct error err = {0};
	uint64_t most,
	    bytes = cache_folder_bytes(stage->arena, stage_work_path(&stage->place, "out"));

	if (cache_limit(&most, &err) != 0) {
		build_cache_warn(&stage->cache, &err);
		return false;
	}
	if (bytes <= most &&
	    (result->installed == NULL ||
		cache_folder_bytes(stage->arena, result->installed) <= most - bytes))
		return true;
	log_note("what this build made is larger than the build cache may be, and is not kept; "
		 "MOTE_CACHE_SIZE allows more");
	return false;
}

static int
write_entry(const struct stage_context *stage, const struct cache_key *key,
    const struct stage_result *result, struct error *err)
{
	char *folder = entry_folder(stage, key);
	char *made;
	SCOPED(fd) int lock = -1;
	struct folder_contents contents;
	struct error ignored;

	if (file_make_folders(path_folder(stage->arena, folder), err) != 0)
		return -1;
	do {
		made = arena_printf(stage->arena, "%s/.new.mote-%ld-XXXXXX",
		    path_folder(stage->arena, folder), (long)getpid());
		if (mkdtemp(made) == NULL)
			return error_errno(err, "cannot write to \"%s\"", stage->cache.path);
	} while (!leftover_hold_folder(made, &lock));
	if (source_copy(stage_work_path(&stage->place, "out"),
		path_join(stage->arena, made, "programs"), &exactly, err) == 0 &&
	    (result->installed == NULL ||
		source_copy(result->installed, path_join(stage->arena, made, "root"), &exactly,
		    err) == 0) &&
	    folder_digest(stage->arena, made, &exactly, &contents, err) == 0 &&
	    put_in_place(stage, made, folder, err) == 0) {
		build_cache_put(stage->arena, &stage->cache, key, contents.digest.text,
		    strlen(contents.digest.text));
		return 0;
	}
	(void)!file_remove_tree(made, &ignored);
	return -1;
}

void
stage_remember(const struct stage_context *stage, const struct cache_key *key,
    const struct stage_result *result)
{
	struct error err = {0};

	if (stage->cache.path != NULL && !stage->cache.read_only && key->digest.text[0] != '\0' &&
	    has_room(stage, result) && write_entry(stage, key, result, &err) != 0)
		build_cache_warn(&stage->cache, &err);
}
