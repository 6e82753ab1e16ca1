#include "toolchain/toolchain_install.h"

#include "base/file.h"
#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "toolchain/recipes.h"

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

int
toolchain_install(struct arena *arena, const struct toolchain_install *install, struct error *err)
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
	if (install->from != NULL) {
		recipes_add_variable(&words, arena, "FROM", install->from);
		text_list_add(&words, arena, "install");
	}
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

int
toolchain_provide(
    struct arena *arena, const struct platform *const *platforms, size_t count, struct error *err)
{
	const struct platform **missing = arena_array(arena, count, sizeof(*missing));
	struct toolchain_install install = {.platforms = missing};
	struct text_list names = {0};
	struct toolchain toolchain;
	struct error lack;
	const char *recipes;
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
	if (recipes_find(arena, &recipes, err) != 0) {
		*err = lack;
		return -1;
	}
	log_note("installing the toolchain for %s, this once; it takes a few minutes",
	    text_list_join(&names, arena, ", "));
	return toolchain_install(arena, &install, err);
}

int
toolchain_provide_cxx(struct arena *arena, struct toolchain *toolchain, struct error *err)
{
	const struct platform *platform = toolchain->platform;
	const struct toolchain_install install = {&platform, 1, true, NULL};
	const char *recipes;

	if (toolchain->has_cxx)
		return 0;
	if (recipes_find(arena, &recipes, err) != 0)
		return error_set(err, ERROR_NOT_FOUND,
		    "the toolchain for %s in \"%s\" has no C++; \"mote toolchain install --c++ %s\" "
		    "installs it",
		    platform->name, toolchain->folder, platform->target);
	log_note("installing C++ for %s, this once; it takes a few minutes", platform->name);
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

/* A toolchain, the compiler or bubblewrap, under the lock of the script that
 * makes it. */
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
	const struct platform *const *other;
	const char *home, *ports;

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
	return remove_made(arena, home, "compiler", err) != 0
	    ? -1
	    : remove_made(arena, home, "bubblewrap", err);
}
