#include "builder/stage_programs.h"

#include "base/glob.h"
#include "base/log.h"
#include "base/path.h"
#include "base/places.h"
#include "base/scope.h"
#include "builder/stage_compile.h"
#include "builder/stage_environment.h"
#include "builder/stage_failure.h"
#include "builder/stage_sandbox.h"
#include "builder/stage_strip.h"
#include "elf/elf_hardening.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHORTEST_ID = 8, SHOWN_CANDIDATES = 3 };

/* The .build-id folder in which gdb looks for debug information; NULL when
 * there is no cache folder. */
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

/* A build stands without its debug information: what cannot be kept is a
 * note. */
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

		if (length < SHORTEST_ID || length > 2 * STAGE_STRIP_ID_MOST ||
		    strcmp(entry->d_name + length, ".debug") != 0)
			continue;
		if (keep_one(stage, entry->d_name, cache, &err) != 0) {
			log_note("debug information is not kept: %s", err.text);
			return;
		}
	}
}

void
stage_use_debug(const struct stage_context *stage, const struct stage_result *result)
{
	struct arena *arena = stage->arena;
	const char *cache = debug_cache(arena);
	size_t i;

	for (i = 0; i < result->program_count && cache != NULL; i++) {
		const char *path = result->programs[i].path, *id = NULL;
		SCOPED(elf_file) struct elf_file elf = {0};
		struct error ignored;

		if (elf_open(arena, path, path, &elf, &ignored) == 0)
			id = elf_build_id(&elf, arena);
		if (id != NULL && strlen(id) >= SHORTEST_ID)
			utimensat(AT_FDCWD,
			    arena_printf(arena, "%s/%.2s/%s.debug", cache, id, id + 2), NULL,
			    AT_SYMLINK_NOFOLLOW);
	}
}

/* Files elsewhere in the stage that have the name of an output that was not
 * made. */
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

/* Opens <work>/out/<name>, which mote makes. */
static int
open_taken(const struct stage_context *stage, const char *name, int flags, struct error *err)
{
	const char *path =
	    stage_work_path(&stage->place, arena_printf(stage->arena, "out/%s", name));
	int fd = open(path, flags | O_NOFOLLOW | O_CLOEXEC, 0755);

	return fd >= 0 ? fd : error_errno(err, "cannot open \"%s\"", path);
}

static int
check_taken(const struct stage_context *stage, struct stage_program *program, struct error *err)
{
	const char *path = arena_printf(stage->arena, "out/%s", program->name);
	SCOPED(fd) int fd = -1;

	if (!beneath_is_file(stage_work_file(&stage->place, path)))
		return missing_output(stage, program, err);
	fd = open_taken(stage, program->name, O_RDONLY, err);
	if (fd < 0)
		return -1;
	if (fchmod(fd, 0755) != 0)
		return error_errno(err, "cannot change \"%s\"", path);
	program->path = stage_work_path(&stage->place, path);
	return 0;
}

/* The place of an output below the work folder; NULL: it is elsewhere. */
static const char *
output_in_work(const struct stage_context *stage, const struct stage_program *program)
{
	const struct stage_place *place = &stage->place;
	const char *folder = stage_work_path(place, "build"), *path;

	if (program->path[0] == '/')
		folder = stage_work_path(place, "build/root");
	else if (stage->spec->build.run.count > 0)
		folder = place->folder;
	path = path_join(stage->arena, folder, program->path);
	return path_is_inside(place->work, path) ? path + strlen(place->work) + 1 : NULL;
}

/* Copies the output, if it is a file to which no link leads. */
static int
copy_output(const struct stage_context *stage, const struct stage_program *program,
    bool *ret_copied, struct error *err)
{
	const char *path = output_in_work(stage, program);
	struct error ignored;
	SCOPED(fd)
	int from = path == NULL ? -1 : beneath_open(stage_work_file(&stage->place, path), &ignored);
	SCOPED(fd) int to = -1;

	*ret_copied = from >= 0;
	if (from < 0)
		return 0;
	to = open_taken(stage, program->name, O_WRONLY | O_CREAT | O_TRUNC, err);
	if (to < 0)
		return -1;
	return file_copy(
	    (struct file_end){from, program->path}, (struct file_end){to, program->name}, err);
}

/* Where a link leads depends on what the stage shows. So the stage follows
 * it. */
static int
copy_behind_links(const struct stage_context *stage, const struct text_list *pairs,
    struct sandbox *sandbox, struct error *err)
{
	static const char script[] =
	    "while [ $# -ge 2 ]; do if [ -f \"$1\" ]; then cp -- \"$1\" \"$2\"; fi; shift 2; done";
	struct text_list list = {0};
	size_t i;
	int status;

