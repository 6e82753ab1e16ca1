#include "command/command.h"
#include "command/verbs.h"

#include "base/file.h"
#include "base/glob.h"
#include "base/output_file.h"
#include "base/path.h"
#include "base/template.h"
#include "spec/spec.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCE_LIMIT = 16 << 20, SOURCES_SHOWN = 40 };

/* The facts that were found in the folder. */
struct project {
	struct arena *arena;
	const char *folder;
	const char *template; /* of templates/init */
	const char *name;
	const char *sources, *includes; /* text for the template */
};

/* A project that brings a build of its own wants it run; the more particular
 * first. */
static const char *const builds[][2] = {{"go.mod", "go"}, {"meson.build", "meson"},
    {"CMakeLists.txt", "cmake"}, {"configure", "configure"}, {"GNUmakefile", "make"},
    {"makefile", "make"}, {"Makefile", "make"}};

/* Where C programs keep their sources, and the glob for all of them. */
static const char *const source_globs[] = {"*.c", "src/*.c", "src/**/*.c"};

static bool
is_word_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	    (byte >= '0' && byte <= '9') || byte == '_';
}

/* Whether the text defines main, as well as can be told without compiling
 * it. */
static bool
has_main(const char *text)
{
	const char *at = text;

	while ((at = strstr(at, "main")) != NULL) {
		const char *behind = at + 4 + strspn(at + 4, " \t\n");

		if (*behind == '(' && at > text && !is_word_byte(at[-1]) && at[-1] != '.' &&
		    at[-1] != '"')
			return true;
		at += 4;
	}
	return false;
}

static char *
quoted(struct arena *arena, const char *text)
{
	struct text out;

	text_init(&out, arena);
	text_add(&out, "\"");
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			text_add(&out, "\\");
		text_append(&out, text, 1);
	}
	text_add(&out, "\"");
	return out.bytes;
}

/* The first source with a main, and all that have none: other mains are other
 * programs. */
static int
list_sources(struct project *project, const struct text_list *files, struct error *err)
{
	struct text_list listed = {0};
	struct text bytes;
	size_t i, mains = 0;

	for (i = 0; i < files->count; i++) {
		const char *path = path_join(project->arena, project->folder, files->items[i]);
		bool is_main;

		if (file_read(project->arena, path, SOURCE_LIMIT, &bytes, err) != 0)
			return -1;
		is_main = has_main(bytes.bytes);
		mains += is_main;
		if (!is_main || mains == 1)
			text_list_add(
			    &listed, project->arena, quoted(project->arena, files->items[i]));
	}
	if (mains == 0)
		return 0;
	project->template = "sources";
	if (mains > 1 && listed.count <= SOURCES_SHOWN)
		project->sources = text_list_join(&listed, project->arena, ", ");
	return 0;
}

static int
look_for_sources(struct project *project, struct error *err)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(source_globs) && strcmp(project->template, "plain") == 0; i++) {
		struct text_list files = {0};

		if (glob_expand(project->arena, project->folder, source_globs[i], &files, err) != 0)
			return -1;
		project->sources = quoted(project->arena, source_globs[i]);
		if (list_sources(project, &files, err) != 0)
			return -1;
	}
	if (file_is_folder(path_join(project->arena, project->folder, "include")))
		project->includes = "  includes: [include]\n";
	return 0;
}

static int
look(struct project *project, struct error *err)
{
	char whole[PATH_MAX];
	size_t i;

	if (realpath(project->folder, whole) == NULL)
		return error_errno(err, "cannot look into \"%s\"", project->folder);
	if (!file_is_folder(whole))
		return error_set(err, ERROR_USAGE, "\"%s\" is not a folder", project->folder);
	project->name = spec_name_from(project->arena, path_base(whole));
	if (project->name[0] == '\0')
		project->name = "program";
	for (i = 0; i < ARRAY_SIZE(builds); i++) {
		if (file_exists(path_join(project->arena, project->folder, builds[i][0]))) {
			project->template = builds[i][1];
			return 0;
		}
	}
	return look_for_sources(project, err);
}

