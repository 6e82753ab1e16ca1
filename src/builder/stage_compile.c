#include "builder/stage_compile.h"

#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "builder/source_inputs.h"
#include "builder/stage_environment.h"
#include "builder/stage_failure.h"
#include "builder/stage_sandbox.h"
#include "elf/elf_file.h"
#include "sandbox/jobserver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * sources: to one executable, in one sandbox. GNU make is the job engine: it
 * starts as many compilers as there are processors and keeps each one's output
 * together. Its file is written anew for every build, so no rule has
 * prerequisites but the link. A command that fails leaves a note in the file
 * "failed" and make goes on, doing nothing: so that the compiler's words are
 * the last on the screen and not make's.
 */
enum { NOTE_LIMIT = 64 << 10, MAKE_MISSING = 127, OBJECT_LIMIT = 256 << 20 };

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

/* One recipe: names its step, goes to the source folder, runs the command
 * unless one failed before, notes a failure. */
static void
add_recipe(struct text *makefile, const struct text *command, const char *step, const char *shown)
{
	text_add(makefile, "\t@test -e failed || { echo");
	add_quoted(makefile, step);
	text_add(makefile, " >>steps;");
	text_add(makefile, text_string(command));
	text_add(makefile, "; } || echo $$?");
	add_quoted(makefile, shown);
	text_add(makefile, " >failed\n");
}

/* The parts that all recipes share. */
struct recipe_parts {
	const struct text_list *includes;
	struct text_list cflags, ldflags, libs;
	const char *build, *folder; /* inside */
	const char *colour; /* a flag, or "" */
	const char *linker; /* the driver that links: "cc" or "c++" */
};

/* The compiler cannot see that its words end on a terminal: make collects
 * them. */
static const char *
colour_flag(void)
{
	const char *never = getenv("NO_COLOR"), *terminal = getenv("TERM");

	if ((never != NULL && never[0] != '\0') || terminal == NULL ||
	    strcmp(terminal, "dumb") == 0 || !isatty(STDERR_FILENO))
		return "";
	return " -fdiagnostics-color=always";
}

static void
add_link_rule(struct text *makefile, const struct recipe_parts *parts,
    const struct compile_plan *plan, const char *name)
{
	const char *linker = parts->linker;
	struct arena *arena = makefile->arena;
	struct text command;
	size_t i;

	text_add(makefile, STAGE_PROGRAM ":");
	for (i = 0; i < plan->count; i++)
		text_printf(makefile, " \\\n    %s", plan->sources[i].object);
	text_init(&command, arena);
	text_add(&command, " (cd");
	add_quoted(&command, parts->folder);
	text_printf(&command, " && exec %s -Wno-unused-command-line-argument", linker);
	add_quoted_list(&command, &parts->cflags);
	text_add(&command, " -o");
	add_quoted(&command, path_join(arena, parts->build, STAGE_PROGRAM));
	add_quoted(&command, arena_printf(arena, "@%s/objects/list", parts->build));
	add_quoted_list(&command, &parts->ldflags);
	add_quoted_list(&command, &parts->libs);
	text_add(&command, ")");
	text_add(makefile, "\n");
	add_recipe(makefile, &command, name, arena_printf(arena, "%s -o %s", linker, name));
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
	if (source->preprocessed) {
		text_add(&command, " -MD -MF");
		add_quoted(
		    &command, path_join(arena, parts->build, source_list_name(arena, source)));
	}
	for (i = 0; i < parts->includes->count; i++)
		add_quoted(&command,
		    arena_printf(arena, "-I%s", path_argument(arena, parts->includes->items[i])));
	add_quoted_list(&command, &parts->cflags);
	text_add(&command, " -c");
	add_quoted(&command, path_argument(arena, source->path));
	text_add(&command, " -o");
	add_quoted(&command, path_join(arena, parts->build, source->object));
	/* what it says is looked at: an object that had a warning is compiled
	 * again, to be warned of again */
	text_add(&command, " 2>");
	add_quoted(&command, path_join(arena, parts->build, source_words_name(arena, source)));
	text_printf(&command, "); status=$$?; cat %s >&2; (exit $$status)",
	    source_words_name(arena, source));
	text_printf(makefile, "%s:\n", source->object);
	add_recipe(makefile, &command, source->path,
	    arena_printf(arena, "%s -c %s", compiler, source->path));
}

