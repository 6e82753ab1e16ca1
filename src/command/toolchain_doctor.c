#include "command/toolchain_doctor.h"

#include "base/file.h"
#include "base/path.h"
#include "base/places.h"
#include "base/process.h"
#include "command/command.h"
#include "sandbox/bubblewrap_choice.h"
#include "sandbox/sandbox.h"
#include "toolchain/packages.h"
#include "toolchain/recipes.h"
#include "toolchain/toolchain_verify.h"

#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Megabytes: of sources, and what toolchains are made in. The compiler that
 * all share is made with the first of them. */
enum { SOURCES_ROOM = 400, TOOLCHAIN_ROOM = 400, COMPILER_ROOM = 1300 };

struct folder {
	const char *what, *path, *variable;
	int room;
};

struct diagnosis {
	struct arena *arena;
	struct text rows;
	bool has_toolchain; /* one at least, for any platform */
	struct text_list packages; /* that are missing */
	bool wrong; /* something else is */
};

static void
add_row(struct diagnosis *diagnosis, const char *state, const char *what, const char *words)
{
	text_printf(&diagnosis->rows, "%-8s %-19s %s\n", state, what, words);
}

static void
add_wrong(struct diagnosis *diagnosis, const char *state, const char *what, const char *words)
{
	diagnosis->wrong = true;
	add_row(diagnosis, state, what, words);
}

static bool
has_toolchain(struct arena *arena)
{
	const struct platform *const *platform;
	struct toolchain toolchain;
	struct error ignored;

	for (platform = platform_all(); *platform != NULL; platform++)
		if (toolchain_find(arena, *platform, &toolchain, &ignored) == 0)
			return true;
	return false;
}

/* Most builds need no emulator, and a toolchain that is there needs nothing of
 * the host. */
static bool
can_be_missing(const struct diagnosis *diagnosis, const struct package *package)
{
	return strcmp(package->group, "peers") == 0 ||
	    (diagnosis->has_toolchain && strcmp(package->group, "toolchain") == 0);
}

/* bubblewrap may be mote's own. */
static const char *
find_command(struct arena *arena, const char *command)
{
	return strcmp(command, "bwrap") == 0 ? bubblewrap_find(arena)
					     : process_find(arena, command);
}

static void
look_at_programs(struct diagnosis *diagnosis)
{
	struct arena *arena = diagnosis->arena;
	const struct package_list list = packages_read(arena);
	size_t i;

	for (i = 0; i < list.count; i++) {
		const struct package *package = &list.items[i];

		if (find_command(arena, package->command) != NULL) {
			add_row(diagnosis, "ok", package->command, package->use);
		} else if (can_be_missing(diagnosis, package)) {
			add_row(diagnosis, "note", package->command,
			    arena_printf(arena, "is not here; it %s:  apt-get install %s",
				package->use, package->name));
		} else {
			add_row(diagnosis, "missing", package->command, package->use);
			text_list_add(&diagnosis->packages, arena, package->name);
		}
	}
}

static void
look_at_recipes(struct diagnosis *diagnosis)
{
	const char *recipes;
	struct error err;

	if (recipes_find(diagnosis->arena, &recipes, &err) == 0)
		add_row(
		    diagnosis, "ok", "recipes", arena_printf(diagnosis->arena, "in %s", recipes));
	else if (diagnosis->has_toolchain)
		add_row(diagnosis, "note", "recipes",
		    "are not here; toolchains come from an archive (mote toolchain install --from)");
	else
		add_wrong(diagnosis, "missing", "recipes", err.text);
}

/* Without bubblewrap it is a package that is missing. */
static void
look_at_isolation(struct diagnosis *diagnosis)
{
	const char *program = bubblewrap_find(diagnosis->arena);
	enum isolation rung;
	struct error err, ignored;

	if (program == NULL)
		return;
	if (sandbox_choose(ISOLATION_STRICT, false, &rung, &err) == 0)
		add_row(diagnosis, "ok", "namespaces",
		    arena_printf(
			diagnosis->arena, "are made by %s", bubblewrap_find(diagnosis->arena)));
	else if (sandbox_choose(ISOLATION_CHROOT, true, &rung, &ignored) == 0)
		add_row(diagnosis, "note", "namespaces",
		    "are blocked here; builds are on the \"chroot\" rung, with the same bytes");
	else
		add_wrong(diagnosis, "blocked", "namespaces", err.text);
}

