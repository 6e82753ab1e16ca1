#include "registry/registries_conf.h"

#include "base/text.h"
#include "registry/toml_line.h"

#include <string.h>

/* Which table the keys belong to. */
enum table { TABLE_OTHER, TABLE_REGISTRY, TABLE_MIRROR };

/* The keys that were seen: a key stands once in its table. */
enum member {
	MEMBER_PREFIX = 1,
	MEMBER_LOCATION = 2,
	MEMBER_INSECURE = 4,
	MEMBER_BLOCKED = 8,
	MEMBER_BY_DIGEST = 16,
	MEMBER_USE = 32,
};

struct conf_parser {
	struct toml toml;
	struct registries_conf own; /* of this file */
	enum table table;
	unsigned seen;
};

static struct registry_rule *
last_rule(const struct conf_parser *parser)
{
	return &parser->own.rules[parser->own.count - 1];
}

/* A mirror without its place. */
static int
end_table(const struct conf_parser *parser, struct error *err)
{
	if (parser->table == TABLE_MIRROR &&
	    last_rule(parser)->mirrors[last_rule(parser)->mirror_count - 1].location == NULL)
		return toml_error(
		    &parser->toml, "the mirror before this line has no location", err);
	return 0;
}

static int
read_header(struct conf_parser *parser, struct error *err)
{
	struct toml *toml = &parser->toml;
	struct registries_conf *own = &parser->own;
	bool array = toml->at[1] == '[';
	struct registry_rule *rule;
	const char *key;

	if (end_table(parser, err) != 0)
		return -1;
	toml->at += array ? 2 : 1;
	if (toml_key(toml, &key, err) != 0)
		return -1;
	if (toml->at[0] != ']' || (array && toml->at[1] != ']'))
		return toml_error(toml, "a table's name that is not closed", err);
	toml->at += array ? 2 : 1;
	parser->table = TABLE_OTHER;
	parser->seen = 0;
	if (strcmp(key, "registry") != 0 && strcmp(key, "registry.mirror") != 0)
		return toml_end_line(toml, err);
	if (!array)
		return toml_error(toml, "this table is one of several: write it in [[ ]]", err);
	if (strcmp(key, "registry") == 0) {
		parser->table = TABLE_REGISTRY;
		own->rules = arena_grow(
		    toml->arena, own->rules, own->count, &own->capacity, sizeof(*own->rules));
		own->rules[own->count++] = (struct registry_rule){.line = toml->line};
	} else if (own->count == 0) {
		return toml_error(toml, "a mirror before any [[registry]]", err);
	} else {
		parser->table = TABLE_MIRROR;
		rule = last_rule(parser);
		rule->mirrors = arena_grow(toml->arena, rule->mirrors, rule->mirror_count,
		    &rule->mirror_capacity, sizeof(*rule->mirrors));
		rule->mirrors[rule->mirror_count++] = (struct registry_mirror){0};
	}
	return toml_end_line(toml, err);
}

/* Where a member's value goes: one of the two pointers. */
struct place {
	enum member member;
	const char **text;
	bool *flag;
};

static bool
find_place(const struct conf_parser *parser, const char *key, struct place *ret_place)
{
	struct registry_rule *rule = last_rule(parser);
	const struct {
		const char *key;
		struct place place;
	} known[] = {{"prefix", {MEMBER_PREFIX, &rule->prefix, NULL}},
	    {"location", {MEMBER_LOCATION, &rule->location, NULL}},
	    {"insecure", {MEMBER_INSECURE, NULL, &rule->insecure}},
	    {"blocked", {MEMBER_BLOCKED, NULL, &rule->blocked}},
	    {"mirror-by-digest-only", {MEMBER_BY_DIGEST, NULL, &rule->mirror_by_digest_only}}};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known) && strcmp(known[i].key, key) != 0; i++)
		continue;
	if (i == ARRAY_SIZE(known))
		return false;
	*ret_place = known[i].place;
	return true;
}

static bool
find_mirror_place(
    const struct conf_parser *parser, const char *key, const char **use, struct place *ret_place)
{
	struct registry_rule *rule = last_rule(parser);
	struct registry_mirror *mirror = &rule->mirrors[rule->mirror_count - 1];

	if (strcmp(key, "location") == 0)
		*ret_place = (struct place){MEMBER_LOCATION, &mirror->location, NULL};
	else if (strcmp(key, "insecure") == 0)
		*ret_place = (struct place){MEMBER_INSECURE, NULL, &mirror->insecure};
	else if (strcmp(key, "pull-from-mirror") == 0)
		*ret_place = (struct place){MEMBER_USE, use, NULL};
	else
		return false;
	return true;
}