static const char *
write_makefile(const struct stage_context *stage, const struct sandbox *sandbox,
    const struct compile_plan *plan)
{
	struct recipe_parts parts = {
	    .includes = &stage->spec->build.includes,
	    .cflags = stage_cflags(stage, sandbox),
	    .ldflags = stage_ldflags(stage, sandbox),
	    .libs = stage_libs(stage),
	    .build = sandbox_path(stage->arena, sandbox, stage_work_path(&stage->place, "build")),
	    .folder = sandbox_path(stage->arena, sandbox, stage->place.folder),
	    .colour = colour_flag(),
	    .linker = stage->has_cxx ? "c++" : "cc",
	};
	struct text makefile;
	size_t i;

	text_init(&makefile, stage->arena);
	add_link_rule(&makefile, &parts, plan, stage->spec->name);
	for (i = 0; i < plan->count; i++)
		if (!plan->sources[i].recalled)
			add_compile_rule(&makefile, &parts, &plan->sources[i]);
	return text_string(&makefile);
}

/* Adds a word to a response file as clang and gcc read it: in quotes, with a
 * backslash before a quote or a backslash. */
static void
add_response(struct text *list, const char *word)
{
	text_add(list, "\"");
	for (; *word != '\0'; word++) {
		if (*word == '"' || *word == '\\')
			text_add(list, "\\");
		text_append(list, word, 1);
	}
	text_add(list, "\"\n");
}

/* The linker reads its objects from a file: the command line has a limit. */
static const char *
write_object_list(const struct stage_context *stage, const struct sandbox *sandbox,
    const struct compile_plan *plan)
{
	const char *build =
	    sandbox_path(stage->arena, sandbox, stage_work_path(&stage->place, "build"));
	struct text list;
	size_t i;

	text_init(&list, stage->arena);
	for (i = 0; i < plan->count; i++)
		add_response(&list, path_join(stage->arena, build, plan->sources[i].object));
	return text_string(&list);
}

/* The recipes name their steps in a file, because make holds back what they
 * print until they end. */
static int
count_steps(const struct stage_context *stage, const struct compile_plan *plan, struct error *err)
{
	const struct beneath file = stage_work_file(&stage->place, "build/steps");
	size_t count = 1, i;
	int steps;

	if (beneath_write(file, "", 0, err) != 0)
		return -1;
	steps = beneath_open(file, err);
	if (steps < 0)
		return -1;
	for (i = 0; i < plan->count; i++)
		count += !plan->sources[i].recalled;
	output_count_steps(stage->output, steps, count);
	return 0;
}

/* make keeps the output of its jobs apart (-O) through files that it insists to
 * have in /tmp, which the landlock rung does not grant. */
static int
run_make(const struct stage_context *stage, const struct sandbox *sandbox,
    const struct compile_plan *plan, int *ret_status, struct error *err)
{
	const char *arguments[] = {
	    "/bin/sh", "-c", "exec make -s -r \"$@\"", "make", NULL, NULL, NULL};
	size_t count = 4;

	if (stage->place.rung != ISOLATION_LANDLOCK)
		arguments[count++] = "-O";
	/* a number of its own would take make away from the jobserver that it
	 * is lent */
	if (!jobserver_offered(stage->arena))
		arguments[count++] = arena_printf(
		    stage->arena, "-j%u", stage_wrapper_jobs(stage->arena, stage->spec));
	if (count_steps(stage, plan, err) != 0)
		return -1;
	return sandbox_run(stage->arena, sandbox, arguments, ret_status, err);
}

/* Reads the note of the failed command: its status, a space, its words. */
static int
check_failed(const struct stage_context *stage, int make_status, struct error *err)
{
	const struct beneath file = stage_work_file(&stage->place, "build/failed");
	const char *space;
	struct stat there;
	struct text note;
	uint64_t status;

	if (make_status == MAKE_MISSING)
		return error_set(err, ERROR_NOT_FOUND, "\"make\" is not in /usr/bin; install it");
	if (make_status != 0)
		return stage_command_failed("make", make_status, err);
	if (!beneath_status(file, &there))
		return 0;
	if (beneath_read(stage->arena, file, NOTE_LIMIT, &note, err) != 0)
		return -1;
	space = strchr(text_string(&note), ' ');
	if (space == NULL ||
	    text_to_number(arena_copy(stage->arena, note.bytes, (size_t)(space - note.bytes)), 255,
		&status) != 0)
		return error_set(err, ERROR_FAILED, "\"cc\" failed");
	return stage_build_failed(
	    stage, arena_copy(stage->arena, space + 1, strcspn(space + 1, "\n")), (int)status, err);
}

/* Puts the object in its place; false: the cache has none. */
static bool
recall_object(const struct stage_context *stage, const struct source *source)
{
	struct arena pages = {0};
	struct error ignored;
	struct text bytes;
	bool done = build_cache_get(&pages, &stage->cache, &source->object_key, &bytes) &&
	    beneath_write(
		stage_work_file(&stage->place, arena_printf(&pages, "build/%s", source->object)),
		bytes.bytes, bytes.length, &ignored) == 0;

	arena_release(&pages);
	return done;
}

