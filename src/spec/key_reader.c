#include "spec/key_reader.h"

#include "base/path.h"
#include "spec/key_unknown.h"
#include "spec/spec_expand.h"
#include "spec/spec_place.h"
#include "spec/spec_set.h"
#include "spec/spec_trust.h"
#include "spec/spec_value.h"

#include <string.h>

/* The place that a value goes to. */
struct goal {
	const struct spec_key *key;
	void *base; /* the spec, a spare one if the value is only checked, or an entry of `files` */
	struct spec *kept; /* the spec if the value goes into it, else NULL */
};

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

/* `sources` and `run` exclude each other: the stronger source, a flag say, that
 * has one of them decides. */
static bool
is_decided(const struct spec *before, const struct spec_key *key)
{
	bool sources = before->build.sources.count > 0, run = before->build.run.count > 0;

	if (key->offset == offsetof(struct spec, build.sources) ||
	    key->offset == offsetof(struct spec, build.run))
		return sources || run;
	if (key->offset == offsetof(struct spec, build.output))
		return sources || before->build.output.count > 0;
	return !spec_key_is_absent(key, before);
}

/* Checks the variables in the text; "$${" becomes "${" where there are none. */
static int
check_dollar(
    struct key_reader *reader, const struct spec_key *key, const char **text, struct error *err)
{
	if (key->dollar == DOLLAR_EXPANDED)
		return expansion_check(*text, err);
	return key->dollar == DOLLAR_KEPT ? 0
					  : expansion_refuse(reader->arena, key->name, text, err);
}

/* Remembers the line of the text, or of each word that it was split into. */
static void
add_places(struct key_reader *reader, const struct goal *goal, struct spec_place place,
    size_t words_before)
{
	const struct text_list *words = spec_key_member(goal->key, goal->base);
	size_t i;

	spec_place_add(goal->kept, reader->arena, goal->key, &place);
	for (i = words_before; goal->key->type == KEY_WORDS && i < words->count; i++) {
		place.text = words->items[i];
		spec_place_add(goal->kept, reader->arena, goal->key, &place);
	}
}

/* Reads one text of the file into its goal. */
static int
read_text(struct key_reader *reader, const struct goal *goal, const struct yaml_node *node,
    struct error *err)
{
	const struct spec_key *key = goal->key;
	const struct text_list *words = spec_key_member(key, goal->base);
	size_t words_before = key->type == KEY_WORDS ? words->count : 0;
	const char *text = node->text;
	int checked = check_dollar(reader, key, &text, err);

	/* a value that is only checked, or that a flag replaces, has no effect
	 * and needs no trust */
	if (checked == 0 && goal->kept != NULL)
		checked = spec_trust_check(reader->arena, goal->kept, key, text, err);
	if (checked != 0 || spec_key_set(key, goal->base, reader->arena, text, err) != 0)
		return keys_refuse(reader, node, err);
	if (goal->kept != NULL)
		add_places(reader, goal, (struct spec_place){text, node->line, 0}, words_before);
	return 0;
}

static int
read_one(struct key_reader *reader, const struct goal *goal, const struct yaml_node *node,
    struct error *err)
{
	if (node->kind != YAML_TEXT || node->nothing)
		return keys_wrong_kind(reader, node, "a text", err);
	return read_text(reader, goal, node, err);
}

/* A list of texts, or one text. */
static int
read_list(struct key_reader *reader, const struct goal *goal, const struct yaml_node *node,
    struct error *err)
{
	const struct yaml_node *item = node->kind == YAML_LIST ? node->children : node;

	if (node->kind == YAML_MAP || node->nothing)
		return keys_wrong_kind(reader, node, "a list or a text", err);
	for (; item != NULL; item = node->kind == YAML_LIST ? item->next : NULL) {
		if (item->kind != YAML_TEXT || item->nothing)
			return error_set(err, ERROR_USAGE,
			    "%s:%u: \"%s\" wants a list of texts, found %s in it", reader->path,
			    item->line, node->key, yaml_kind_name(item));
		if (read_text(reader, goal, item, err) != 0)
			return -1;
	}
	return 0;
}

/* entrypoint and cmd: no shell is there to split a line, and an empty list
 * means "none". */
