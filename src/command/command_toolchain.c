#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "command/command.h"
#include "command/toolchain_doctor.h"
#include "command/verbs.h"
#include "toolchain/toolchain_install.h"

#include <string.h>

struct options {
	bool json, cxx;
	const char *from;
};

static int
take_json(
    void *options, struct arena *arena UNUSED, const char *text UNUSED, struct error *err UNUSED)
{
	((struct options *)options)->json = true;
	return 0;
}

static int
take_cxx(
    void *options, struct arena *arena UNUSED, const char *text UNUSED, struct error *err UNUSED)
{
	((struct options *)options)->cxx = true;
	return 0;
}

static int
take_from(void *options, struct arena *arena UNUSED, const char *text, struct error *err UNUSED)
{
	((struct options *)options)->from = text;
	return 0;
}

static const struct flag flags[] = {
    {"c++", 0, NULL, "install: with libc++", take_cxx},
    {"from", 0, "PLACE",
	"install: finished ones from this folder or address, instead of making them from source",
	take_from},
    {"json", 0, NULL, "list: a JSON array", take_json},
    {0},
};

/* What follows the word: the platforms it is about, "all" for every one. */
struct request {
	struct arena *arena;
	const struct options *options;
	const char *const *names;
	const struct platform **platforms;
	size_t count;
};

static int
parse_platforms(struct request *request, struct error *err)
{
	size_t i;

	if (request->names[0] != NULL && strcmp(request->names[0], "all") == 0) {
		const struct platform *const *all = platform_all();

		for (i = 0; all[i] != NULL; i++)
			continue;
		request->platforms = arena_array(request->arena, i, sizeof(*all));
		memcpy(request->platforms, all, i * sizeof(*all));
		request->count = i;
		return 0;
	}
	for (i = 0; request->names[i] != NULL; i++)
		continue;
	request->platforms = arena_array(request->arena, i, sizeof(*request->platforms));
	for (i = 0; request->names[i] != NULL; i++) {
		const struct platform *platform = platform_parse(request->names[i], err);
		size_t known = 0;

		if (platform == NULL)
			return -1;
		while (known < request->count && request->platforms[known] != platform)
			known++;
		request->platforms[known] = platform;
		request->count += known == request->count;
	}
	return 0;
}

static json_t *
row_json(const struct platform *platform, const struct toolchain *toolchain)
{
	json_t *json = json_object(), *languages, *cves;
	size_t i;

	json_object_set_new(json, "target", json_string(platform->target));
	json_object_set_new(json, "platform", json_string(platform->name));
	json_object_set_new(json, "triple", json_string(platform->triple));
	json_object_set_new(json, "installed", json_boolean(toolchain != NULL));
	if (toolchain == NULL)
		return json;
	languages = json_array();
	json_array_append_new(languages, json_string("c"));
	if (toolchain->has_cxx)
		json_array_append_new(languages, json_string("c++"));
	cves = json_array();
	for (i = 0; i < toolchain->fixed_cves.count; i++)
		json_array_append_new(cves, json_string(toolchain->fixed_cves.items[i]));
	json_object_set_new(json, "folder", json_string(toolchain->folder));
	json_object_set_new(json, "compiler", json_string(toolchain->compiler));
	json_object_set_new(json, "musl", json_string(toolchain->musl));
	json_object_set_new(json, "fixedCves", cves);
	json_object_set_new(json, "languages", languages);
	return json;
}

static void
row_text(struct text *table, const struct platform *platform, const struct toolchain *toolchain)
{
	if (toolchain == NULL)
		text_printf(
		    table, "%-8s  %-14s  not installed\n", platform->target, platform->name);
	else
		text_printf(table, "%-8s  %-14s  %-5s  %s, musl %s\n", platform->target,
		    platform->name, toolchain->has_cxx ? "C C++" : "C", toolchain->compiler,
		    toolchain->musl);
}

static int
list(struct request *request, struct error *err)
{
	const struct platform *const *all = platform_all();
	SCOPED(json) json_t *rows = json_array();
	const struct text_list *fixed = NULL;
	const char *musl = NULL;
	struct text table;
	size_t i;

	text_init(&table, request->arena);
	for (i = 0; all[i] != NULL; i++) {
		struct toolchain *toolchain = arena_alloc(request->arena, sizeof(*toolchain));

		if (toolchain_find(request->arena, all[i], toolchain, err) != 0) {
			if (err->kind != ERROR_NOT_FOUND)
				return -1;
			toolchain = NULL;
		} else if (musl == NULL) {
			musl = toolchain->musl;
			fixed = &toolchain->fixed_cves;
		}
		json_array_append_new(rows, row_json(all[i], toolchain));
		row_text(&table, all[i], toolchain);
	}
	if (request->options->json)
		return command_print(json_pretty(request->arena, rows), err);
	if (musl != NULL)
		text_printf(&table, "musl %s has the fixes of %s\n", musl,
		    text_list_join(fixed, request->arena, ", "));
	return command_print(text_string(&table), err);
}

