#include "builder/stage_wrapper.h"

#include "base/digest.h"
#include "base/log.h"
#include "base/path.h"
#include "base/process.h"
#include "base/scope.h"
#include "base/template.h"
#include "base/temporary_folder.h"
#include "builder/stage_context.h"
#include "cache/cache_prune.h"
#include "sandbox/landlock.h"
#include "sandbox/limit_watch.h"
#include "toolchain/foreign_toolchain.h"

#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

enum { LOCK_TRIES = 8, SHARE_OF_CACHE = 4, MOST_JOBS = 10000 };

/* Of the stage: its locks, and which host is to be left alone for a while. */
#define DISTCC_FOLDER "tmp/distcc"

/* The variables that a stage passes on to distcc. Those that concern only the
 * user's machine are not passed on. */
static const char *const distcc_variables[] = {"DISTCC_HOSTS", "DISTCC_FALLBACK", "DISTCC_VERBOSE",
    "DISTCC_IO_TIMEOUT", "DISTCC_BACKOFF_PERIOD", "DISTCC_PAUSE_TIME_MSEC",
    "DISTCC_SKIP_LOCAL_RETRY"};

/* The stage shows no program but those of /usr. */
static const char *
find_program(struct arena *arena, const char *name)
{
	const char *path = process_find(arena, name);

	return path != NULL && (text_starts_with(path, "/usr/") || text_starts_with(path, "/bin/"))
	    ? path
	    : NULL;
}

static const char *
variable(const struct spec *spec, const char *name)
{
	const char *value = pairs_get(&spec->build.environment, name);

	if (value == NULL)
		value = getenv(name);
	return value == NULL || value[0] == '\0' ? NULL : value;
}

static bool
is_zig(const struct stage_context *stage)
{
	return stage->tools.toolchain.foreign != NULL &&
	    stage->tools.toolchain.foreign->family == FOREIGN_ZIG;
}

static bool
runs_commands(const struct stage_context *stage)
{
	return stage->spec->build.run.count > 0;
}

/* Makes and locks the folder of this project's objects; false: there can be
 * none. */
static bool
hold_cache(struct stage_context *stage, int *ret_lock)
{
	struct arena *arena = stage->arena;
	struct cache_key key;
	struct error ignored;
	struct text text;
	struct stat status;
	const char *folder;
	int tries;

	if (stage->cache.path == NULL || stat(stage->place.source, &status) != 0)
		return false;
	text_init(&text, arena);
	text_printf(&text, "%s\nowner %llu\nplatform %s\nrung %s\n%s\n", stage->place.source,
	    (unsigned long long)status.st_uid, stage->tools.toolchain.platform->name,
	    sandbox_rung_name(stage->place.rung), runs_commands(stage) ? "run" : "sources");
	cache_key_make("ccache", &text, &key);
	if (key.digest.text[0] == '\0')
		return false;
	folder = build_cache_path(arena, &stage->cache, &key);
	/* a prune may take it away between the two */
	for (tries = 0; tries < LOCK_TRIES && *ret_lock < 0; tries++)
		if (file_make_folders(folder, &ignored) == 0)
			*ret_lock = build_cache_lock(folder, LOCK_SH);
	/* a build by root may leave a set-user-ID program there, and no other
	 * user may reach it */
	if (*ret_lock < 0 || chmod(folder, 0700) != 0)
		return false;
	build_cache_use(folder);
	limit_watch_add(stage->watch, folder);
	stage->wrapper.cache = folder;
	return true;
}

/* zig keeps its own objects, its musl above all, which it compiles for whoever
 * is new to it. */
static int
choose_zig(struct stage_context *stage, int *ret_lock, struct error *err)
{
	enum wrapper wanted = stage->spec->build.wrapper;

	if (wanted == WRAPPER_CCACHE || wanted == WRAPPER_DISTCC)
		return error_set(err, ERROR_USAGE,
		    "zig cc works with no wrapper and has its own cache; write wrapper: none");
	(void)hold_cache(stage, ret_lock);
	return 0;
}