static int
read_arguments(struct key_reader *reader, const struct goal *goal, const struct yaml_node *node,
    struct error *err)
{
	if (node->kind == YAML_TEXT && strpbrk(node->text, " \t\n") != NULL)
		return error_set(err, ERROR_USAGE,
		    "%s:%u: \"%s\" is one text with blanks, and no shell splits it; write a list, "
		    "one argument an item",
		    reader->path, node->line, node->key);
	if (node->kind == YAML_LIST && node->children == NULL) {
		if (goal->kept != NULL)
			spec_place_add(goal->kept, reader->arena, goal->key,
			    &(struct spec_place){NULL, node->line, 0});
		return spec_key_set(goal->key, goal->base, reader->arena, "", err);
	}
	if (node->kind == YAML_LIST && node->children->kind == YAML_TEXT &&
	    node->children->text[0] == '\0')
		return error_set(err, ERROR_USAGE,
		    "%s:%u: the first item of \"%s\" is empty; write [] for none", reader->path,
		    node->children->line, node->key);
	return read_list(reader, goal, node, err);
}

/* A map is merged: a pair that the spec has already stays. */
static int
read_pairs(struct key_reader *reader, const struct spec_key *key, const struct yaml_node *node,
    struct error *err)
{
	struct pairs *pairs = spec_key_member(key, reader->spec);
	const struct pairs *before = spec_key_member(key, &reader->before);
	const char *kind = spec_key_kind(key);
	const struct yaml_node *item;

	if (node->kind != YAML_MAP)
		return keys_wrong_kind(reader, node, "a map of texts", err);
	for (item = node->children; item != NULL; item = item->next) {
		struct pair pair = {item->key, item->text};

		if (item->kind != YAML_TEXT || item->nothing)
			return keys_wrong_kind(reader, item, "a text (\"\" for an empty one)", err);
		if (expansion_check(pair.value, err) != 0) {
			error_wrap(err, "%s \"%.60s\"", kind, pair.key);
			return keys_refuse(reader, item, err);
		}
		if (expansion_refuse(reader->arena, key->name, &pair.key, err) != 0 ||
		    value_pair(kind, &pair, err) != 0)
			return keys_refuse(reader, item, err);
		if (reader->discard || pairs_get(before, pair.key) != NULL)
			continue;
		pairs_set(pairs, reader->arena, pair.key, pair.value);
		spec_place_add(reader->spec, reader->arena, key,
		    &(struct spec_place){pair.value, item->line, 0});
	}
	return 0;
}

/* Paths in mote.yaml start at its folder. A command is looked up in PATH,
 * unless its first word is a path. */
static int
read_path(struct key_reader *reader, const struct goal *goal, const struct yaml_node *node,
    struct error *err)
{
	struct yaml_node moved = *node;
	bool is_path = node->kind == YAML_TEXT && node->text[0] != '\0' &&
	    (goal->key->type == KEY_FOLDER ||
		memchr(node->text, '/', strcspn(node->text, " \t\n")) != NULL);

	if (is_path)
		moved.text =
		    path_join(reader->arena, path_folder(reader->arena, reader->path), node->text);
	return read_one(reader, goal, &moved, err);
}

static int
read_file(struct key_reader *reader, const struct yaml_node *map, struct spec_file *file,
    struct error *err)
{
	const struct yaml_node *member;

	for (member = map->children; member != NULL; member = member->next) {
		const struct spec_key *key = spec_key_find(SECTION_FILES, member->key);
		const struct goal goal = {key, file, NULL};

		if (key == NULL)
			return keys_unknown_in_files(reader, member, err);
		if ((key->type == KEY_TEXTS ? read_list(reader, &goal, member, err)
					    : read_one(reader, &goal, member, err)) != 0)
			return -1;
	}
	return 0;
}

static int
read_files(struct key_reader *reader, const struct goal *goal, const struct yaml_node *node,
    struct error *err)
{
	const struct yaml_node *item = node->kind == YAML_LIST ? node->children : node;

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
		if (read_file(reader, item, &file, err) != 0)
			return -1;
		if (spec_add_file(reader->arena, goal->base, &file, err) != 0)
			return keys_refuse(reader, item, err);
	}
	return 0;
}

