#include "builder/stage_context.h"

#include "base/glob.h"
#include "base/log.h"
#include "base/path.h"
#include "base/process.h"
#include "builder/jobserver.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * sources: to one executable, in one sandbox. GNU make is the job engine: it starts as many compilers as
 * there are processors and keeps each one's output together. Its file is written anew for every build,
 * so no rule has prerequisites but the link. A command that fails leaves a note in the file "failed" and
 * make goes on, doing nothing: so that the compiler's words are the last on the screen and not make's.
 */
/* what the stage links; it gets its name when it is taken out */
#define PROGRAM "program"

enum { NOTE_LIMIT = 64 << 10, MAKE_MISSING = 127 };

struct source {
	const char *path; /* relative to the source folder */
	const char *object; /* "objects/0001-main.o", below the build folder */
	bool is_cxx;
};

struct compile_plan {
	struct source *sources;
	size_t count;
	bool has_cxx;
};

/* Text as one word of the shell, in a recipe of make. */
static void
add_quoted(struct text *recipe, const char *word)
{
	text_add(recipe, " '");
	for (; *word != '\0'; word++) {
		if (*word == '\'')
			text_add(recipe, "'\\''");
		else if (*word == '$')
			text_add(recipe, "$$");
		else
			text_append(recipe, word, 1);
	}
	text_add(recipe, "'");
}

static void
add_quoted_list(struct text *recipe, const struct text_list *words)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		add_quoted(recipe, words->items[i]);
}

static int
expand_sources(const struct stage_context *stage, struct text_list *paths, struct error *err)
{
	const struct text_list *patterns = &stage->spec->build.sources;
	struct text_list all = {0};
	size_t i;

	for (i = 0; i < patterns->count; i++) {
		size_t before = all.count;

		if (glob_expand(stage->arena, stage->source, patterns->items[i], &all, err) != 0)
			return -1;
		if (all.count == before)
			return error_set(err, ERROR_NOT_FOUND,
			    "no source file matches \"%s\" in \"%s\"", patterns->items[i],
			    stage->spec->build.directory);
	}
	for (i = 0; i < all.count; i++)
		all.items[i] =
		    path_clean(stage->arena, path_join(stage->arena, stage->source, all.items[i]));
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
	while (!path_is_inside(stage->bound, path))
		stage->bound = path_folder(stage->arena, stage->bound);
}

static void
show_folder(struct stage_context *stage, const char *path)
{
	widen_bound(stage, path_clean(stage->arena, path_join(stage->arena, stage->source, path)));
}

static int
classify(const struct stage_context *stage, struct source *source, struct error *err)
{
	static const char *const c_endings[] = {".c", ".S", ".s"};
	static const char *const cxx_endings[] = {".cc", ".cpp", ".cxx", ".C"};
	size_t i;

	if (strchr(source->path, '\n') != NULL)
		return error_set(
		    err, ERROR_USAGE, "\"%s\" has a line break in its name", source->path);
	for (i = 0; i < ARRAY_SIZE(c_endings); i++)
		if (text_ends_with(source->path, c_endings[i]))
			return 0;
	for (i = 0; i < ARRAY_SIZE(cxx_endings); i++)
		if (text_ends_with(source->path, cxx_endings[i]))
			source->is_cxx = true;
	if (!source->is_cxx)
		return error_set(err, ERROR_USAGE,
		    "\"%s\" is not a source file that mote can compile (.c, .S, .s)", source->path);
	if (!stage->toolchain.has_cxx)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is C++, and the toolchain for %s has no C++ compiler yet", source->path,
		    stage->toolchain.platform->name);
	return 0;
}