/* Puts the found things in the places of @NAME@, @SOURCES@ and @INCLUDES@. */
static void
fill(const struct project *project, const char *template, struct text *out)
{
	const struct pair values[] = {{"@NAME@", project->name}, {"@SOURCES@", project->sources},
	    {"@INCLUDES@", project->includes}};
	const char *at = template;
	size_t i;

	while (*at != '\0') {
		size_t length = strcspn(at, "@");

		text_append(out, at, length);
		at += length;
		for (i = 0; i < ARRAY_SIZE(values) && !text_starts_with(at, values[i].key); i++)
			continue;
		if (i < ARRAY_SIZE(values)) {
			text_add(out, values[i].value);
			at += strlen(values[i].key);
		} else if (*at == '@') {
			text_append(out, at++, 1);
		}
	}
}

struct init_flags {
	bool force;
	unsigned ci; /* a row of ci_services from 1; 0: none */
};

static const char *const ci_services[] = {"github", "gitlab", NULL};
/* Where each service looks for its steps. */
static const char *const ci_files[] = {".github/workflows/image.yml", ".gitlab-ci.yml"};

static const struct flag flags[] = {
    {"ci", 0, "SERVICE", "the steps for github or gitlab as well",
	FLAG_CHOICE(struct init_flags, ci, ci_services)},
    {"force", 0, NULL, "write over what is there: mote.yaml, with --ci the steps",
	FLAG_SWITCH(struct init_flags, force)},
    {0},
};

/* Writes the file and prints its path. */
static int
write_file(const struct project *project, const char *name, const char *bytes, struct error *err)
{
	const char *path = path_join(project->arena, project->folder, name);

	if (file_make_folders(path_folder(project->arena, path), err) != 0 ||
	    output_file_write(path, bytes, strlen(bytes), err) != 0)
		return -1;
	return command_print(
	    arena_printf(project->arena, "%s\n", text_visible(project->arena, path)), err);
}

static int
write_configuration(const struct project *project, struct error *err)
{
	const char *name = arena_printf(project->arena, "init/%s.yaml", project->template);
	struct text out;

	text_init(&out, project->arena);
	fill(project, template_find(name)->bytes, &out);
	fill(project, template_find("init/common.yaml")->bytes, &out);
	return write_file(project, "mote.yaml", text_string(&out), err);
}

/* The file that was asked for must not exist yet; a file that goes with it
 * stays if it exists. */
static int
write_files(const struct project *project, const struct init_flags *own, struct error *err)
{
	const char *ci = own->ci == 0 ? NULL : ci_files[own->ci - 1],
		   *wanted = ci != NULL ? ci : "mote.yaml",
		   *path = path_join(project->arena, project->folder, wanted);

	if (!own->force && file_exists(path))
		return error_set(
		    err, ERROR_FAILED, "\"%s\" is there already; remove it, or use --force", path);
	if ((ci == NULL || !file_exists(path_join(project->arena, project->folder, "mote.yaml"))) &&
	    write_configuration(project, err) != 0)
		return -1;
	if (!file_exists(path_join(project->arena, project->folder, "mote.mk")) &&
	    write_file(project, "mote.mk", template_find("mote.mk")->bytes, err) != 0)
		return -1;
	if (ci == NULL)
		return 0;
	return write_file(project, ci,
	    template_find(arena_printf(project->arena, "ci/%s.yml", ci_services[own->ci - 1]))
		->bytes,
	    err);
}

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct project project = {
	    .arena = call->arena, .folder = ".", .template = "plain", .includes = ""};
	struct init_flags own = {0};
	const struct flag_group groups[] = {{NULL, NULL, flags, &own}, {0}};
	struct flag_result result;

	if (command_parse(self, call, groups, &result, err) != 0)
		return -1;
	if (result.help)
		return 0;
	if (result.operand_count > 1)
		return error_set(err, ERROR_USAGE, "init takes one folder, not \"%s\" as well",
		    result.operands[1]);
	if (result.operand_count == 1)
		project.folder = result.operands[0];
	if (look(&project, err) != 0)
		return -1;
	return write_files(&project, &own, err);
}

const struct command command_init = {
    .name = "init",
    .usage = "mote init [--force] [--ci SERVICE] [DIR]",
    .summary = "write a mote.yaml with comments that fits the folder",
    .operands = "DIR",
    .run = run,
};
