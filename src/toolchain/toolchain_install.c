#include "toolchain/toolchain_install.h"

#include "base/file.h"
#include "base/log.h"
#include "base/path.h"
#include "base/places.h"
#include "base/process.h"
#include "base/scope.h"
#include "base/settings.h"
#include "base/temporary_folder.h"
#include "http/http.h"
#include "packages/package_store.h"
#include "toolchain/recipes.h"
#include "toolchain/toolchain_from.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { FAILURES_LIMIT = 1 << 20 };

/* The recipes leave a line for each target that failed. The first is the error,
 * the others are told now. */
static int
take_failures(struct arena *arena, const char *path, struct error *err)
{
	struct text bytes;
	char *line, *end;

	if (!file_exists(path))
		return 0;
	if (file_read(arena, path, FAILURES_LIMIT, &bytes, err) != 0)
		return -1;
	for (line = bytes.bytes; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		if (line == bytes.bytes)
			error_set(err, ERROR_FAILED, "%s", line);
		else
			log_warning("%s", line);
	}
	return line == bytes.bytes ? 0 : -1;
}

static int
make_from_source(struct arena *arena, const struct toolchain_install *install, struct error *err)
{
	SCOPED(temporary_folder) struct temporary_folder work = {0};
	const char *home, *failures, *names;
	struct text_list words = {0}, targets = {0};
	int status;
	size_t i;

	if (toolchain_home(arena, &home, err) != 0 || temporary_folder_make(&work, err) != 0)
		return -1;
	failures = path_join(arena, work.path, "failures");
	recipes_add_variable(&words, arena, "MOTE_FAILURES", failures);
	for (i = 0; i < install->count; i++)
		text_list_add(&targets, arena, install->platforms[i]->target);
	names = text_list_join(&targets, arena, " ");
	recipes_add_variable(&words, arena, "TARGET", names);
	text_list_add(&words, arena, install->cxx ? "LANGUAGE=c++" : "LANGUAGE=c");
	log_part("toolchain for %s", names);
	if (recipes_make(arena, home, &words, &status, err) != 0 ||
	    take_failures(arena, failures, err) != 0)
		return -1;
	if (status != 0)
		return error_set(err, ERROR_FAILED,
		    "%s: the toolchain could not be installed; the lines above say why, and \"mote toolchain "
		    "doctor\" names what is missing",
		    names);
	return 0;
}

/* The place of finished toolchains that counts for this run; its value is NULL
 * when they are made from source. */
static int
find_place(struct arena *arena, const struct toolchain_install *install, struct setting *ret_place,
    struct error *err)
{
	*ret_place = (struct setting){install->from, NULL};
	if (install->from == NULL && setting_find(arena, SETTING_TOOLCHAIN, ret_place, err) != 0)
		return -1;
	if (ret_place->value != NULL && strcmp(ret_place->value, TOOLCHAIN_FROM_SOURCE) == 0)
		ret_place->value = NULL;
	return 0;
}

int
toolchain_install(struct arena *arena, const struct toolchain_install *install, struct error *err)
{
	struct toolchain_install from = *install;
	struct setting place;

	if (find_place(arena, install, &place, err) != 0)
		return -1;
	from.from = place.value;
	if (place.value == NULL)
		return make_from_source(arena, install, err);
	if (toolchain_install_from(arena, &from, err) == 0)
		return 0;
	return place.from == NULL ? -1 : error_wrap(err, "%s", place.from);
}

bool
toolchain_is_made_here(struct arena *arena)
{
	const struct toolchain_install usual = {0};
	struct error ignored;
	struct setting place;
	const char *recipes;

	return find_place(arena, &usual, &place, &ignored) == 0 && place.value == NULL &&
	    recipes_find(arena, &recipes, &ignored) == 0 && process_find(arena, "make") != NULL;
}

/* The words that tell where a toolchain comes from. NULL with `err`: nothing
 * here makes one. */
static const char *
source_words(struct arena *arena, struct error *err)
{
	const struct toolchain_install usual = {0};
	struct setting place;
	const char *recipes;

	if (find_place(arena, &usual, &place, err) != 0)
		return NULL;
	if (place.value != NULL)
		return arena_printf(arena, "from \"%s\"", http_hide_login(arena, place.value));
	return recipes_find(arena, &recipes, err) != 0 ? NULL : "this once; it takes a few minutes";
}

int
toolchain_provide(
    struct arena *arena, const struct platform *const *platforms, size_t count, struct error *err)
{
	const struct platform **missing = arena_array(arena, count, sizeof(*missing));
	struct toolchain_install install = {.platforms = missing};
	struct text_list names = {0};
	struct toolchain toolchain;
	struct error lack;
	const char *words;
	size_t i;

	for (i = 0; i < count; i++) {
		if (toolchain_find(arena, platforms[i], &toolchain, err) == 0)
			continue;
		if (err->kind != ERROR_NOT_FOUND)
			return -1;
		if (install.count == 0)
			lack = *err;
		missing[install.count++] = platforms[i];
		text_list_add(&names, arena, platforms[i]->name);
	}
	if (install.count == 0)
		return 0;
	words = source_words(arena, err);
	if (words == NULL) {
		/* a wrong line of a file of settings is said */
		if (err->kind == ERROR_NOT_FOUND)
			*err = lack;
		return -1;
	}
	log_note("installing the toolchain for %s, %s", text_list_join(&names, arena, ", "), words);
	return toolchain_install(arena, &install, err);
}