/* A name for people, made unique by the number; only characters that mean nothing to make and sh. */
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
plan_sources(struct stage_context *stage, struct compile_plan *plan, struct error *err)
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

		source->path = relative_path(stage->arena, stage->source, paths.items[i]);
		if (classify(stage, source, err) != 0)
			return -1;
		source->object = object_name(stage->arena, i + 1, source->path);
		plan->has_cxx |= source->is_cxx;
		widen_bound(stage, path_folder(stage->arena, paths.items[i]));
	}
	plan->count = paths.count;
	for (i = 0; i < includes->count; i++)
		show_folder(stage, includes->items[i]);
	for (i = 0; i < cflags->count; i++)
		if (text_starts_with(cflags->items[i], "-I") && cflags->items[i][2] != '\0')
			show_folder(stage, cflags->items[i] + 2);
	return 0;
}

/* One recipe: goes to the source folder, runs the command unless one failed before, notes a failure. */
static void
add_recipe(struct text *makefile, const struct text *command, const char *shown)
{
	text_add(makefile, "\t@test -e failed || {");
	text_add(makefile, text_string(command));
	text_add(makefile, "; } || echo $$?");
	add_quoted(makefile, shown);
	text_add(makefile, " >failed\n");
}

/* What the recipes share. */
struct recipe_parts {
	const struct text_list *includes;
	struct text_list cflags, ldflags;
	const char *build, *folder; /* inside */
	const char *colour; /* a flag, or "" */
};

/* The compiler cannot see that its words end on a terminal: make collects them. */
static const char *
colour_flag(void)
{
	const char *never = getenv("NO_COLOR"), *terminal = getenv("TERM");

	if ((never != NULL && never[0] != '\0') || terminal == NULL ||
	    strcmp(terminal, "dumb") == 0 || !isatty(STDERR_FILENO))
		return "";
	return " -fcolor-diagnostics";
}

static void
add_link_rule(struct text *makefile, const struct recipe_parts *parts,
    const struct compile_plan *plan, const char *name)
{
	const char *linker = plan->has_cxx ? "c++" : "cc";
	struct arena *arena = makefile->arena;
	struct text command;
	size_t i;

	text_add(makefile, PROGRAM ":");
	for (i = 0; i < plan->count; i++)
		text_printf(makefile, " \\\n    %s", plan->sources[i].object);
	text_init(&command, arena);
	text_add(&command, " (cd");
	add_quoted(&command, parts->folder);
	text_printf(&command, " && exec %s -Wno-unused-command-line-argument", linker);
	add_quoted_list(&command, &parts->cflags);
	text_add(&command, " -o");
	add_quoted(&command, path_join(arena, parts->build, PROGRAM));
	add_quoted(&command, arena_printf(arena, "@%s/objects/list", parts->build));
	add_quoted_list(&command, &parts->ldflags);
	text_add(&command, ")");
	text_add(makefile, "\n");
	add_recipe(makefile, &command, arena_printf(arena, "%s -o %s", linker, name));
}

static void
add_compile_rule(
    struct text *makefile, const struct recipe_parts *parts, const struct source *source)
{
	const char *compiler = source->is_cxx ? "c++" : "cc";
	struct arena *arena = makefile->arena;
	struct text command;
	size_t i;

	text_init(&command, arena);
	text_add(&command, " (cd");
	add_quoted(&command, parts->folder);
	text_printf(&command, " && exec %s%s", compiler, parts->colour);
	for (i = 0; i < parts->includes->count; i++)
		add_quoted(&command, arena_printf(arena, "-I%s", parts->includes->items[i]));
	add_quoted_list(&command, &parts->cflags);
	text_add(&command, " -c");
	add_quoted(&command, source->path);
	text_add(&command, " -o");
	add_quoted(&command, path_join(arena, parts->build, source->object));
	text_add(&command, ")");
	text_printf(makefile, "%s:\n", source->object);
	add_recipe(makefile, &command, arena_printf(arena, "%s -c %s", compiler, source->path));
}