static int
choose_ccache(struct stage_context *stage, int *ret_lock, struct error *err)
{
	const char *program = find_program(stage->arena, "ccache");

	if (program == NULL)
		return error_set(err, ERROR_NOT_FOUND,
		    "the wrapper \"ccache\" is not in /usr/bin; install it, or say \"none\"");
	if (stage->identity == NULL || !hold_cache(stage, ret_lock))
		return 0;
	stage->wrapper.kind = WRAPPER_CCACHE;
	stage->wrapper.program = program;
	return 0;
}

static int
choose_distcc(struct stage_context *stage, struct error *err)
{
	const char *program = find_program(stage->arena, "distcc"),
		   *hosts = variable(stage->spec, "DISTCC_HOSTS");
	const struct template *script = template_find("builder/distcc.sh");

	if (program == NULL)
		return error_set(err, ERROR_NOT_FOUND,
		    "the wrapper \"distcc\" is not in /usr/bin; install it, or say \"none\"");
	if (hosts == NULL)
		return error_set(err, ERROR_USAGE,
		    "the wrapper \"distcc\" needs DISTCC_HOSTS, in the environment or under \"env\" of "
		    "\"build\": the machines that compile");
	stage->wrapper.folder = stage_work_path(&stage->place, "wrapper");
	if (mkdir(stage_work_path(&stage->place, DISTCC_FOLDER), 0755) != 0 ||
	    mkdir(stage->wrapper.folder, 0755) != 0)
		return error_errno(err, "cannot make distcc's folder in the stage");
	if (file_write(stage_work_path(&stage->place, "wrapper/distcc"), script->bytes,
		script->size, 0755, err) != 0)
		return -1;
	stage->wrapper.kind = WRAPPER_DISTCC;
	stage->wrapper.program = program;
	log_warning("%s: the stage has the network, for distcc to %s",
	    stage->tools.toolchain.platform->name, text_visible(stage->arena, hosts));
	return 0;
}

int
stage_wrapper_choose(struct stage_context *stage, int *ret_lock, struct error *err)
{
	if (is_zig(stage))
		return choose_zig(stage, ret_lock, err);
	switch (stage->spec->build.wrapper) {
	case WRAPPER_CCACHE:
		return choose_ccache(stage, ret_lock, err);
	case WRAPPER_DISTCC:
		return choose_distcc(stage, err);
	case WRAPPER_DEFAULT:
	case WRAPPER_NONE:
		break;
	}
	return 0;
}

bool
stage_wrapper_hides_inputs(const struct stage_context *stage)
{
	enum wrapper wrapper = stage->spec->build.wrapper;

	return wrapper == WRAPPER_DISTCC || wrapper == WRAPPER_CCACHE ||
	    (is_zig(stage) && runs_commands(stage));
}

void
stage_wrapper_bind(const struct stage_wrapper *wrapper, struct sandbox *sandbox)
{
	if (wrapper->cache != NULL)
		sandbox_add_bind(sandbox, wrapper->cache, "/ccache", true);
	if (wrapper->folder != NULL)
		sandbox_add_bind(sandbox, wrapper->folder, "/wrapper", false);
	sandbox->network = wrapper->kind == WRAPPER_DISTCC;
}

/* A part of what the whole build cache may take, in kB. */
static uint64_t
ccache_limit(void)
{
	struct error ignored;
	uint64_t bytes;

	if (cache_limit(&bytes, &ignored) != 0)
		bytes = 0;
	bytes = bytes / SHARE_OF_CACHE >> 10;
	/* 0 would be no limit */
	return bytes == 0 ? 1 : bytes;
}