int
toolchain_provide_cxx(struct arena *arena, struct toolchain *toolchain, struct error *err)
{
	const struct platform *platform = toolchain->platform;
	const struct toolchain_install install = {.platforms = &platform, .count = 1, .cxx = true};
	const char *words;

	if (toolchain->has_cxx)
		return 0;
	words = source_words(arena, err);
	if (words == NULL && err->kind != ERROR_NOT_FOUND)
		return -1;
	if (words == NULL)
		return error_set(err, ERROR_NOT_FOUND,
		    "the toolchain for %s in \"%s\" has no C++; \"mote toolchain install --c++ %s\" "
		    "installs it",
		    platform->name, toolchain->folder, platform->target);
	log_note("installing C++ for %s, %s", platform->name, words);
	if (toolchain_install(arena, &install, err) != 0)
		return -1;
	return toolchain_find(arena, platform, toolchain, err);
}

/* The folder is gone at once, and not piece by piece under a build that looks
 * for it. Nothing is done if it is not there. */
static int
remove_at_once(const char *folder, const char *gone, struct error *err)
{
	if (file_remove_tree(gone, err) != 0)
		return -1;
	if (!file_exists(folder))
		return 0;
	return file_rename(folder, gone, err) != 0 ? -1 : file_remove_tree(gone, err);
}

/* A toolchain or the compiler, under the lock of the script that makes it. */
static int
remove_made(struct arena *arena, const char *home, const char *name, struct error *err)
{
	const char *folder = path_join(arena, home, name);
	SCOPED(fd)
	int lock = open(path_join(arena, home, arena_printf(arena, ".%s.lock", name)),
	    O_RDWR | O_CREAT | O_CLOEXEC, 0666);

	if (lock < 0 || flock(lock, LOCK_EX) != 0)
		return error_errno(err, "cannot lock \"%s\"", folder);
	return remove_at_once(
	    folder, path_join(arena, home, arena_printf(arena, ".%s.building", name)), err);
}

int
toolchain_remove(struct arena *arena, const struct platform *platform, struct error *err)
{
	/* the last one is toolchain/compiler/cross's */
	static const char *const shared[] = {"compiler", "bubblewrap", "hosts"};
	const struct platform *const *other;
	const char *home, *ports;
	size_t i;

	if (toolchain_home(arena, &home, err) != 0)
		return -1;
	if (!file_exists(path_join(arena, home, platform->target)))
		return error_set(err, ERROR_NOT_FOUND, "there is no toolchain for %s in \"%s\"",
		    platform->name, home);
	ports = path_join(arena, home, "ports");
	/* the ports were made by this toolchain, for it alone */
	if (remove_made(arena, home, platform->target, err) != 0 ||
	    remove_at_once(path_join(arena, ports, platform->target),
		arena_printf(arena, "%s/.%s.removed", ports, platform->target), err) != 0)
		return -1;
	/* one that is being made at this moment needs the compiler too */
	for (other = platform_all(); *other != NULL; other++)
		if (file_exists(path_join(arena, home, (*other)->target)) ||
		    file_exists(path_join(
			arena, home, arena_printf(arena, ".%s.building", (*other)->target))))
			return 0;
	for (i = 0; i < ARRAY_SIZE(shared); i++)
		if (remove_made(arena, home, shared[i], err) != 0)
			return -1;
	return 0;
}

int
toolchain_provide_tools(struct arena *arena, const char *host, struct error *err)
{
	struct package_store store = {0};
	struct locked_package *items;
	struct package_lock tools;
	size_t i, count = 0;

	if (toolchain_home(arena, &store.home, err) != 0 ||
	    package_lock_of_tools(arena, &tools, err) != 0)
		return -1;
	items = arena_array(arena, tools.count, sizeof(*items));
	for (i = 0; i < tools.count; i++)
		if (strcmp(tools.items[i].host, host) == 0)
			items[count++] = tools.items[i];
	if (count == 0)
		return error_set(err, ERROR_USAGE,
		    "there are no tools for hosts with the processor \"%s\"; there are some for: amd64, arm64",
		    host);
	return package_store_provide(arena, &store, &(struct locked_packages){items, count}, err);
}

/* The targets to pack. */
static int
collect_targets(struct arena *arena, const char *const *targets, const char *home,
    struct text_list *ret_names, struct error *err)
{
	const struct platform *const *all = platform_all(), *platform;
	bool all_are_wanted = *targets == NULL;

	for (; *targets != NULL; targets++) {
		platform = platform_parse(*targets, err);
		if (platform == NULL)
			return -1;
		text_list_add(ret_names, arena, platform->target);
	}
	for (; all_are_wanted && *all != NULL; all++)
		if (file_exists(path_join(arena, home, (*all)->target)))
			text_list_add(ret_names, arena, (*all)->target);
	return ret_names->count > 0
	    ? 0
	    : error_set(err, ERROR_NOT_FOUND, "there is no toolchain in \"%s\" to push", home);
}

int
toolchain_pack(
    struct arena *arena, const char *const *targets, const char *folder, struct error *err)
{
	struct text_list words = {0}, names = {0};
	const char *home, *program = place_of_program(arena);
	int status;

	if (toolchain_home(arena, &home, err) != 0 ||
	    collect_targets(arena, targets, home, &names, err) != 0)
		return -1;
	recipes_add_variable(&words, arena, "TARGET", text_list_join(&names, arena, " "));
	recipes_add_variable(&words, arena, "DIST", folder);
	/* which fetches packages */
	if (program != NULL)
		recipes_add_variable(&words, arena, "MOTE", program);
	text_list_add(&words, arena, "pack");
	log_step("toolchain for %s: pack", text_list_join(&names, arena, ", "));
	if (recipes_make(arena, home, &words, &status, err) != 0)
		return -1;
	return status == 0 ? 0
			   : error_set(err, ERROR_FAILED,
				 "the toolchains could not be packed; the lines above say why");
}