static int
set_use(struct conf_parser *parser, const char *use, struct error *err)
{
	static const char *const names[] = {"all", "digest-only", "tag-only"};
	struct registry_rule *rule = last_rule(parser);
	size_t i;

	if (use == NULL || use[0] == '\0')
		return 0;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i], use) == 0) {
			rule->mirrors[rule->mirror_count - 1].use = (enum mirror_use)i;
			return 0;
		}
	return toml_error(&parser->toml, "pull-from-mirror is all, digest-only or tag-only", err);
}

/* A place has neither a scheme nor a slash at its end. */
static int
check_location(struct conf_parser *parser, const char **text, struct error *err)
{
	size_t length = strlen(*text);

	if (strstr(*text, "://") != NULL)
		return toml_error(&parser->toml,
		    "a place is HOST or HOST/PATH, without \"https://\"; plain HTTP is said by "
		    "\"insecure\"",
		    err);
	while (length > 0 && (*text)[length - 1] == '/')
		length--;
	*text = length == 0 ? NULL : arena_copy(parser->toml.arena, *text, length);
	return 0;
}

static int
set_member(struct conf_parser *parser, const struct place *place, const struct toml_value *value,
    struct error *err)
{
	struct toml *toml = &parser->toml;

	if ((parser->seen & place->member) != 0)
		return toml_error(toml, "a key that its table has already", err);
	parser->seen |= place->member;
	if (place->flag != NULL && value->kind != TOML_TRUE && value->kind != TOML_FALSE)
		return toml_error(toml, "this is true or false", err);
	if (place->text != NULL && value->kind != TOML_TEXT)
		return toml_error(toml, "this is a text in quotes", err);
	if (place->flag != NULL)
		*place->flag = value->kind == TOML_TRUE;
	if (place->text == NULL)
		return 0;
	*place->text = value->text;
	return place->member == MEMBER_USE ? 0 : check_location(parser, place->text, err);
}

static int
read_member(struct conf_parser *parser, struct error *err)
{
	struct toml *toml = &parser->toml;
	const char *key, *use = NULL;
	struct toml_value value;
	struct place place;
	bool known;

	if (toml_key(toml, &key, err) != 0)
		return -1;
	if (*toml->at != '=')
		return toml_error(toml, "a key without a value", err);
	toml->at++;
	toml_skip_blanks(toml);
	if (toml_value(toml, &value, err) != 0)
		return -1;
	known = parser->table == TABLE_REGISTRY ? find_place(parser, key, &place)
	    : parser->table == TABLE_MIRROR     ? find_mirror_place(parser, key, &use, &place)
						: false;
	if (parser->table == TABLE_REGISTRY && strcmp(key, "mirror") == 0)
		return toml_error(toml, "write each mirror as a table, [[registry.mirror]]", err);
	if (known &&
	    (set_member(parser, &place, &value, err) != 0 || set_use(parser, use, err) != 0))
		return -1;
	return toml_end_line(toml, err);
}

/* Checks a whole rule: only now it is known which keys it lacks. */
static int
finish_rule(struct conf_parser *parser, struct registry_rule *rule, struct error *err)
{
	parser->toml.line = rule->line;
	if (rule->prefix == NULL && rule->location == NULL)
		return toml_error(
		    &parser->toml, "this registry has neither prefix nor location", err);
	if (rule->prefix == NULL)
		rule->prefix = rule->location;
	if (rule->location == NULL && !text_starts_with(rule->prefix, "*."))
		return toml_error(&parser->toml, "this registry has no location", err);
	if (strchr(rule->prefix + text_starts_with(rule->prefix, "*."), '*') != NULL)
		return toml_error(&parser->toml,
		    "a star stands at the beginning of a prefix alone, as in \"*.example.com\"",
		    err);
	return 0;
}

static void
put_rule(struct arena *arena, struct registries_conf *conf, const struct registry_rule *rule)
{
	size_t i;

	for (i = 0; i < conf->count; i++)
		if (strcmp(conf->rules[i].prefix, rule->prefix) == 0) {
			conf->rules[i] = *rule;
			return;
		}
	conf->rules =
	    arena_grow(arena, conf->rules, conf->count, &conf->capacity, sizeof(*conf->rules));
	conf->rules[conf->count++] = *rule;
}

int
registries_conf_parse(struct arena *arena, const char *name, const char *bytes,
    struct registries_conf *conf, struct error *err)
{
	struct conf_parser parser = {.toml = {arena, name, bytes, 1}};
	size_t i;

	while (toml_skip_lines(&parser.toml, err) == 0) {
		if (*parser.toml.at == '\0') {
			if (end_table(&parser, err) != 0)
				return -1;
			for (i = 0; i < parser.own.count; i++)
				if (finish_rule(&parser, &parser.own.rules[i], err) != 0)
					return -1;
			for (i = 0; i < parser.own.count; i++)
				put_rule(arena, conf, &parser.own.rules[i]);
			return 0;
		}
		if ((*parser.toml.at == '[' ? read_header(&parser, err)
					    : read_member(&parser, err)) != 0)
			return -1;
	}
	return -1;
}
