#include "builder/compile_plan.h"

#include "base/glob.h"
#include "base/path.h"
#include "base/scope.h"
#include "builder/stage_context.h"
#include "toolchain/foreign_toolchain.h"
#include "toolchain/toolchain_install.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Adds the paths that a pattern matches, absolute and clean. A pattern with a
 * wildcard skips what an earlier run of this build wrote. */
static int
expand_pattern(const struct stage_context *stage, const char *pattern, struct text_list *all,
    struct error *err)
{
	struct text_list matches = {0};
	struct stat status;
	size_t before = all->count, i;

	if (glob_expand(stage->arena, stage->place.source, pattern, &matches, err) != 0)
		return -1;
	for (i = 0; i < matches.count; i++) {
		const char *path = path_clean(
		    stage->arena, path_join(stage->arena, stage->place.source, matches.items[i]));

		if (stat(path, &status) != 0 || !folder_filter_is_output(&stage->filter, &status))
			text_list_add(all, stage->arena, path);
		else if (!glob_is_pattern(pattern))
			return error_set(err, ERROR_USAGE,
			    "\"%s\" is a source and an output of the same build; write to another file",
			    pattern);
	}
	if (all->count == before)
		return error_set(err, ERROR_NOT_FOUND, "no source file matches \"%s\" in \"%s\"",
		    pattern, stage->spec->build.directory);
	return 0;
}

static int
expand_sources(const struct stage_context *stage, struct text_list *paths, struct error *err)
{
	const struct text_list *patterns = &stage->spec->build.sources;
	struct text_list all = {0};
	size_t i;

	for (i = 0; i < patterns->count; i++)
		if (expand_pattern(stage, patterns->items[i], &all, err) != 0)
			return -1;
	text_list_sort(&all);
	for (i = 0; i < all.count; i++)
		if (i == 0 || strcmp(all.items[i], all.items[i - 1]) != 0)
			text_list_add(paths, stage->arena, all.items[i]);
	return 0;
}

/* "a/b" to "a/c/d" is "../c/d"; both absolute and clean. */
static const char *
relative_path(struct arena *arena, const char *folder, const char *path)
{
	size_t same = 0, i = 0;
	struct text relative;

	while (folder[i] == path[i] && path[i] != '\0') {
		if (folder[i] == '/')
			same = i;
		i++;
	}
	/* one is a part of the other, and ends where a name ends */
	if ((folder[i] == '\0' && (path[i] == '/' || path[i] == '\0')) ||
	    (path[i] == '\0' && folder[i] == '/'))
		same = i;
	text_init(&relative, arena);
	for (i = same; folder[i] != '\0'; i++)
		if (folder[i] == '/' && folder[i + 1] != '\0')
			text_add(&relative, "../");
	for (i = same; path[i] == '/'; i++)
		;
	text_add(&relative, path + i);
	return relative.length == 0 ? "." : text_string(&relative);
}

/* The folder to show in the sandbox grows until `path` lies in it. */
static void
widen_bound(struct stage_context *stage, const char *path)
{
	while (!path_is_inside(stage->place.bound, path))
		stage->place.bound = path_folder(stage->arena, stage->place.bound);
}

static void
show_folder(struct stage_context *stage, const char *path)
{
	widen_bound(
	    stage, path_clean(stage->arena, path_join(stage->arena, stage->place.source, path)));
}

static int
classify(struct source *source, struct error *err)
{
	static const char *const c_endings[] = {".c", ".S", ".s"};
	static const char *const cxx_endings[] = {".cc", ".cpp", ".cxx", ".C"};
	size_t i;

	if (strchr(source->path, '\n') != NULL)
		return error_set(
		    err, ERROR_USAGE, "\"%s\" has a line break in its name", source->path);
	source->preprocessed = !text_ends_with(source->path, ".s");
	for (i = 0; i < ARRAY_SIZE(c_endings); i++)
		if (text_ends_with(source->path, c_endings[i]))
			return 0;
	for (i = 0; i < ARRAY_SIZE(cxx_endings); i++)
		if (text_ends_with(source->path, cxx_endings[i]))
			source->is_cxx = true;
	if (!source->is_cxx)
		return error_set(err, ERROR_USAGE,
		    "\"%s\" is not a source file that mote can compile (.c, .cc, .cpp, .cxx, .C, .S, .s)",
		    source->path);
	return 0;
}

