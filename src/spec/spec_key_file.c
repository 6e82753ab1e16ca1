#include "spec/spec_expand.h"
#include "spec/spec_keys.h"
#include "spec/spec_set.h"
#include "spec/spec_value.h"

#include <string.h>

/* Reads the globs of `exclude`: one text or a list of texts. */
static int
set_exclude(struct key_reader *reader, const struct yaml_node *node, struct spec_file *file,
    struct error *err)
{
	const struct yaml_node *item = node->kind == YAML_LIST ? node->children : node;

	if (node->kind == YAML_MAP || node->nothing)
		return keys_wrong_kind(reader, node, "a list or a text", err);
	for (; item != NULL; item = node->kind == YAML_LIST ? item->next : NULL) {
		if (item->kind != YAML_TEXT || item->nothing)
			return keys_wrong_kind(reader, item, "a list of texts", err);
		if (spec_check_text("exclude", item->text, err) != 0)
			return keys_refuse(reader, item, err);
		text_list_add(&file->exclude, reader->arena, item->text);
	}
	return 0;
}

int
keys_take_file(struct key_reader *reader, const struct yaml_node *node, struct spec_file *file,
    struct error *err)
{
	static const char *const keys[] = {"from", "to", "link", "mode", "owner", "exclude", NULL};
	const char **const texts[] = {&file->from, &file->to, &file->link};
	const char *nearest;
	size_t i;

	for (i = 0; keys[i] != NULL && strcmp(keys[i], node->key) != 0; i++)
		continue;
	if (keys[i] == NULL) {
		nearest = text_nearest(node->key, keys);
		return error_set(err, ERROR_USAGE, "%s:%u: unknown key \"%s\" in \"files\"%s%s%s",
		    reader->path, node->line, node->key,
		    nearest ? "; did you mean \""
			    : "; there are from, to, link, mode, owner, exclude",
		    nearest ? nearest : "", nearest ? "\"?" : "");
	}
	if (i == 5)
		return set_exclude(reader, node, file, err);
	if (node->kind != YAML_TEXT || node->nothing)
		return keys_wrong_kind(reader, node, "a text", err);
	if (i < ARRAY_SIZE(texts)) {
		*texts[i] = node->text;
		return expansion_refuse(reader->arena, keys[i], texts[i], err) == 0
		    ? 0
		    : keys_refuse(reader, node, err);
	}
	if ((i == 3 ? value_mode(node->text, &file->mode, err)
		    : value_owner(node->text, &file->owner, &file->group, err)) != 0)
		return keys_refuse(reader, node, err);
	return 0;
}
