#include "spec/spec_schema.h"

#include "spec/platform.h"
#include "spec/spec_key.h"
#include "spec/spec_set.h"

#include <stdio.h>

/* The part of mote.yaml(5) that describes the keys of a section. */
static const char *const chapters[] = {[SECTION_ROOT] = "KEYS",
    [SECTION_BUILD] = "The build",
    [SECTION_LIMITS] = "The build",
    [SECTION_IMAGE] = "The image",
    [SECTION_FILES] = "KEYS"};

static json_t *
one_key(const char *key, json_t *value)
{
	json_t *json = json_object();

	json_object_set_new(json, key, value);
	return json;
}

/* {"type": TYPE} */
static json_t *
type_of(const char *type)
{
	return one_key("type", json_string(type));
}

static json_t *
any_of(json_t *first, json_t *second)
{
	json_t *list = json_array();

	json_array_append_new(list, first);
	json_array_append_new(list, second);
	return one_key("anyOf", list);
}

/* A reference to a definition at the end of the schema. */
static json_t *
defined(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "#/$defs/%s", name);
	return one_key("$ref", json_string(path));
}

/* mote reads each scalar as a text, but YAML gives 8080 and true to an editor
 * as a number and a boolean. */
static json_t *
scalar(void)
{
	json_t *types = json_array();

	json_array_append_new(types, json_string("string"));
	json_array_append_new(types, json_string("number"));
	json_array_append_new(types, json_string("boolean"));
	return one_key("type", types);
}

static json_t *
names(const char *const *items)
{
	json_t *list = json_array();

	for (; *items != NULL; items++)
		json_array_append_new(list, json_string(*items));
	return one_key("enum", list);
}

static json_t *
wish(void)
{
	json_t *list = json_array();

	json_array_append_new(list, json_true());
	json_array_append_new(list, json_false());
	json_array_append_new(list, json_string("true"));
	json_array_append_new(list, json_string("false"));
	return one_key("enum", list);
}

/* Editors propose the names; any other text is accepted too: "amd64,arm64". */
static json_t *
platforms(void)
{
	const struct platform *const *all = platform_all();
	json_t *list = json_array();

	for (; *all != NULL; all++)
		json_array_append_new(list, json_string((*all)->name));
	json_array_append_new(list, json_string("all"));
	return any_of(one_key("enum", list), defined("scalar"));
}

/* One text of a key. */
static json_t *
text_schema(const struct spec_key *key)
{
	json_t *json;

	if (key->type == KEY_CHOICE)
		return names(key->choices);
	if (key->type == KEY_WISH)
		return wish();
	if (key->parse == spec_set_platform)
		return platforms();
	if (key->pattern == NULL)
		return defined("scalar");
	json = scalar();
	json_object_set_new(json, "pattern", json_string(key->pattern));
	return json;
}

static json_t *
list_of(json_t *item)
{
	json_t *json = type_of("array");

	json_object_set_new(json, "items", item);
	return json;
}

/* entrypoint and cmd: a single text has no blanks. */
static json_t *
arguments(void)
{
	json_t *word = scalar();

	json_object_set_new(word, "pattern", json_string("^\\S*$"));
	return any_of(word, list_of(defined("scalar")));
}

static json_t *
pairs(void)
{
	json_t *json = type_of("object");

	json_object_set_new(json, "additionalProperties", defined("scalar"));
	return json;
}

/* A piece, a list of them with commas, or {tz: [ZONE, ...]}. */
static json_t *
with(const struct spec_key *key)
{
	json_t *zones = type_of("object"),
	       *tz = any_of(defined("scalar"), list_of(defined("scalar")));
	json_t *item = one_key("anyOf", json_array());

	json_object_set_new(zones, "properties", one_key("tz", tz));
	json_object_set_new(zones, "additionalProperties", json_false());
	json_array_append_new(json_object_get(item, "anyOf"), names(key->choices));
	json_array_append_new(
	    json_object_get(item, "anyOf"), one_key("pattern", json_string("[,=]")));
	json_object_set_new(
	    json_array_get(json_object_get(item, "anyOf"), 1), "type", json_string("string"));
	json_array_append_new(json_object_get(item, "anyOf"), zones);
	return any_of(item, list_of(json_incref(item)));
}

