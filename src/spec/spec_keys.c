#include "spec/spec_keys.h"

#include "base/path.h"
#include "spec/spec_expand.h"
#include "spec/spec_set.h"
#include "spec/spec_trust.h"
#include "spec/spec_value.h"

#include <string.h>

enum { CANDIDATE_LIMIT = 96 };

struct row;
typedef int take_node(struct key_reader *reader, const struct row *row,
    const struct yaml_node *node, struct error *err);

/* A key: who reads its value, and the member of struct spec that shows whether it is there already. */
struct row {
	const char *key;
	take_node *take;
	int (*set)(void *spec, struct arena *arena, const char *text, struct error *err);
	size_t offset, size;
	const char *kind; /* of a map's pairs, for errors */
	const struct row *section;
};

#define MEMBER(member) offsetof(struct spec, member), sizeof(((struct spec *)0)->member)

int
keys_refuse(const struct key_reader *reader, const struct yaml_node *node, struct error *err)
{
	return error_wrap(err, "%s:%u", reader->path, node->line);
}

int
keys_wrong_kind(const struct key_reader *reader, const struct yaml_node *node, const char *wanted,
    struct error *err)
{
	if (node->key == NULL)
		return error_set(err, ERROR_USAGE, "%s:%u: expected %s, found %s", reader->path,
		    node->line, wanted, yaml_kind_name(node));
	return error_set(err, ERROR_USAGE, "%s:%u: \"%s\" wants %s, found %s", reader->path,
	    node->line, node->key, wanted, yaml_kind_name(node));
}

