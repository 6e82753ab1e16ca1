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
#include "steps/steps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/*
 * sources: to one executable, in one sandbox. The crew (steps.h) runs the
 * compilers, as many as there are jobs, and then the linker. When a step has
 * failed, no other begins: so the compiler's words are the last on the screen.
 */
enum { NOTE_LIMIT = 64 << 10, OBJECT_LIMIT = 256 << 20 };

#define STEP_LIST "step-list"

/* The parts that all commands share. */
struct command_parts {
	struct arena *arena;
	const struct text_list *includes;
	struct text_list cflags, ldflags, libs;
	const char *build; /* the build folder, inside */
	const char *colour; /* a flag, or NULL */
	const char *linker; /* the driver that links: "cc" or "c++" */
};

/* The compiler cannot see that its words end on a terminal: the crew collects
 * them. */
static const char *
colour_flag(void)
{
	const char *never = getenv("NO_COLOR"), *terminal = getenv("TERM");

	if ((never != NULL && never[0] != '\0') || terminal == NULL ||
	    strcmp(terminal, "dumb") == 0 || !isatty(STDERR_FILENO))
		return NULL;
	return "-fdiagnostics-color=always";
}

static struct text_list
link_command(const struct command_parts *parts)
{
	struct arena *arena = parts->arena;
	struct text_list command = {0};

	text_list_add(&command, arena, parts->linker);
	text_list_add(&command, arena, "-Wno-unused-command-line-argument");
	text_list_add_list(&command, arena, &parts->cflags);
	text_list_add(&command, arena, "-o");
	text_list_add(&command, arena, path_join(arena, parts->build, STAGE_PROGRAM));
	text_list_add(&command, arena, arena_printf(arena, "@%s/objects/list", parts->build));
	text_list_add_list(&command, arena, &parts->ldflags);
	text_list_add_list(&command, arena, &parts->libs);
	return command;
}

static struct text_list
compile_command(const struct command_parts *parts, const struct source *source)
{
	struct arena *arena = parts->arena;
	struct text_list command = {0};
	size_t i;

	text_list_add(&command, arena, source->is_cxx ? "c++" : "cc");
	if (parts->colour != NULL)
		text_list_add(&command, arena, parts->colour);
	if (source->preprocessed) {
		text_list_add(&command, arena, "-MD");
		text_list_add(&command, arena, "-MF");
		text_list_add(&command, arena,
		    path_join(arena, parts->build, source_list_name(arena, source)));
	}
	for (i = 0; i < parts->includes->count; i++)
		text_list_add(&command, arena,
		    arena_printf(arena, "-I%s", path_argument(arena, parts->includes->items[i])));
	text_list_add_list(&command, arena, &parts->cflags);
	text_list_add(&command, arena, "-c");
	text_list_add(&command, arena, path_argument(arena, source->path));
	text_list_add(&command, arena, "-o");
	text_list_add(&command, arena, path_join(arena, parts->build, source->object));
	return command;
}

/* The words of a compiler are looked at: an object that had a warning is
 * compiled again, to be warned of again. */
static void
add_compile_step(
    struct step_list *list, const struct command_parts *parts, const struct source *source)
{
	const struct text_list command = compile_command(parts, source);
	const struct step step = {STEP_FREE, source->path,
	    arena_printf(parts->arena, "%s -c %s", command.items[0], source->path),
	    source_words_name(parts->arena, source)};

	step_list_add(list, &step, &command);
	log_detail("%s", text_list_join(&command, parts->arena, " "));
}

static void
add_link_step(struct step_list *list, const struct command_parts *parts, const char *name)
{
	const struct text_list command = link_command(parts);
	const struct step step = {
	    STEP_WAITS, name, arena_printf(parts->arena, "%s -o %s", parts->linker, name), ""};

	step_list_add(list, &step, &command);
	log_detail("%s", text_list_join(&command, parts->arena, " "));
}

/* Saves stage_strip() a sandbox. What cannot be stripped here is its affair. */
static void
add_strip_step(struct step_list *list, const struct command_parts *parts)
{
	const struct step step = {STEP_TRIES, "", "strip", "strip.words"};
	struct text_list command = {0};

	text_list_add_words(&command, parts->arena,
	    (const char *[]){"strip", "--strip-all", "-o",
		path_join(parts->arena, parts->build, STAGE_STRIPPED),
		path_join(parts->arena, parts->build, STAGE_PROGRAM), NULL});
	step_list_add(list, &step, &command);
}

/* A number of jobs would take the crew away from the jobserver that it is
 * lent. */
static unsigned
job_count(const struct stage_context *stage)
{
	return jobserver_offered(stage->arena) ? 0 : stage_wrapper_jobs(stage->arena, stage->spec);
}

