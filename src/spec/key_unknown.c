#include "spec/key_unknown.h"

#include <string.h>

/* Where the keys of a section are written. */
static const char *
place_of(enum key_section section)
{
	static const char *const places[] = {[SECTION_ROOT] = "at the left margin",
	    [SECTION_BUILD] = "under \"build\"",
	    [SECTION_LIMITS] = "under \"limits\" of \"build\"",
	    [SECTION_IMAGE] = "under \"image\""};

	return places[section];
}

static void
add_names(struct text_list *names, struct arena *arena, enum key_section section)
{
	const struct spec_key *key;

	for (key = spec_keys; key->help != NULL; key++)
		if (key->section == section)
			text_list_add(names, arena, key->name);
}

int
keys_unknown(const struct key_reader *reader, const struct spec_key *parent,
    const struct yaml_node *node, struct error *err)
{
	/* the section itself, and then those where the key may belong */
	const enum key_section sections[] = {parent == NULL ? SECTION_ROOT : parent->inner,
	    SECTION_ROOT, SECTION_IMAGE, SECTION_BUILD, SECTION_LIMITS};
	const char *in =
	    parent == NULL ? "" : arena_printf(reader->arena, " in \"%s\"", parent->name);
	struct text_list names = {0};
	const char *nearest;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sections); i++)
		add_names(&names, reader->arena, sections[i]);
	text_list_add(&names, reader->arena, NULL);
	nearest = text_nearest(node->key, names.items);
	if (nearest == NULL)
		return error_set(err, ERROR_USAGE,
		    "%s:%u: unknown key \"%s\"%s; mote.yaml(5) lists them", reader->path,
		    node->line, node->key, in);
	for (i = 0; spec_key_find(sections[i], nearest) == NULL; i++)
		continue;
	if (strcmp(nearest, node->key) == 0)
		return error_set(err, ERROR_USAGE, "%s:%u: unknown key \"%s\"%s; it stands %s",
		    reader->path, node->line, node->key, in, place_of(sections[i]));
	return error_set(err, ERROR_USAGE, "%s:%u: unknown key \"%s\"%s; did you mean \"%s\"%s%s?",
	    reader->path, node->line, node->key, in, nearest, i == 0 ? "" : " ",
	    i == 0 ? "" : place_of(sections[i]));
}

int
keys_unknown_in_files(
    const struct key_reader *reader, const struct yaml_node *node, struct error *err)
{
	struct text_list names = {0};
	const char *nearest, *list;

	add_names(&names, reader->arena, SECTION_FILES);
	list = text_list_join(&names, reader->arena, ", ");
	text_list_add(&names, reader->arena, NULL);
	nearest = text_nearest(node->key, names.items);
	if (nearest != NULL)
		return error_set(err, ERROR_USAGE,
		    "%s:%u: unknown key \"%s\" in \"files\"; did you mean \"%s\"?", reader->path,
		    node->line, node->key, nearest);
	return error_set(err, ERROR_USAGE, "%s:%u: unknown key \"%s\" in \"files\"; there are %s",
	    reader->path, node->line, node->key, list);
}