static int
install(struct request *request, struct error *err)
{
	const struct toolchain_install wanted = {
	    request->platforms, request->count, request->options->cxx, request->options->from};

	return toolchain_install(request->arena, &wanted, err);
}

static int
remove_all(struct request *request, struct error *err)
{
	size_t i;

	for (i = 0; i < request->count; i++) {
		if (toolchain_remove(request->arena, request->platforms[i], err) != 0)
			return -1;
		log_note("removed the toolchain for %s", request->platforms[i]->name);
	}
	return 0;
}

/* A word of a shell: in single quotes, whatever is in it. */
static char *
shell_word(struct arena *arena, const char *value)
{
	struct text text;

	text_init(&text, arena);
	text_add(&text, "'");
	for (; *value != '\0'; value++)
		text_add(&text, *value == '\'' ? "'\\''" : (const char[]){*value, '\0'});
	text_add(&text, "'");
	return arena_strdup(arena, text_string(&text));
}

/* Lines for `eval` of any shell: what a build outside of mote wants to know. */
static int
environment(struct request *request, struct error *err)
{
	static const char *const tools[][2] = {{"CC", "cc"}, {"CXX", "c++"}, {"AR", "ar"},
	    {"RANLIB", "ranlib"}, {"STRIP", "strip"}, {"NM", "nm"}, {"OBJCOPY", "objcopy"}};
	static const char *const files[][2] = {{"SYSROOT", "sysroot"},
	    {"CMAKE_TOOLCHAIN_FILE", "toolchain.cmake"}, {"MESON_CROSS_FILE", "meson.cross"},
	    {"CONFIG_SITE", "config.site"}, {"PKG_CONFIG_LIBDIR", "sysroot/usr/lib/pkgconfig"}};
	struct arena *arena = request->arena;
	struct toolchain toolchain;
	struct text text;
	size_t i;

	if (toolchain_find(arena, request->platforms[0], &toolchain, err) != 0)
		return -1;
	text_init(&text, arena);
	text_printf(&text, "export PATH=%s:\"$PATH\"\n",
	    shell_word(arena, path_join(arena, toolchain.folder, "bin")));
	for (i = 0; i < ARRAY_SIZE(tools); i++)
		text_printf(&text, "export %s=%s-%s\n", tools[i][0], toolchain.platform->triple,
		    tools[i][1]);
	for (i = 0; i < ARRAY_SIZE(files); i++)
		text_printf(&text, "export %s=%s\n", files[i][0],
		    shell_word(arena, path_join(arena, toolchain.folder, files[i][1])));
	return command_print(text_string(&text), err);
}

static int
doctor(struct request *request, struct error *err)
{
	return toolchain_doctor(request->arena, err);
}

static const struct {
	const char *name;
	size_t least, most; /* operands */
	int (*run)(struct request *request, struct error *err);
} words[] = {
    {"list", 0, 0, list},
    {"install", 1, SIZE_MAX, install},
    {"remove", 1, SIZE_MAX, remove_all},
    {"env", 1, 1, environment},
    {"doctor", 0, 0, doctor},
};

static int
check_flags(const struct options *options, const char *word, struct error *err)
{
	if (options->json && strcmp(word, "list") != 0)
		return error_set(err, ERROR_USAGE, "--json is for \"toolchain list\"");
	if ((options->cxx || options->from != NULL) && strcmp(word, "install") != 0)
		return error_set(
		    err, ERROR_USAGE, "--c++ and --from are for \"toolchain install\"");
	return 0;
}

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct options options = {0};
	const struct flag_group groups[] = {{NULL, flags, &options}, {0}};
	struct request request = {.arena = call->arena, .options = &options};
	struct flag_result result;
	size_t i, count;

	if (command_parse(self, call, groups, &result, err) != 0)
		return -1;
	if (result.help)
		return 0;
	for (i = 0; i < ARRAY_SIZE(words) && result.operand_count > 0; i++) {
		if (strcmp(words[i].name, result.operands[0]) != 0)
			continue;
		count = result.operand_count - 1;
		if (count < words[i].least || count > words[i].most)
			return error_set(err, ERROR_USAGE, "toolchain %s wants %s", words[i].name,
			    words[i].least == 0      ? "nothing behind it"
				: words[i].most == 1 ? "one target: mote toolchain env arm64"
						     : "targets, or \"all\"");
		request.names = result.operands + 1;
		if (check_flags(&options, words[i].name, err) != 0 ||
		    parse_platforms(&request, err) != 0)
			return -1;
		return words[i].run(&request, err);
	}
	return error_set(
	    err, ERROR_USAGE, "toolchain wants one of: list, install, remove, env, doctor");
}

const struct command command_toolchain = {
    .name = "toolchain",
    .usage = "mote toolchain list|install|remove|env|doctor [FLAG...] [TARGET...]",
    .summary = "compilers and sysroots for other processors",
    .run = run,
};
