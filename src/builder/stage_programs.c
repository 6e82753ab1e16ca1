#include "builder/stage_programs.h"

#include "base/glob.h"
#include "base/log.h"
#include "base/path.h"
#include "base/places.h"
#include "base/scope.h"
#include "base/template.h"
#include "builder/stage_environment.h"
#include "builder/stage_failure.h"
#include "builder/stage_sandbox.h"
#include "elf/elf_hardening.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHORTEST_ID = 8, LONGEST_ID = 128, SHOWN_CANDIDATES = 3 };

/* The .build-id folder in which gdb looks for debug information; NULL when there is no cache
 * folder. */
static const char *
debug_cache(struct arena *arena)
{
	const char *folder = place_path(arena, PLACE_DEBUG);

	return folder == NULL ? NULL : path_join(arena, folder, ".build-id");
}

static int
keep_one(const struct stage_context *stage, const char *name, const char *cache, struct error *err)
{
	struct arena *arena = stage->arena;
	char *folder = arena_printf(arena, "%s/%.2s", cache, name), *hidden = NULL;
	char *to = arena_printf(arena, "%s/%s", folder, name + 2);
	SCOPED(fd)
	int in = beneath_open(
	    stage_work_file(&stage->place, arena_printf(arena, "debug/%s", name)), err);
	SCOPED(fd) int out = -1;

	if (in < 0 || file_make_folders(folder, err) != 0)
		return -1;
	out = file_beside(arena, to, 0644, &hidden, err);
	if (out < 0)
		return -1;
	if (file_copy((struct file_end){in, name}, (struct file_end){out, to}, err) == 0 &&
	    file_rename(hidden, to, err) == 0) {
		log_detail("debug information: %s", to);
		return 0;
	}
	unlink(hidden);
	return -1;
}

/* A build stands without its debug information: what cannot be kept is a note. */
static void
keep_debug(const struct stage_context *stage)
{
	const char *cache = debug_cache(stage->arena);
	struct error err = {.kind = ERROR_FAILED};
	SCOPED(fd) int folder = beneath_open_folder(stage_work_file(&stage->place, "debug"), &err);
	SCOPED(directory) DIR *entries = folder < 0 ? NULL : file_open_entries(folder);
	struct dirent *entry;

	while (entries != NULL && cache != NULL && (entry = readdir(entries)) != NULL) {
		size_t length = strspn(entry->d_name, "0123456789abcdef");

		if (length < SHORTEST_ID || length > LONGEST_ID ||
		    strcmp(entry->d_name + length, ".debug") != 0)
			continue;
		if (keep_one(stage, entry->d_name, cache, &err) != 0) {
			log_note("debug information is not kept: %s", err.text);
			return;
		}
	}
}

/* The build-id of a program in hexadecimal digits; NULL: the program has none, or is no ELF
 * file. */
static const char *
build_id_of(struct arena *arena, const char *path)
{
	SCOPED(elf_file) struct elf_file elf = {0};
	struct error ignored;

	return elf_open(arena, path, path, &elf, &ignored) == 0 ? elf_build_id(&elf, arena) : NULL;
}

void
stage_use_debug(const struct stage_context *stage, const struct stage_result *result)
{
	struct arena *arena = stage->arena;
	const char *cache = debug_cache(arena);
	size_t i;

	for (i = 0; i < result->program_count && cache != NULL; i++) {
		const char *id = build_id_of(arena, result->programs[i].path);

		if (id != NULL && strlen(id) >= SHORTEST_ID)
			utimensat(AT_FDCWD,
			    arena_printf(arena, "%s/%.2s/%s.debug", cache, id, id + 2), NULL,
			    AT_SYMLINK_NOFOLLOW);
	}
}