/* {tz: [ZONE, ...]} */
static int
read_zones(struct key_reader *reader, const struct goal *goal, const struct yaml_node *node,
    struct error *err)
{
	static const struct spec_key zones = {
	    .name = "tz", .type = KEY_PARSED_LIST, .parse = spec_set_zone};
	const struct goal inner = {&zones, goal->base, NULL};

	if (strcmp(node->key, "tz") != 0)
		return error_set(err, ERROR_USAGE,
		    "%s:%u: unknown key \"%s\" in \"with\"; only tz takes a list", reader->path,
		    node->line, node->key);
	return read_list(reader, &inner, node, err);
}

/* Names of pieces; {tz: [ZONE, ...]} is one too, alone or among them. */
static int
read_with(struct key_reader *reader, const struct goal *goal, const struct yaml_node *node,
    struct error *err)
{
	const struct yaml_node *item = node->kind == YAML_LIST ? node->children : node, *member;

	if (node->nothing)
		return keys_wrong_kind(reader, node, "a list of pieces", err);
	for (; item != NULL; item = node->kind == YAML_LIST ? item->next : NULL) {
		if (item->kind == YAML_LIST || item->nothing)
			return error_set(err, ERROR_USAGE,
			    "%s:%u: \"with\" wants names of pieces, found %s in it", reader->path,
			    item->line, yaml_kind_name(item));
		if (item->kind == YAML_TEXT &&
		    spec_key_set(goal->key, goal->base, reader->arena, item->text, err) != 0)
			return keys_refuse(reader, item, err);
		for (member = item->children; member != NULL; member = member->next)
			if (read_zones(reader, goal, member, err) != 0)
				return -1;
	}
	return 0;
}

/* Reads the value of a key that has no keys of its own. */
static int
read_value(struct key_reader *reader, const struct spec_key *key, const struct yaml_node *node,
    struct error *err)
{
	struct goal goal = {key, reader->spec, reader->spec};

	/* a value without effect is read all the same, and so checked */
	if (reader->discard || is_decided(&reader->before, key))
		goal = (struct goal){key, arena_alloc(reader->arena, sizeof(struct spec)), NULL};
	switch (key->type) {
	case KEY_FOLDER:
	case KEY_COMMAND:
		return read_path(reader, &goal, node, err);
	case KEY_TEXTS:
	case KEY_WORDS:
	case KEY_PARSED_LIST:
		return read_list(reader, &goal, node, err);
	case KEY_ARGUMENTS:
		return read_arguments(reader, &goal, node, err);
	case KEY_PAIRS:
		return read_pairs(reader, key, node, err);
	case KEY_FILES:
		return read_files(reader, &goal, node, err);
	case KEY_WITH:
		return read_with(reader, &goal, node, err);
	default:
		return read_one(reader, &goal, node, err);
	}
}

static int read_section(struct key_reader *reader, const struct spec_key *parent,
    const struct yaml_node *node, struct error *err);

/* Reads the members of a section, or of the file when `parent` is NULL. */
static int
read_members(struct key_reader *reader, const struct spec_key *parent, const struct yaml_node *node,
    struct error *err)
{
	enum key_section section = parent == NULL ? SECTION_ROOT : parent->inner;
	const struct yaml_node *member, *sources = NULL, *run = NULL;

	for (member = node->children; member != NULL; member = member->next) {
		const struct spec_key *key = spec_key_find(section, member->key);

		if (key == NULL)
			return keys_unknown(reader, parent, member, err);
		if (key->type == KEY_TARGETS)
			continue;
		if ((key->type == KEY_SECTION ? read_section(reader, key, member, err)
					      : read_value(reader, key, member, err)) != 0)
			return -1;
		if (key->offset == offsetof(struct spec, build.sources))
			sources = member;
		if (key->offset == offsetof(struct spec, build.run))
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
read_section(struct key_reader *reader, const struct spec_key *parent, const struct yaml_node *node,
    struct error *err)
{
	/* all keys of a section may be commented out */
	if (node->nothing)
		return 0;
	if (node->kind != YAML_MAP)
		return keys_wrong_kind(reader, node, "a map", err);
	return read_members(reader, parent, node, err);
}

int
keys_read(struct key_reader *reader, const struct yaml_node *map, struct error *err)
{
	reader->before = *reader->spec;
	return read_members(reader, NULL, map, err);
}
