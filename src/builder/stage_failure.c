#include "builder/stage_failure.h"

#include "base/output.h"
#include "base/path.h"
#include "builder/configure_log.h"
#include "builder/missing_program.h"
#include "builder/source_inputs.h"

#include <string.h>

/* Cut to what one looks at. */
enum { SHOWN_COMMAND = 60, WORDS_LIMIT = 1 << 20 };

int
stage_command_failed(const char *command, int status, struct error *err)
{
	size_t length = strcspn(command, "\n");
	bool cut = command[length] != '\0' || length > SHOWN_COMMAND;

	if (length > SHOWN_COMMAND)
		length = SHOWN_COMMAND;
	return error_set(err, ERROR_FAILED, "\"%.*s%s\" exited with status %d%s%s%s", (int)length,
	    command, cut ? "..." : "", status, status > 128 ? " (" : "",
	    status > 128 ? strsignal(status - 128) : "", status > 128 ? ")" : "");
}

/* Where a build may have configured: the source, and what else is its own.
 * Paths are told as they are inside. */
static bool
find_trouble(const struct stage_context *stage, struct configure_trouble *trouble)
{
	static const char *const folders[][2] = {{"src", ""}, {"build", "/build"}, {"tmp", "/tmp"}};
	struct timespec begin;
	size_t i;

	if (!stage_begin_time(&stage->place, &begin))
		return false;
	for (i = 0; i < ARRAY_SIZE(folders); i++)
		if (configure_log_search(stage->arena,
			stage_work_path(&stage->place, folders[i][0]), &begin, trouble)) {
			trouble->file = path_join(stage->arena, folders[i][1], trouble->file);
			return true;
		}
	return false;
}

/* Adds the name of the program that the build did not find. */
static int
add_missing_program(const struct stage_context *stage, struct error *err)
{
	struct output_bytes end = output_last_lines(stage->output);
	const char *name = missing_program_find(stage->arena, end.bytes, end.length), *said;

	if (name == NULL)
		return -1;
	said = arena_strdup(stage->arena, err->text);
	return error_set(err, ERROR_FAILED,
	    stage_root_is_shown(stage)
		? "%s: the stage has no program \"%s\"; name the Debian package that has it in \"packages\" of mote.yaml"
		: "%s: the stage has no program \"%s\"; install it on this machine",
	    said, name);
}

int
stage_build_failed(
    const struct stage_context *stage, const char *command, int status, struct error *err)
{
	struct configure_trouble trouble = {0};
	const char *said;

	if (stage_tools_check(stage->arena, &stage->tools, err) != 0)
		return -1;
	stage_command_failed(command, status, err);
	if (stage->spec->build.run.count == 0)
		return -1;
	if (!find_trouble(stage, &trouble))
		return add_missing_program(stage, err);
	said = arena_strdup(stage->arena, err->text);
	return error_set(err, ERROR_FAILED,
	    "%s: %s:%zu says \"%s\": it tried to run a program for %s, and no emulator is here; give configure "
	    "--host=$MOTE_TRIPLE, or its answer as a variable (ac_cv_...) in \"env\"",
	    said, trouble.file, trouble.line, trouble.words, stage->tools.toolchain.platform->name);
}

/* Removes colours: from ESC [ up to "m". */
static const char *
without_colours(struct arena *arena, const char *words)
{
	struct text plain;
	size_t length;

	text_init(&plain, arena);
	while (*words != '\0') {
		if (text_starts_with(words, "\033[")) {
			words += strcspn(words, "m\n");
			words += *words == 'm';
			continue;
		}
		length = 1 + strcspn(words + 1, "\033");
		text_append(&plain, words, length);
		words += length;
	}
	return text_string(&plain);
}

/* The header of clang's message "a.c:1:10: fatal error: 'argp.h' file not
 * found"; NULL: there is no such message. */
static const char *
missing_header(struct arena *arena, const char *words)
{
	static const char begin[] = ": fatal error: '", end[] = "' file not found\n";
	const char *at = without_colours(arena, words);
	size_t length;

	while ((at = strstr(at, begin)) != NULL) {
		at += strlen(begin);
		length = strcspn(at, "'\n");
		if (text_starts_with(at + length, end))
			return arena_copy(arena, at, length);
	}
	return NULL;
}

/* The port that has the header which the source misses. NULL: none has it, or
 * the project has that port already. */
static const char *
lacking_port(
    const struct stage_context *stage, const struct source *source, const char **ret_header)
{
	const char *words =
	    arena_printf(stage->arena, "build/%s", source_words_name(stage->arena, source));
	const char *port;
	struct error ignored;
	struct text said;
	size_t i;

	if (beneath_read(stage->arena, stage_work_file(&stage->place, words), WORDS_LIMIT, &said,
		&ignored) != 0)
		return NULL;
	*ret_header = missing_header(stage->arena, text_string(&said));
	if (*ret_header == NULL)
		return NULL;
	port = port_of_header(stage->arena, *ret_header);
	for (i = 0; port != NULL && i < stage->tools.ports.count; i++)
		if (strcmp(stage->tools.ports.items[i].name, port) == 0)
			return NULL;
	return port;
}

int
stage_suggest_port(
    const struct stage_context *stage, const struct compile_plan *plan, struct error *err)
{
	const char *header, *port;
	size_t i;

	for (i = 0; i < plan->count; i++) {
		if (plan->sources[i].recalled)
			continue;
		port = lacking_port(stage, &plan->sources[i], &header);
		if (port != NULL)
			return error_set(err, ERROR_FAILED,
			    "%s: \"%s\" is in the port \"%s\": --port %s",
			    arena_strdup(stage->arena, err->text),
			    text_visible(stage->arena, header), port, port);
	}
	return -1;
}