static bool
is_absent(const struct spec *spec, const struct row *row)
{
	const char *bytes = (const char *)spec + row->offset;
	size_t i;

	for (i = 0; i < row->size; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

/* `sources` and `run` exclude each other: whoever said one of them first, a flag say, has decided. */
static bool
is_decided(const struct spec *before, const struct row *row)
{
	bool sources = before->build.sources.count > 0, run = before->build.run.count > 0;

	if (row->set == spec_set_source || row->set == spec_set_run)
		return sources || run;
	if (row->set == spec_set_run_output)
		return sources || before->build.output.count > 0;
	return !is_absent(before, row);
}

/* A text of the file, and the spec that it is for. */
struct goal_text {
	const struct yaml_node *node;
	struct spec *goal;
};

/* Where a value goes: the spec, or a spare one when it is only checked. */
static struct spec *
goal_of(struct key_reader *reader, const struct row *row)
{
	if (!reader->discard && !is_decided(&reader->before, row))
		return reader->spec;
	return arena_alloc(reader->arena, sizeof(struct spec));
}

static bool
knows_variables(const struct row *row)
{
	return row->set == spec_set_tag || row->set == spec_set_created ||
	    row->set == spec_set_cflags || row->set == spec_set_ldflags ||
	    row->set == spec_set_entrypoint || row->set == spec_set_cmd;
}

/* Checks the variables in the text, and sets it in the spec. */
static int
take_text(struct key_reader *reader, const struct row *row, const struct goal_text *text,
    struct error *err)
{
	const char *plain = text->node->text;
	int checked = 0;

	if (knows_variables(row))
		checked = expansion_check(plain, err);
	else if (row->set != spec_set_run && row->set != spec_set_toolchain)
		checked = expansion_refuse(reader->arena, row->key, &plain, err);
	/* a value that is only checked, or that a flag replaces, has no effect and needs no
	 * trust */
	if (checked == 0 && text->goal == reader->spec)
		checked = spec_trust_check(
		    reader->arena, reader->spec, &(struct trust_value){row->set, plain}, err);
	if (checked != 0 || row->set(text->goal, reader->arena, plain, err) != 0)
		return keys_refuse(reader, text->node, err);
	return 0;
}

static int
set_text(struct key_reader *reader, const struct row *row, const struct yaml_node *node,
    struct error *err)
{
	if (node->kind != YAML_TEXT || node->nothing)
		return keys_wrong_kind(reader, node, "a text", err);
	return take_text(reader, row, &(struct goal_text){node, goal_of(reader, row)}, err);
}

/* A list of texts, or one text. */
static int
set_list(struct key_reader *reader, const struct row *row, const struct yaml_node *node,
    struct error *err)
{
	struct spec *goal = goal_of(reader, row);
	const struct yaml_node *item = node->kind == YAML_LIST ? node->children : node;

	if (node->kind == YAML_MAP || node->nothing)
		return keys_wrong_kind(reader, node, "a list or a text", err);
	for (; item != NULL; item = node->kind == YAML_LIST ? item->next : NULL) {
		if (item->kind != YAML_TEXT || item->nothing)
			return error_set(err, ERROR_USAGE,
			    "%s:%u: \"%s\" wants a list of texts, found %s in it", reader->path,
			    item->line, row->key, yaml_kind_name(item));
		if (take_text(reader, row, &(struct goal_text){item, goal}, err) != 0)
			return -1;
	}
	return 0;
}

/* entrypoint and cmd: no shell is there to split a line, and an empty list says "none". */
static int
set_arguments(struct key_reader *reader, const struct row *row, const struct yaml_node *node,
    struct error *err)
{
	if (node->kind == YAML_TEXT && strpbrk(node->text, " \t\n") != NULL)
		return error_set(err, ERROR_USAGE,
		    "%s:%u: \"%s\" is one text with blanks, and no shell splits it; write a list, "
		    "one argument an item",
		    reader->path, node->line, row->key);
	if (node->kind == YAML_LIST && node->children == NULL)
		return row->set(goal_of(reader, row), reader->arena, "", err);
	if (node->kind == YAML_LIST && node->children->kind == YAML_TEXT &&
	    node->children->text[0] == '\0')
		return error_set(err, ERROR_USAGE,
		    "%s:%u: the first item of \"%s\" is empty; write [] for none", reader->path,
		    node->children->line, row->key);
	return set_list(reader, row, node, err);
}

static int
set_pairs(struct key_reader *reader, const struct row *row, const struct yaml_node *node,
    struct error *err)
{
	struct pairs *pairs = (struct pairs *)((char *)reader->spec + row->offset);
	const struct pairs *before =
	    (const struct pairs *)((const char *)&reader->before + row->offset);
	const struct yaml_node *item;

	if (node->kind != YAML_MAP)
		return keys_wrong_kind(reader, node, "a map of texts", err);
	for (item = node->children; item != NULL; item = item->next) {
		struct pair pair = {item->key, item->text};

		if (item->kind != YAML_TEXT || item->nothing)
			return keys_wrong_kind(reader, item, "a text (\"\" for an empty one)", err);
		if (expansion_check(pair.value, err) != 0) {
			error_wrap(err, "%s \"%.60s\"", row->kind, pair.key);
			return keys_refuse(reader, item, err);
		}
		if (expansion_refuse(reader->arena, row->key, &pair.key, err) != 0 ||
		    value_pair(row->kind, &pair, err) != 0)
			return keys_refuse(reader, item, err);
		if (!reader->discard && pairs_get(before, pair.key) == NULL)
			pairs_set(pairs, reader->arena, pair.key, pair.value);
	}
	return 0;
}

/* Paths in mote.yaml start at its folder. */
static int
set_folder(struct key_reader *reader, const struct row *row, const struct yaml_node *node,
    struct error *err)
{
	struct yaml_node moved = *node;

	if (node->kind == YAML_TEXT && node->text[0] != '\0')
		moved.text =
		    path_join(reader->arena, path_folder(reader->arena, reader->path), node->text);
	return set_text(reader, row, &moved, err);
}

/* A command is looked up in PATH, unless its first word is a path. */
static int
set_command(struct key_reader *reader, const struct row *row, const struct yaml_node *node,
    struct error *err)
{
	if (node->kind == YAML_TEXT &&
	    memchr(node->text, '/', strcspn(node->text, " \t\n")) != NULL)
		return set_folder(reader, row, node, err);
	return set_text(reader, row, node, err);
}

static int
set_files(struct key_reader *reader, const struct row *row, const struct yaml_node *node,
    struct error *err)
{
	struct spec *goal = goal_of(reader, row);
	const struct yaml_node *item = node->kind == YAML_LIST ? node->children : node, *member;

	if (node->kind == YAML_TEXT)
		return keys_wrong_kind(
		    reader, node, "a list of maps with \"from\" and \"to\"", err);
	for (; item != NULL; item = node->kind == YAML_LIST ? item->next : NULL) {
		struct spec_file file = {.mode = -1, .within = reader->spec->trust.project};

		if (item->kind != YAML_MAP)
			return error_set(err, ERROR_USAGE,
			    "%s:%u: \"files\" wants maps with \"from\" and \"to\", found %s in it",
			    reader->path, item->line, yaml_kind_name(item));
		file.place = arena_printf(reader->arena, "%s:%u", reader->path, item->line);
		for (member = item->children; member != NULL; member = member->next)
			if (keys_take_file(reader, member, &file, err) != 0)
				return -1;
		if (spec_add_file(reader->arena, goal, &file, err) != 0)
			return keys_refuse(reader, item, err);
	}
	return 0;
}

static int
set_zones(
    struct key_reader *reader, struct spec *goal, const struct yaml_node *node, struct error *err)
{
	static const struct row zones = {.key = "tz", .take = set_list, .set = spec_set_zone};
	struct key_reader own = *reader;

	if (strcmp(node->key, "tz") != 0)
		return error_set(err, ERROR_USAGE,
		    "%s:%u: unknown key \"%s\" in \"with\"; only tz takes a list", reader->path,
		    node->line, node->key);
	/* the goal was chosen for the whole of `with` */
	own.spec = goal;
	own.discard = false;
	return set_list(&own, &zones, node, err);
}

/* Names of pieces; {tz: [ZONE, ...]} is one too, alone or among them. */
static int
set_with(struct key_reader *reader, const struct row *row, const struct yaml_node *node,
    struct error *err)
{
	struct spec *goal = goal_of(reader, row);
	const struct yaml_node *item = node->kind == YAML_LIST ? node->children : node, *member;

	if (node->nothing)
		return keys_wrong_kind(reader, node, "a list of pieces", err);
	for (; item != NULL; item = node->kind == YAML_LIST ? item->next : NULL) {
		if (item->kind == YAML_LIST || item->nothing)
			return error_set(err, ERROR_USAGE,
			    "%s:%u: \"with\" wants names of pieces, found %s in it", reader->path,
			    item->line, yaml_kind_name(item));
		if (item->kind == YAML_TEXT &&
		    spec_set_with(goal, reader->arena, item->text, err) != 0)
			return keys_refuse(reader, item, err);
		for (member = item->children; member != NULL; member = member->next)
			if (set_zones(reader, goal, member, err) != 0)
				return -1;
	}
	return 0;
}

static take_node set_section, skip_targets;

static const struct row limit_rows[] = {
    {"processes", set_text, spec_set_limit_processes, MEMBER(build.limits.processes), NULL, NULL},
    {"memory", set_text, spec_set_limit_memory, MEMBER(build.limits.memory), NULL, NULL},
    {"disk", set_text, spec_set_limit_disk, MEMBER(build.limits.disk), NULL, NULL},
    {0},
};

static const struct row build_rows[] = {
    {"directory", set_folder, spec_set_directory, MEMBER(build.directory), NULL, NULL},
    {"sources", set_list, spec_set_source, MEMBER(build.sources), NULL, NULL},
    {"run", set_list, spec_set_run, MEMBER(build.run), NULL, NULL},
    {"output", set_list, spec_set_run_output, MEMBER(build.output), NULL, NULL},
    {"includes", set_list, spec_set_include, MEMBER(build.includes), NULL, NULL},
    {"cflags", set_list, spec_set_cflags, MEMBER(build.cflags), NULL, NULL},
    {"ldflags", set_list, spec_set_ldflags, MEMBER(build.ldflags), NULL, NULL},
    {"ports", set_list, spec_set_port, MEMBER(build.ports), NULL, NULL},
    {"env", set_pairs, NULL, MEMBER(build.environment), "env", NULL},
    {"link", set_text, spec_set_link, MEMBER(build.link), NULL, NULL},
    {"toolchain", set_command, spec_set_toolchain, MEMBER(build.toolchain), NULL, NULL},
    {"wrapper", set_text, spec_set_wrapper, MEMBER(build.wrapper), NULL, NULL},
    {"malloc", set_text, spec_set_malloc, MEMBER(build.malloc), NULL, NULL},
    {"stack", set_text, spec_set_stack, MEMBER(build.stack), NULL, NULL},
    {"libc-extras", set_text, spec_set_libc_extras, MEMBER(build.libc_extras), NULL, NULL},
    {"isolation", set_text, spec_set_isolation, MEMBER(build.isolation), NULL, NULL},
    {"limits", set_section, NULL, 0, 0, NULL, limit_rows},
    {0},
};

static const struct row image_rows[] = {
    {"entrypoint", set_arguments, spec_set_entrypoint, MEMBER(image.has_entrypoint), NULL, NULL},
    {"cmd", set_arguments, spec_set_cmd, MEMBER(image.has_cmd), NULL, NULL},
    {"env", set_pairs, NULL, MEMBER(image.env), "env", NULL},
    {"user", set_text, spec_set_user, MEMBER(image.user), NULL, NULL},
    {"workdir", set_text, spec_set_workdir, MEMBER(image.workdir), NULL, NULL},
    {"expose", set_list, spec_set_expose, MEMBER(image.expose), NULL, NULL},
    {"volumes", set_list, spec_set_volume, MEMBER(image.volumes), NULL, NULL},
    {"labels", set_pairs, NULL, MEMBER(image.labels), "label", NULL},
    {"annotations", set_pairs, NULL, MEMBER(image.annotations), "annotation", NULL},
    {"stop-signal", set_text, spec_set_signal, MEMBER(image.stop_signal), NULL, NULL},
    {"created", set_text, spec_set_created, MEMBER(image.created_text), NULL, NULL},
    {"path", set_text, spec_set_path, MEMBER(image.path), NULL, NULL},
    {0},
};

static const struct row root_rows[] = {
    {"name", set_text, spec_set_name, MEMBER(name), NULL, NULL},
    {"build", set_section, NULL, 0, 0, NULL, build_rows},
    {"platforms", set_list, spec_set_platform, MEMBER(platform_count), NULL, NULL},
    {"image", set_section, NULL, 0, 0, NULL, image_rows},
    {"files", set_files, NULL, MEMBER(files), NULL, NULL},
    {"with", set_with, NULL, MEMBER(with), NULL, NULL},
    {"output", set_list, spec_set_output, MEMBER(output_count), NULL, NULL},
    {"tags", set_list, spec_set_tag, MEMBER(tags), NULL, NULL},
    {"compression", set_text, spec_set_compression, MEMBER(compression), NULL, NULL},
    {"format", set_text, spec_set_format, MEMBER(format), NULL, NULL},
    {"targets", skip_targets, NULL, 0, 0, NULL, NULL},
    {0},
};

static const struct row *
find_row(const struct row *rows, const char *key)
{
	for (; rows->key != NULL; rows++)
		if (strcmp(rows->key, key) == 0)
			return rows;
	return NULL;
}

/* Where a key of these rows is written. */
static const char *
place_of(const struct row *rows)
{
	if (rows == root_rows)
		return "at the left margin";
	if (rows == limit_rows)
		return "under \"limits\" of \"build\"";
	return rows == image_rows ? "under \"image\"" : "under \"build\"";
}

/* Tells where the key belongs, when it is one of another section, or which it resembles: of its own section
 * first. */
static int
unknown_key(const struct key_reader *reader, const struct row *parent, const struct yaml_node *node,
    struct error *err)
{
	const struct row *own = parent == NULL ? root_rows : parent->section, *row;
	const struct row *const others[] = {own, root_rows, image_rows, build_rows, limit_rows};
	const char *in =
	    parent == NULL ? "" : arena_printf(reader->arena, " in \"%s\"", parent->key);
	const char *names[CANDIDATE_LIMIT], *nearest;
	size_t count = 0, i;

	for (i = 0; i < ARRAY_SIZE(others); i++)
		for (row = others[i]; row->key != NULL; row++)
			names[count++] = row->key;
	names[count] = NULL;
	nearest = text_nearest(node->key, names);
	if (nearest == NULL)
		return error_set(err, ERROR_USAGE,
		    "%s:%u: unknown key \"%s\"%s; mote.yaml(5) lists them", reader->path,
		    node->line, node->key, in);
	for (i = 0; find_row(others[i], nearest) == NULL; i++)
		continue;
	if (strcmp(nearest, node->key) == 0)
		return error_set(err, ERROR_USAGE, "%s:%u: unknown key \"%s\"%s; it stands %s",
		    reader->path, node->line, node->key, in, place_of(others[i]));
	return error_set(err, ERROR_USAGE, "%s:%u: unknown key \"%s\"%s; did you mean \"%s\"%s%s?",
	    reader->path, node->line, node->key, in, nearest, i == 0 ? "" : " ",
	    i == 0 ? "" : place_of(others[i]));
}

static int
take_members(struct key_reader *reader, const struct row *parent, const struct yaml_node *node,
    struct error *err)
{
	const struct row *rows = parent == NULL ? root_rows : parent->section, *row;
	const struct yaml_node *member, *sources = NULL, *run = NULL;

	for (member = node->children; member != NULL; member = member->next) {
		row = find_row(rows, member->key);
		if (row == NULL)
			return unknown_key(reader, parent, member, err);
		if (row->take(reader, row, member, err) != 0)
			return -1;
		if (row->set == spec_set_source)
			sources = member;
		if (row->set == spec_set_run)
			run = member;
	}
	if (sources != NULL && run != NULL)
		return error_set(err, ERROR_USAGE,
		    "%s:%u: there are both \"sources\" and \"run\" (line %u); mote compiles the "
		    "sources, or runs the project's own build",
		    reader->path, sources->line, run->line);
	return 0;
}

static int
set_section(struct key_reader *reader, const struct row *row, const struct yaml_node *node,
    struct error *err)
{
	/* all of a section's keys may be commented out */
	if (node->nothing)
		return 0;
	if (node->kind != YAML_MAP)
		return keys_wrong_kind(reader, node, "a map", err);
	return take_members(reader, row, node, err);
}

static int
skip_targets(struct key_reader *reader UNUSED, const struct row *row UNUSED,
    const struct yaml_node *node UNUSED, struct error *err UNUSED)
{
	return 0;
}

int
keys_take(struct key_reader *reader, const struct yaml_node *map, struct error *err)
{
	reader->before = *reader->spec;
	return take_members(reader, NULL, map, err);
}