	text_list_add(&list, stage->arena, "/bin/sh");
	text_list_add(&list, stage->arena, "-euc");
	text_list_add(&list, stage->arena, script);
	text_list_add(&list, stage->arena, "cp");
	for (i = 0; i < pairs->count; i++)
		text_list_add(&list, stage->arena, pairs->items[i]);
	text_list_add(&list, stage->arena, NULL);
	sandbox->environment = stage_environment(stage, sandbox);
	sandbox->folder = sandbox_path(stage->arena, sandbox,
	    stage->spec->build.run.count > 0 ? stage->place.folder
					     : stage_work_path(&stage->place, "build"));
	if (sandbox_run(stage->arena, sandbox, list.items, &status, err) != 0)
		return -1;
	return status == 0 ? 0 : stage_command_failed("cp", status, err);
}

/* Copies each program that is there to <work>/out. */
static int
copy_outputs(const struct stage_context *stage, const struct stage_program *programs, size_t count,
    struct error *err)
{
	struct arena *arena = stage->arena;
	struct sandbox sandbox = stage_sandbox(stage);
	const char *root =
	    sandbox_path(arena, &sandbox, stage_work_path(&stage->place, "build/root"));
	struct text_list links = {0};
	bool copied;
	size_t i;

	sandbox_add_bind(&sandbox, stage_work_path(&stage->place, "out"), STAGE_OUT, true);
	for (i = 0; i < count; i++) {
		const char *path = programs[i].path;

		if (copy_output(stage, &programs[i], &copied, err) != 0)
			return -1;
		if (copied)
			continue;
		if (stage->spec->build.run.count == 0)
			return error_set(err, ERROR_FAILED,
			    "the compile steps made no executable; look for a flag in \"cflags\" or "
			    "\"ldflags\" that hinders them, such as -fsyntax-only or another -o");
		text_list_add(&links, arena,
		    path[0] == '/' ? arena_printf(arena, "%s%s", root, path)
				   : arena_printf(arena, "./%s", path));
		text_list_add(&links, arena,
		    sandbox_path(arena, &sandbox,
			stage_work_path(
			    &stage->place, arena_printf(arena, "out/%s", programs[i].name))));
	}
	return links.count == 0 ? 0 : copy_behind_links(stage, &links, &sandbox, err);
}

/* Adds the entries of one folder below DESTDIR: its folders, and the files that
 * may be executed. */
static int
add_entries(const struct stage_context *stage, const char *path, struct text_list *folders,
    struct text_list *files, struct error *err)
{
	SCOPED(fd) int folder = beneath_open_folder(stage_work_file(&stage->place, path), err);
	SCOPED(directory) DIR *entries = folder < 0 ? NULL : file_open_entries(folder);
	struct dirent *entry;
	struct stat status;

	if (folder < 0)
		return -1;
	if (entries == NULL)
		return error_errno(err, "cannot read \"%s\"", path);
	while ((entry = readdir(entries)) != NULL) {
		const char *inner = arena_printf(stage->arena, "%s/%s", path, entry->d_name);

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    !beneath_status(stage_work_file(&stage->place, inner), &status))
			continue;
		if (S_ISDIR(status.st_mode))
			text_list_add(folders, stage->arena, inner);
		else if (S_ISREG(status.st_mode) && (status.st_mode & 0111) != 0)
			text_list_add(files, stage->arena, inner);
	}
	return 0;
}

/* Strips the copied programs, and each executable below DESTDIR where it
 * lies. */
static int
strip_all(const struct stage_context *stage, const struct stage_program *programs, size_t count,
    struct error *err)
{
	struct text_list files = {0}, folders = {0};
	struct stat status;
	size_t i;

	for (i = 0; i < count; i++)
		text_list_add(
		    &files, stage->arena, arena_printf(stage->arena, "out/%s", programs[i].name));
	/* a build may have put a link or a file there: then nothing is
	 * installed */
	if (beneath_status(stage_work_file(&stage->place, "build/root"), &status) &&
	    S_ISDIR(status.st_mode))
		text_list_add(&folders, stage->arena, "build/root");
	for (i = 0; i < folders.count; i++)
		if (add_entries(stage, folders.items[i], &folders, &files, err) != 0)
			return -1;
	return stage_strip(
	    stage, &files, stage->spec->build.run.count > 0 ? NULL : "build/" STAGE_STRIPPED, err);
}

int
stage_extract_programs(const struct stage_context *stage, struct stage_program *programs,
    size_t count, struct error *err)
{
	size_t i;

	if (copy_outputs(stage, programs, count, err) != 0)
		return -1;
	for (i = 0; i < count; i++)
		if (check_taken(stage, &programs[i], err) != 0)
			return -1;
	if (strip_all(stage, programs, count, err) != 0)
		return -1;
	keep_debug(stage);
	return 0;
}