static void
look_at_folder(struct diagnosis *diagnosis, const struct folder *folder)
{
	struct arena *arena = diagnosis->arena;
	const char *there = folder->path;
	struct statvfs system;
	unsigned long long room;

	/* what of the folder there is */
	while (!file_exists(there) && strcmp(there, "/") != 0 && strcmp(there, ".") != 0)
		there = path_folder(arena, there);
	if (access(there, W_OK | X_OK) != 0) {
		add_wrong(diagnosis, "closed", folder->what,
		    arena_printf(arena, "\"%s\" cannot be written; set %s to a folder of yours",
			there, folder->variable));
		return;
	}
	room = statvfs(there, &system) != 0
	    ? 0
	    : (unsigned long long)system.f_bavail * system.f_frsize / 1000000;
	if (room < (unsigned long long)folder->room)
		add_wrong(diagnosis, "full", folder->what,
		    arena_printf(arena,
			"\"%s\" has %llu MB free, toolchains want %d; free some, or set %s to a folder with more",
			there, room, folder->room, folder->variable));
	else
		add_row(diagnosis, "ok", folder->what, arena_printf(arena, "in %s", folder->path));
}

static void
look_at_folders(struct diagnosis *diagnosis)
{
	struct arena *arena = diagnosis->arena;
	struct folder home = {.what = "home", .variable = "MOTE_TOOLCHAIN_DIR"},
		      sources = {"sources", place_path(arena, PLACE_SOURCES), "XDG_CACHE_HOME",
			  SOURCES_ROOM};
	struct error err;

	home.room = diagnosis->has_toolchain ? TOOLCHAIN_ROOM : COMPILER_ROOM;
	if (toolchain_home(arena, &home.path, &err) != 0) {
		add_wrong(diagnosis, "missing", "home", err.text);
		return;
	}
	look_at_folder(diagnosis, &home);
	if (sources.path != NULL)
		look_at_folder(diagnosis, &sources);
}

static void
look_at_toolchain(struct diagnosis *diagnosis, const struct platform *platform)
{
	struct arena *arena = diagnosis->arena;
	enum toolchain_state state;
	struct toolchain toolchain;
	const char *again;
	struct error err;

	if (toolchain_find(arena, platform, &toolchain, &err) != 0) {
		if (err.kind != ERROR_NOT_FOUND)
			add_wrong(diagnosis, "damaged", platform->target, err.text);
		return;
	}
	again = arena_printf(arena, "mote toolchain install%s %s",
	    toolchain.has_cxx ? " --c++" : "", platform->target);
	if (toolchain_verify(arena, &toolchain, &state, &err) != 0)
		add_wrong(diagnosis, "damaged", platform->target,
		    arena_printf(arena, "%s; run:  mote toolchain remove %s && %s", err.text,
			platform->target, again));
	else if (state == TOOLCHAIN_DAMAGED)
		add_wrong(diagnosis, "damaged", platform->target,
		    arena_printf(arena,
			"files in \"%s\" were changed; run:  mote toolchain remove %s && %s",
			toolchain.folder, platform->target, again));
	else if (state == TOOLCHAIN_STALE)
		add_wrong(diagnosis, "stale", platform->target,
		    arena_printf(arena,
			"it was made by other recipes or another compiler; run:  %s", again));
	else
		add_row(
		    diagnosis, "ok", platform->target, toolchain_description(arena, &toolchain));
}

int
toolchain_doctor(struct arena *arena, struct error *err)
{
	struct diagnosis diagnosis = {.arena = arena, .has_toolchain = has_toolchain(arena)};
	const struct platform *const *platform;
	const char *packages;

	text_init(&diagnosis.rows, arena);
	look_at_programs(&diagnosis);
	look_at_recipes(&diagnosis);
	look_at_isolation(&diagnosis);
	look_at_folders(&diagnosis);
	for (platform = platform_all(); *platform != NULL; platform++)
		look_at_toolchain(&diagnosis, *platform);
	if (command_print(text_string(&diagnosis.rows), err) != 0)
		return -1;
	packages = text_list_join(&diagnosis.packages, arena, " ");
	if (diagnosis.packages.count > 0)
		return error_set(err, ERROR_FAILED,
		    "something is missing; as root, run:  apt-get install %s%s", packages,
		    diagnosis.wrong ? "; more is wrong, see its line" : "");
	if (diagnosis.wrong)
		return error_set(
		    err, ERROR_FAILED, "something is wrong; its line says what to do about it");
	return 0;
}