/* A name for people, made unique by the number; only characters that mean
 * nothing to the linker. */
static char *
object_name(struct arena *arena, size_t number, const char *path)
{
	char *name = arena_printf(arena, "objects/%04zu-%s", number, path_base(path)), *at;

	for (at = name + strlen("objects/"); *at != '\0'; at++)
		if (!isalnum((unsigned char)*at) && strchr("-_.", *at) == NULL)
			*at = '_';
	at = strrchr(name, '.');
	*at = '\0';
	return arena_printf(arena, "%s.o", name);
}

static int
provide_cxx(struct stage_context *stage, struct error *err)
{
	const struct foreign_toolchain *foreign = stage->tools.toolchain.foreign;

	if (foreign == NULL)
		return toolchain_provide_cxx(stage->arena, &stage->tools.toolchain, err);
	return foreign->cxx[0] != '\0'
	    ? 0
	    : error_set(err, ERROR_NOT_FOUND,
		  "there are C++ sources, but no C++ compiler beside \"%s\"", foreign->called);
}

/* A path of mote.yaml that leads out of the project would show the stage all
 * files beside that path; a link in the path would lead mote itself to the file
 * that the link names. */
static int
check_trust(const struct stage_context *stage, const struct compile_plan *plan, struct error *err)
{
	const char *project = stage->spec->trust.project;
	size_t i;

	for (i = 0; i < plan->count && project != NULL; i++) {
		const char *path = plan->sources[i].path;
		SCOPED(heap)
		char *real = realpath(path_join(stage->arena, stage->place.source, path), NULL);

		if (real == NULL || !path_is_inside(project, real))
			return error_set(err, ERROR_REFUSED,
			    "the source \"%s\" lies outside of the project \"%s\", and --untrusted shows "
			    "the stage nothing else",
			    path, project);
	}
	if (project != NULL && !path_is_inside(project, stage->place.bound))
		return error_set(err, ERROR_REFUSED,
		    "a folder of headers would have \"%s\" shown to the stage, and --untrusted shows it nothing "
		    "outside of the project \"%s\"",
		    stage->place.bound, project);
	return 0;
}

int
compile_plan_make(struct stage_context *stage, struct compile_plan *plan, struct error *err)
{
	const struct text_list *includes = &stage->spec->build.includes,
			       *cflags = &stage->spec->build.cflags;
	struct text_list paths = {0};
	size_t i;

	if (expand_sources(stage, &paths, err) != 0)
		return -1;
	plan->sources = arena_array(stage->arena, paths.count, sizeof(*plan->sources));
	for (i = 0; i < paths.count; i++) {
		struct source *source = &plan->sources[i];

		source->path = relative_path(stage->arena, stage->place.source, paths.items[i]);
		if (classify(source, err) != 0)
			return -1;
		source->object = object_name(stage->arena, i + 1, source->path);
		stage->has_cxx |= source->is_cxx;
		widen_bound(stage, path_folder(stage->arena, paths.items[i]));
	}
	plan->count = paths.count;
	if (stage->has_cxx && provide_cxx(stage, err) != 0)
		return -1;
	for (i = 0; i < includes->count; i++)
		show_folder(stage, includes->items[i]);
	for (i = 0; i < cflags->count; i++)
		if (text_starts_with(cflags->items[i], "-I") && cflags->items[i][2] != '\0')
			show_folder(stage, cflags->items[i] + 2);
	return check_trust(stage, plan, err);
}