static void
ccache_variables(
    const struct stage_context *stage, const struct sandbox *sandbox, struct pairs *pairs)
{
	struct arena *arena = stage->arena;
	struct digest digest;
	struct error ignored;

	if (digest_of_bytes(stage->identity, strlen(stage->identity), &digest, &ignored) != 0)
		return;
	pairs_set(pairs, arena, "CCACHE_DIR", sandbox_path(arena, sandbox, stage->wrapper.cache));
	pairs_set(
	    pairs, arena, "CCACHE_COMPILERCHECK", arena_printf(arena, "string:%s", digest.text));
	/* neither the host's settings nor what a build may have written into
	 * the cache folder */
	pairs_set(pairs, arena, "CCACHE_CONFIGPATH", "/dev/null");
	pairs_set(pairs, arena, "CCACHE_MAXSIZE",
	    arena_printf(arena, "%lluKi", (unsigned long long)ccache_limit()));
	pairs_set(pairs, arena, "MOTE_WRAPPER", stage->wrapper.program);
}

static void
distcc_variables_set(
    const struct stage_context *stage, const struct sandbox *sandbox, struct pairs *pairs)
{
	struct arena *arena = stage->arena;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(distcc_variables); i++) {
		const char *value = variable(stage->spec, distcc_variables[i]);

		if (value != NULL)
			pairs_set(pairs, arena, distcc_variables[i], value);
	}
	pairs_set(pairs, arena, "DISTCC_DIR",
	    sandbox_path(arena, sandbox, stage_work_path(&stage->place, DISTCC_FOLDER)));
	pairs_set(pairs, arena, "MOTE_WRAPPER",
	    sandbox_path(arena, sandbox, stage_work_path(&stage->place, "wrapper/distcc")));
}

void
stage_wrapper_variables(
    const struct stage_context *stage, const struct sandbox *sandbox, struct pairs *pairs)
{
	if (is_zig(stage) && stage->wrapper.cache != NULL) {
		const char *cache = sandbox_path(stage->arena, sandbox, stage->wrapper.cache);

		pairs_set(pairs, stage->arena, "ZIG_GLOBAL_CACHE_DIR", cache);
		pairs_set(pairs, stage->arena, "ZIG_LOCAL_CACHE_DIR", cache);
	}
	if (stage->wrapper.kind == WRAPPER_CCACHE)
		ccache_variables(stage, sandbox, pairs);
	if (stage->wrapper.kind == WRAPPER_DISTCC)
		distcc_variables_set(stage, sandbox, pairs);
}

const char *
stage_wrapper_name(const struct stage_wrapper *wrapper)
{
	return wrapper->program == NULL ? NULL : path_base(wrapper->program);
}

/* The number of jobs that "distcc -j" tells for these hosts; 0: it tells none.
 * The project may have named the hosts, so distcc runs in a sandbox, on a rung
 * that can be chosen without a trial. */
static unsigned
ask_distcc(struct arena *arena, const char *hosts)
{
	const char *const arguments[] = {find_program(arena, "distcc"), "-j", NULL};
	const char *environment[] = {arena_printf(arena, "DISTCC_HOSTS=%s", hosts), NULL, NULL};
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct text said;
	struct sandbox sandbox = {.folder = "/", .environment = environment, .capture = &said};
	struct error ignored;
	uint64_t jobs;
	int status;

	text_init(&said, arena);
	if (arguments[0] == NULL || temporary_folder_make(&folder, &ignored) != 0)
		return 0;
	environment[1] = arena_printf(arena, "DISTCC_DIR=%s", folder.path);
	sandbox.rung = landlock_available(&ignored) == 0 ? ISOLATION_LANDLOCK : ISOLATION_NONE;
	sandbox_add_bind(&sandbox, folder.path, "/distcc", true);
	if (sandbox_run(arena, &sandbox, arguments, &status, &ignored) != 0 || status != 0 ||
	    said.length == 0)
		return 0;
	said.bytes[strcspn(text_string(&said), "\n")] = '\0';
	return text_to_number(said.bytes, MOST_JOBS, &jobs) == 0 ? (unsigned)jobs : 0;
}

unsigned
stage_wrapper_jobs(struct arena *arena, const struct spec *spec)
{
	const char *hosts = variable(spec, "DISTCC_HOSTS");
	unsigned jobs =
	    spec->build.wrapper == WRAPPER_DISTCC && hosts != NULL ? ask_distcc(arena, hosts) : 0;

	return jobs > 0 ? jobs : process_processors();
}
