#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "command/command.h"
#include "command/registry_flags.h"
#include "command/toolchain_doctor.h"
#include "command/verbs.h"
#include "registry/toolchain_artifact.h"
#include "toolchain/toolchain_archive.h"
#include "toolchain/toolchain_install.h"

#include <string.h>

struct toolchain_flags {
	bool json, cxx;
	const char *from;
	struct registry_access access;
};

static const struct flag flags[] = {
    {"c++", 0, NULL, "with libc++", FLAG_SWITCH(struct toolchain_flags, cxx), .of = "install"},
    {"from", 0, "PLACE", "finished ones from there; \"source\": make them",
	FLAG_TEXT(struct toolchain_flags, from), .of = "install push"},
    {"json", 0, NULL, "a JSON array", FLAG_SWITCH(struct toolchain_flags, json), .of = "list"},
    {0},
};

/* The platforms that the operands name, each once; "all" names each. */
struct named_platforms {
	const struct platform **items;
	size_t count;
};

static int
parse_platforms(
    const struct word_call *call, struct named_platforms *ret_platforms, struct error *err)
{
	const struct platform *const *all = platform_all();
	struct named_platforms platforms = {0};
	size_t i;

	if (call->operand_count > 0 && strcmp(call->operands[0], "all") == 0) {
		while (all[platforms.count] != NULL)
			platforms.count++;
		platforms.items = arena_copy(call->arena, all, platforms.count * sizeof(*all));
		*ret_platforms = platforms;
		return 0;
	}
	platforms.items = arena_array(call->arena, call->operand_count, sizeof(*all));
	for (i = 0; i < call->operand_count; i++) {
		const struct platform *platform = platform_parse(call->operands[i], err);
		size_t known = 0;

		if (platform == NULL)
			return -1;
		while (known < platforms.count && platforms.items[known] != platform)
			known++;
		platforms.items[known] = platform;
		platforms.count += known == platforms.count;
	}
	*ret_platforms = platforms;
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
list(const struct word_call *call, struct error *err)
{
	const struct toolchain_flags *own = call->flags;
	const struct platform *const *all = platform_all();
	SCOPED(json) json_t *rows = json_array();
	const struct text_list *fixed = NULL;
	const char *musl = NULL;
	struct text table;
	size_t i;

	text_init(&table, call->arena);
	for (i = 0; all[i] != NULL; i++) {
		struct toolchain *toolchain = arena_alloc(call->arena, sizeof(*toolchain));

		if (toolchain_find(call->arena, all[i], toolchain, err) != 0) {
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
	if (own->json)
		return command_print(json_pretty(call->arena, rows), err);
	if (musl != NULL)
		text_printf(&table, "musl %s has the fixes of %s\n", musl,
		    text_list_join(fixed, call->arena, ", "));
	return command_print(text_string(&table), err);
}

static int
install(const struct word_call *call, struct error *err)
{
	const struct toolchain_flags *own = call->flags;
	struct named_platforms platforms;

	/* what an archive has is what is wanted of it */
	if (call->operand_count == 0 && own->from == NULL)
		return error_set(err, ERROR_USAGE,
		    "toolchain install wants targets, or \"all\"; with --from it may want all that is "
		    "there");
	if (parse_platforms(call, &platforms, err) != 0)
		return -1;
	return toolchain_install(call->arena,
	    &(struct toolchain_install){.platforms = platforms.items,
		.count = platforms.count,
		.cxx = own->cxx,
		.from = own->from,
		.access = &own->access},
	    err);
}

/* The archive to push: one that is there, or one that the recipes pack now. */
static int
find_archive(
    const struct word_call *call, const char *work, const char **ret_file, struct error *err)
{
	const struct toolchain_flags *own = call->flags;
	struct arena *arena = call->arena;
	const char *file = own->from;

	if (file == NULL) {
		if (toolchain_pack(arena, call->operands + 1, work, err) != 0)
			return -1;
		file = work;
	}
	if (file_is_folder(file))
		file = path_join(arena, file, toolchain_archive_name(arena));
	*ret_file = file;
	return 0;
}

static int
push(const struct word_call *call, struct error *err)
{
	SCOPED(temporary_folder) struct temporary_folder work = {0};
	const struct toolchain_flags *own = call->flags;
	struct reference reference;
	struct digest digest;
	const char *file;

	if (own->from != NULL && call->operand_count > 1)
		return error_set(err, ERROR_USAGE,
		    "an archive is pushed as it is: --from takes no target \"%s\"",
		    call->operands[1]);
	if (reference_parse_registry(call->arena, call->operands[0], &reference, err) != 0 ||
	    reference_check_target(call->operands[0], &reference, err) != 0 ||
	    temporary_folder_make(&work, err) != 0 ||
	    find_archive(call, work.path, &file, err) != 0)
		return -1;
	registry_access_set(&reference, &own->access);
	if (toolchain_push_artifact(call->arena, &reference, file, &digest, err) != 0)
		return -1;
	return command_print(arena_printf(call->arena, "%s\n", digest.text), err);
}

static int
remove_all(const struct word_call *call, struct error *err)
{
	struct named_platforms platforms;
	size_t i;

	if (parse_platforms(call, &platforms, err) != 0)
		return -1;
	for (i = 0; i < platforms.count; i++) {
		if (toolchain_remove(call->arena, platforms.items[i], err) != 0)
			return -1;
		log_note("removed the toolchain for %s", platforms.items[i]->name);
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
environment(const struct word_call *call, struct error *err)
{
	const struct toolchain_variable *variable;
	struct arena *arena = call->arena;
	struct named_platforms platforms;
	struct toolchain toolchain;
	struct text text;

	if (parse_platforms(call, &platforms, err) != 0 ||
	    toolchain_find(arena, platforms.items[0], &toolchain, err) != 0)
		return -1;
	text_init(&text, arena);
	text_printf(&text, "export PATH=%s:\"$PATH\"\n",
	    shell_word(arena, path_join(arena, toolchain.folder, "bin")));
	for (variable = toolchain_tools; variable->name != NULL; variable++)
		text_printf(&text, "export %s=%s-%s\n", variable->name, toolchain.platform->triple,
		    variable->value);
	text_printf(&text, "export SYSROOT=%s\n",
	    shell_word(arena, path_join(arena, toolchain.folder, "sysroot")));
	for (variable = toolchain_files; variable->name != NULL; variable++)
		text_printf(&text, "export %s=%s\n", variable->name,
		    shell_word(arena, path_join(arena, toolchain.folder, variable->value)));
	return command_print(text_string(&text), err);
}

/* The processor is named as the hosts of a lock are: it need not be this
 * machine's. */
static int
tools(const struct word_call *call, struct error *err)
{
	const char *host = call->operand_count > 0 ? call->operands[0] : platform_host()->target;

	return toolchain_provide_tools(call->arena, host, err);
}

static int
doctor(const struct word_call *call, struct error *err)
{
	return toolchain_doctor(call->arena, err);
}

static const struct command_word words[] = {
    {"list", 0, 0, "nothing behind it", NULL, list},
    {"install", 0, SIZE_MAX, "targets, or \"all\"", "PLATFORM", install},
    {"push", 1, SIZE_MAX, "a repository of a registry, and targets", NULL, push},
    {"remove", 1, SIZE_MAX, "targets, or \"all\"", "PLATFORM", remove_all},
    {"env", 1, 1, "one target: mote toolchain env arm64", "PLATFORM", environment},
    {"tools", 0, 1, "at most one processor: mote toolchain tools arm64", "PLATFORM", tools},
    {"doctor", 0, 0, "nothing behind it", NULL, doctor},
    {0},
};

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct toolchain_flags own = {0};
	const struct flag_group groups[] = {
	    {NULL, NULL, flags, &own}, {REGISTRY_GROUP, registry_flags, &own.access}, {0}};

	return command_run_word(self, call, groups, err);
}

const struct command command_toolchain = {
    .name = "toolchain",
    .usage = "mote toolchain list|install|push|remove|env|tools|doctor [FLAG...] [TARGET...]",
    .summary = "compilers and sysroots for other processors",
    .words = words,
    .run = run,
};