static const char *
write_makefile(const struct stage_context *stage, const struct sandbox *sandbox,
    const struct compile_plan *plan)
{
	struct recipe_parts parts = {
	    .includes = &stage->spec->build.includes,
	    .cflags = stage_cflags(stage, sandbox),
	    .ldflags = stage_ldflags(stage),
	    .build = sandbox_path(stage->arena, sandbox, stage_work_path(stage, "build")),
	    .folder = sandbox_path(stage->arena, sandbox, stage->folder),
	    .colour = colour_flag(),
	};
	struct text makefile;
	size_t i;

	text_init(&makefile, stage->arena);
	add_link_rule(&makefile, &parts, plan, stage->spec->name);
	for (i = 0; i < plan->count; i++)
		add_compile_rule(&makefile, &parts, &plan->sources[i]);
	return text_string(&makefile);
}

/* The linker reads its objects from a file: the command line has a limit. */
static const char *
write_object_list(const struct stage_context *stage, const struct sandbox *sandbox,
    const struct compile_plan *plan)
{
	const char *build = sandbox_path(stage->arena, sandbox, stage_work_path(stage, "build"));
	struct text list;
	size_t i;

	text_init(&list, stage->arena);
	for (i = 0; i < plan->count; i++)
		text_printf(&list, "\"%s/%s\"\n", build, plan->sources[i].object);
	return text_string(&list);
}

/* make keeps the output of its jobs apart (-O) through files that it insists to have in /tmp, which the
 * landlock rung does not grant. */
static int
run_make(const struct stage_context *stage, const struct sandbox *sandbox, int *ret_status,
    struct error *err)
{
	const char *arguments[] = {
	    "/bin/sh", "-c", "exec make -s -r \"$@\"", "make", NULL, NULL, NULL};
	size_t count = 4;

	if (stage->rung != ISOLATION_LANDLOCK)
		arguments[count++] = "-O";
	/* a number of its own would take make away from the jobserver that it is lent */
	if (!jobserver_offered(stage->arena))
		arguments[count++] = arena_printf(stage->arena, "-j%u", process_processors());
	return sandbox_run(stage->arena, sandbox, arguments, ret_status, err);
}

/* What the failed command left behind: its status, a space, its words. */
static int
check_failed(const struct stage_context *stage, int make_status, struct error *err)
{
	const char *path = stage_work_path(stage, "build/failed"), *space;
	struct text note;
	uint64_t status;

	if (make_status == MAKE_MISSING)
		return error_set(err, ERROR_NOT_FOUND, "\"make\" is not in /usr/bin; install it");
	if (make_status != 0)
		return stage_command_failed("make", make_status, err);
	if (!file_exists(path))
		return 0;
	if (file_read(stage->arena, path, NOTE_LIMIT, &note, err) != 0)
		return -1;
	space = strchr(text_string(&note), ' ');
	if (space == NULL ||
	    text_to_number(arena_copy(stage->arena, note.bytes, (size_t)(space - note.bytes)), 255,
		&status) != 0)
		return error_set(err, ERROR_FAILED, "\"cc\" failed");
	return stage_command_failed(
	    arena_copy(stage->arena, space + 1, strcspn(space + 1, "\n")), (int)status, err);
}

int
stage_compile(struct stage_context *stage, const char **ret_program, struct error *err)
{
	const char *makefile, *objects;
	struct compile_plan plan = {0};
	struct sandbox sandbox;
	int status;

	if (plan_sources(stage, &plan, err) != 0)
		return -1;
	sandbox = stage_sandbox(stage);
	sandbox.lend_jobs = true;
	sandbox.environment = stage_environment(stage, &sandbox);
	sandbox.folder = sandbox_path(stage->arena, &sandbox, stage_work_path(stage, "build"));
	makefile = write_makefile(stage, &sandbox, &plan);
	objects = write_object_list(stage, &sandbox, &plan);
	if (file_write(stage_work_path(stage, "build/Makefile"), makefile, strlen(makefile), 0644,
		err) != 0 ||
	    file_write(stage_work_path(stage, "build/objects/list"), objects, strlen(objects), 0644,
		err) != 0)
		return -1;
	log_detail("%s", makefile);
	if (run_make(stage, &sandbox, &status, err) != 0)
		return -1;
	if (check_failed(stage, status, err) != 0)
		return -1;
	*ret_program = stage_work_path(stage, "build/" PROGRAM);
	return 0;
}