static struct text
list_steps(const struct stage_context *stage, const struct sandbox *sandbox,
    const struct compile_plan *plan)
{
	const struct command_parts parts = {
	    .arena = stage->arena,
	    .includes = &stage->spec->build.includes,
	    .cflags = stage_cflags(stage, sandbox),
	    .ldflags = stage_ldflags(stage, sandbox),
	    .libs = stage_libs(stage),
	    .build = sandbox_path(stage->arena, sandbox, stage_work_path(&stage->place, "build")),
	    .colour = colour_flag(),
	    .linker = stage->has_cxx ? "c++" : "cc",
	};
	struct step_list list;
	size_t i;

	step_list_begin(&list, stage->arena,
	    sandbox_path(stage->arena, sandbox, stage->place.folder), job_count(stage));
	for (i = 0; i < plan->count; i++)
		if (!plan->sources[i].recalled)
			add_compile_step(&list, &parts, &plan->sources[i]);
	add_link_step(&list, &parts, stage->spec->name);
	add_strip_step(&list, &parts);
	return list.text;
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
static struct text
list_objects(const struct stage_context *stage, const struct sandbox *sandbox,
    const struct compile_plan *plan)
{
	const char *build =
	    sandbox_path(stage->arena, sandbox, stage_work_path(&stage->place, "build"));
	struct text list;
	size_t i;

	text_init(&list, stage->arena);
	for (i = 0; i < plan->count; i++)
		add_response(&list, path_join(stage->arena, build, plan->sources[i].object));
	return list;
}

/* The crew names its steps in a file, because it holds back what they say until
 * they end. */
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

static int
write_build_file(
    const struct stage_context *stage, const char *name, const struct text *text, struct error *err)
{
	return beneath_write(stage_work_file(&stage->place, path_join(stage->arena, "build", name)),
	    text->bytes, text->length, err);
}

/* A compiler needs no words for make, and the crew knows only the jobserver
 * that the sandbox lends. */
static const char *const *
without_make(struct arena *arena, const char *const *environment)
{
	struct text_list list = {0};

	for (; *environment != NULL; environment++)
		if (!text_starts_with(*environment, "MAKEFLAGS="))
			text_list_add(&list, arena, *environment);
	text_list_add(&list, arena, NULL);
	return list.items;
}

/* The crew is shown only to the sandbox of the steps. */
static int
run_crew(const struct stage_context *stage, const struct compile_plan *plan, int *ret_status,
    struct error *err)
{
	struct sandbox sandbox = stage_sandbox(stage);
	struct text steps, objects;
	const char *crew;

	if (step_crew_provide(
		stage->arena, stage_work_path(&stage->place, "step-crew"), &crew, err) != 0)
		return -1;
	sandbox.lend_jobs = true;
	sandbox.environment = without_make(stage->arena, stage_environment(stage, &sandbox));
	sandbox.folder =
	    sandbox_path(stage->arena, &sandbox, stage_work_path(&stage->place, "build"));
	sandbox_add_bind(&sandbox, crew, "/step-crew", false);
	steps = list_steps(stage, &sandbox, plan);
	objects = list_objects(stage, &sandbox, plan);
	if (write_build_file(stage, STEP_LIST, &steps, err) != 0 ||
	    write_build_file(stage, "objects/list", &objects, err) != 0 ||
	    count_steps(stage, plan, err) != 0)
		return -1;
	return sandbox_run(stage->arena, &sandbox,
	    (const char *[]){
		sandbox_path(stage->arena, &sandbox, crew), STEP_CREW_OPTION, STEP_LIST, NULL},
	    ret_status, err);
}

/* Reads the note of the failed command: its status, a space, its words. */
static int
check_failed(const struct stage_context *stage, int crew_status, struct error *err)
{
	const struct beneath file = stage_work_file(&stage->place, "build/failed");
	const char *space;
	struct stat there;
	struct text note;
	uint64_t status;

	if (crew_status != STEPS_DONE && crew_status != STEPS_MISSED)
		return stage_command_failed("step-crew", crew_status, err);
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

int
stage_compile(struct stage_context *stage, struct compile_plan *plan, struct error *err)
{
	SCOPED(source_scan) struct source_scan scan;
	int status;
	size_t i;

	source_scan_init(&scan, stage);
	for (i = 0; i < plan->count; i++)
		plan->sources[i].recalled = recall_object(stage, &plan->sources[i]);
	if (run_crew(stage, plan, &status, err) != 0)
		return -1;
	if (check_failed(stage, status, err) != 0)
		return stage_suggest_port(stage, plan, err);
	/* whatever a strip that failed has left */
	if (status == STEPS_MISSED &&
	    beneath_write(stage_work_file(&stage->place, "build/" STAGE_STRIPPED), "", 0, err) != 0)
		return -1;
	learn(stage, &scan, plan);
	return 0;
}