static json_t *key_schema(struct arena *arena, const struct spec_key *key);

/* The keys of a section. */
static json_t *
properties(struct arena *arena, enum key_section section)
{
	json_t *json = json_object();
	const struct spec_key *key;

	for (key = spec_keys; key->help != NULL; key++)
		if (key->section == section)
			json_object_set_new(json, key->name, key_schema(arena, key));
	return json;
}

static json_t *
section_schema(struct arena *arena, enum key_section section)
{
	json_t *json = type_of("object"), *both = json_array();

	json_object_set_new(json, "properties", properties(arena, section));
	json_object_set_new(json, "additionalProperties", json_false());
	if (section == SECTION_BUILD) {
		json_array_append_new(both, json_string("sources"));
		json_array_append_new(both, json_string("run"));
		json_object_set_new(json, "not", one_key("required", both));
		return json;
	}
	json_decref(both);
	return json;
}

static json_t *
files(struct arena *arena)
{
	json_t *entry = section_schema(arena, SECTION_FILES), *needed = json_array();

	json_array_append_new(needed, json_string("to"));
	json_object_set_new(entry, "required", needed);
	needed = json_array();
	json_array_append_new(needed, json_string("from"));
	json_array_append_new(needed, json_string("link"));
	json_object_set_new(entry, "not", one_key("required", needed));
	return any_of(entry, list_of(json_incref(entry)));
}

static json_t *
targets(void)
{
	json_t *json = type_of("object");
	json_t *target = any_of(defined("target"), type_of("null"));

	json_object_set_new(json, "additionalProperties", target);
	json_object_set_new(json, "minProperties", json_integer(1));
	json_object_set_new(
	    json, "propertyNames", one_key("pattern", json_string("^[a-z0-9][a-z0-9._/-]*$")));
	return json;
}

static json_t *
value_schema(struct arena *arena, const struct spec_key *key)
{
	switch (key->type) {
	case KEY_TEXTS:
	case KEY_WORDS:
	case KEY_PARSED_LIST:
		return any_of(text_schema(key), list_of(text_schema(key)));
	case KEY_ARGUMENTS:
		return arguments();
	case KEY_PAIRS:
		return pairs();
	case KEY_FILES:
		return files(arena);
	case KEY_WITH:
		return with(key);
	case KEY_SECTION:
		return any_of(section_schema(arena, key->inner), type_of("null"));
	case KEY_TARGETS:
		return targets();
	default:
		return text_schema(key);
	}
}

static json_t *
key_schema(struct arena *arena, const struct spec_key *key)
{
	json_t *json = value_schema(arena, key);
	const char *text = arena_printf(
	    arena, "%s. mote.yaml(5), %s: %s", key->help, chapters[key->section], key->name);

	json_object_set_new(json, "description", json_string(text));
	return json;
}

json_t *
spec_schema(struct arena *arena)
{
	json_t *json = json_object(), *definitions = json_object();
	json_t *target = section_schema(arena, SECTION_ROOT);

	json_object_set_new(
	    json, "$schema", json_string("https://json-schema.org/draft/2020-12/schema"));
	json_object_set_new(json, "title", json_string("mote.yaml"));
	json_object_set_new(json, "description",
	    json_string("How mote builds a program, and what its image holds"));
	json_object_set_new(json, "anyOf", json_array());
	json_array_append_new(json_object_get(json, "anyOf"), defined("file"));
	json_array_append_new(json_object_get(json, "anyOf"), type_of("null"));
	json_object_set_new(definitions, "file", json_deep_copy(target));
	/* a target has no targets of its own */
	json_object_del(json_object_get(target, "properties"), "targets");
	json_object_set_new(definitions, "target", target);
	json_object_set_new(definitions, "scalar", scalar());
	json_object_set_new(json, "$defs", definitions);
	return json;
}