/* Files elsewhere in the stage that have the name of an output that was not made. */
static struct text_list
find_candidates(const struct stage_context *stage, const char *name)
{
	const char *folders[] = {stage->place.folder, stage_work_path(&stage->place, "build/root")};
	struct text_list found = {0}, shown = {0};
	struct error ignored;
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(folders) && !glob_is_pattern(name); i++) {
		size_t first = found.count;

		if (glob_expand(stage->arena, folders[i], arena_printf(stage->arena, "**/%s", name),
			&found, &ignored) != 0)
			continue;
		for (k = first; k < found.count && shown.count < SHOWN_CANDIDATES; k++)
			text_list_add(&shown, stage->arena,
			    arena_printf(
				stage->arena, "\"%s%s\"", i == 1 ? "/" : "", found.items[k]));
	}
	return shown;
}

static int
missing_output(
    const struct stage_context *stage, const struct stage_program *program, struct error *err)
{
	struct text_list candidates = find_candidates(stage, program->name);

	if (text_list_has(&candidates, arena_printf(stage->arena, "\"%s\"", program->path)))
		return error_set(err, ERROR_FAILED,
		    "the output \"%s\" is a folder, or a link to what is not in the stage",
		    program->path);
	if (candidates.count == 0)
		return error_set(err, ERROR_FAILED, "the commands of \"run\" made no file \"%s\"",
		    program->path);
	return error_set(err, ERROR_FAILED,
	    "the commands of \"run\" made no file \"%s\", but %s; say so in \"output\"",
	    program->path, text_list_join(&candidates, stage->arena, " and "));
}

static int
check_taken(const struct stage_context *stage, struct stage_program *program, struct error *err)
{
	const char *path = arena_printf(stage->arena, "out/%s", program->name);

	if (!beneath_is_file(stage_work_file(&stage->place, path)))
		return missing_output(stage, program, err);
	program->path = stage_work_path(&stage->place, path);
	return 0;
}

static const char *const *
take_arguments(const struct stage_context *stage, const struct sandbox *sandbox,
    const struct stage_program *programs, size_t count)
{
	struct arena *arena = stage->arena;
	struct text_list list = {0};
	const char *root =
	    sandbox_path(arena, sandbox, stage_work_path(&stage->place, "build/root"));
	size_t i;

	text_list_add(&list, arena, "/bin/sh");
	text_list_add(&list, arena, "-c");
	text_list_add(&list, arena, template_find("builder/take-programs.sh")->bytes);
	text_list_add(&list, arena, "take-programs");
	text_list_add(
	    &list, arena, sandbox_path(arena, sandbox, stage_work_path(&stage->place, "out")));
	text_list_add(
	    &list, arena, sandbox_path(arena, sandbox, stage_work_path(&stage->place, "debug")));
	text_list_add(&list, arena, root);
	for (i = 0; i < count; i++) {
		const char *path = programs[i].path;

		text_list_add(&list, arena, programs[i].name);
		if (path[0] == '/')
			path = arena_printf(arena, "%s%s", root, path);
		else
			path = arena_printf(arena, "./%s", path);
		text_list_add(&list, arena, path);
	}
	text_list_add(&list, arena, NULL);
	return list.items;
}

int
stage_take_programs(const struct stage_context *stage, struct stage_program *programs, size_t count,
    struct error *err)
{
	struct sandbox sandbox = stage_sandbox(stage);
	size_t i;
	int status;

	sandbox_add_bind(&sandbox, stage_work_path(&stage->place, "out"), "/out", true);
	sandbox_add_bind(&sandbox, stage_work_path(&stage->place, "debug"), "/debug", true);
	sandbox.environment = stage_environment(stage, &sandbox);
	sandbox.folder = sandbox_path(stage->arena, &sandbox,
	    stage->spec->build.run.count > 0 ? stage->place.folder
					     : stage_work_path(&stage->place, "build"));
	if (sandbox_run(stage->arena, &sandbox, take_arguments(stage, &sandbox, programs, count),
		&status, err) != 0)
		return -1;
	if (status != 0)
		return stage_command_failed("strip", status, err);
	for (i = 0; i < count; i++)
		if (check_taken(stage, &programs[i], err) != 0)
			return -1;
	keep_debug(stage);
	return 0;
}