/* Whether the object itself makes the linker open more files, as "#pragma
 * comment(lib, ...)" does. */
static bool
names_libraries(const struct text *bytes)
{
	enum { LINKER_OPTIONS = 0x6fff4c01, DEPENDENT_LIBRARIES = 0x6fff4c04 };
	const struct elf_input input = {
	    "object", (const unsigned char *)bytes->bytes, bytes->length};
	struct arena pages = {0};
	struct elf_file elf;
	struct error ignored;
	bool found = elf_file_parse(&pages, &input, &elf, &ignored) != 0;
	size_t i;

	for (i = 0; !found && i < elf.section_count; i++)
		found = elf.sections[i].type == LINKER_OPTIONS ||
		    elf.sections[i].type == DEPENDENT_LIBRARIES;
	arena_release(&pages);
	return found;
}

static void
keep_bytes(const struct stage_context *stage, struct source *source, const struct text *bytes)
{
	const unsigned char *first = (const unsigned char *)bytes->bytes;

	/* -flto makes bitcode, in which this cannot be seen; source_learn.c
	 * refused such a source */
	if (elf_file_kind(first, bytes->length) == KIND_ELF && names_libraries(bytes))
		source->object_key.digest.text[0] = '\0';
	else
		build_cache_put(
		    bytes->arena, &stage->cache, &source->object_key, bytes->bytes, bytes->length);
}

static void
keep_object(const struct stage_context *stage, struct source *source)
{
	struct arena pages = {0};
	const struct beneath object = stage_work_file(
				 &stage->place, arena_printf(&pages, "build/%s", source->object)),
			     words = stage_work_file(&stage->place,
				 arena_printf(
				     &pages, "build/%s", source_words_name(&pages, source)));
	struct error ignored;
	struct stat said;
	struct text bytes;

	/* an object that had a warning is no part of a stage that may be
	 * recalled without a word */
	if (!beneath_status(words, &said) || !S_ISREG(said.st_mode) || said.st_size > 0)
		source->object_key.digest.text[0] = '\0';
	else if (source->object_key.digest.text[0] != '\0' &&
	    beneath_read(&pages, object, OBJECT_LIMIT, &bytes, &ignored) == 0)
		keep_bytes(stage, source, &bytes);
	arena_release(&pages);
}

/* Learns the inputs of fresh objects, and keeps the objects. */
static void
learn(const struct stage_context *stage, struct source_scan *scan, struct compile_plan *plan)
{
	struct timespec begin;
	size_t i;

	if (!stage_begin_time(&stage->place, &begin))
		return;
	for (i = 0; i < plan->count; i++)
		if (!plan->sources[i].recalled) {
			source_inputs_learn(scan, &plan->sources[i], &begin);
			keep_object(stage, &plan->sources[i]);
		}
}

/* Refuses a line break in a folder's path: on the lower rungs the path is one
 * of the host. */
static int
check_path(const char *path, struct error *err)
{
	return strchr(path, '\n') == NULL ? 0
					  : error_set(err, ERROR_FAILED,
						"the path \"%s\" has a line break, and a recipe "
						"of make has none",
						path);
}

int
stage_compile(struct stage_context *stage, struct compile_plan *plan, struct error *err)
{
	SCOPED(source_scan) struct source_scan scan;
	const char *makefile, *objects;
	struct sandbox sandbox;
	int status;
	size_t i;

	source_scan_init(&scan, stage);
	for (i = 0; i < plan->count; i++)
		plan->sources[i].recalled = recall_object(stage, &plan->sources[i]);
	sandbox = stage_sandbox(stage);
	sandbox.lend_jobs = true;
	sandbox.environment = stage_environment(stage, &sandbox);
	sandbox.folder =
	    sandbox_path(stage->arena, &sandbox, stage_work_path(&stage->place, "build"));
	if (check_path(sandbox.folder, err) != 0 ||
	    check_path(sandbox_path(stage->arena, &sandbox, stage->place.folder), err) != 0)
		return -1;
	makefile = write_makefile(stage, &sandbox, plan);
	objects = write_object_list(stage, &sandbox, plan);
	if (beneath_write(stage_work_file(&stage->place, "build/Makefile"), makefile,
		strlen(makefile), err) != 0 ||
	    beneath_write(stage_work_file(&stage->place, "build/objects/list"), objects,
		strlen(objects), err) != 0)
		return -1;
	log_detail("%s", makefile);
	if (run_make(stage, &sandbox, plan, &status, err) != 0)
		return -1;
	if (check_failed(stage, status, err) != 0)
		return stage_suggest_port(stage, plan, err);
	learn(stage, &scan, plan);
	return 0;
}
