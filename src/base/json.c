#include "base/json.h"

#include <stdlib.h>
#include <string.h>

void
scope_json(json_t **json)
{
	json_decref(*json);
}

json_t *
json_parse(const char *bytes, size_t size, const char *name, struct error *err)
{
	json_error_t trouble;
	json_t *json = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &trouble);

	if (json == NULL)
		error_set(err, ERROR_FAILED, "%s:%d:%d: not valid JSON: %s", name, trouble.line,
		    trouble.column, trouble.text);
	return json;
}

json_t *
json_parse_first(
    const char *bytes, size_t size, const char *name, size_t *ret_used, struct error *err)
{
	json_error_t trouble;
	json_t *json =
	    json_loadb(bytes, size, JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK, &trouble);

	if (json == NULL)
		error_set(err, ERROR_FAILED, "%s:%d:%d: not valid JSON: %s", name, trouble.line,
		    trouble.column, trouble.text);
	else
		*ret_used = (size_t)trouble.position;
	return json;
}

static char *
dump(struct arena *arena, const json_t *json, size_t flags, size_t *ret_size)
{
	size_t size = json_dumpb(json, NULL, 0, flags);
	char *bytes = arena_alloc(arena, size + 2);

	*ret_size = json_dumpb(json, bytes, size, flags);
	return bytes;
}

char *
json_bytes(struct arena *arena, const json_t *json, size_t *ret_size)
{
	return dump(arena, json, JSON_COMPACT | JSON_ENCODE_ANY, ret_size);
}

/* A character of one to three bytes, which is all that is not shown; returns
 * how many. */
static size_t
add_escape(struct text *text, const unsigned char *at)
{
	size_t length = at[0] < 0x80 ? 1 : at[0] < 0xe0 ? 2 : 3;
	unsigned code = at[0];

	if (length == 2)
		code = (at[0] & 0x1fu) << 6 | (at[1] & 0x3fu);
	else if (length == 3)
		code = (at[0] & 0x0fu) << 12 | (at[1] & 0x3fu) << 6 | (at[2] & 0x3fu);
	text_printf(text, "\\u%04X", code);
	return length;
}

/* The bytes up to the next character that is not shown. */
static size_t
shown_run(const char *bytes)
{
	const char *at = bytes;
	size_t length;

	while ((length = *at == '\n' ? 1 : text_shown_length(at)) > 0)
		at += length;
	return (size_t)(at - bytes);
}

char *
json_pretty(struct arena *arena, const json_t *json)
{
	size_t size;
	const char *bytes = dump(arena, json, JSON_INDENT(2) | JSON_ENCODE_ANY, &size);
	struct text text;

	text_init(&text, arena);
	while (*bytes != '\0') {
		size_t shown = shown_run(bytes);

		text_append(&text, bytes, shown);
		bytes += shown;
		if (*bytes != '\0')
			bytes += add_escape(&text, (const unsigned char *)bytes);
	}
	text_add(&text, "\n");
	return text.bytes;
}

const char *
json_get_text(struct arena *arena, const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text == NULL ? NULL : arena_strdup(arena, text);
}

void
json_get_texts(struct arena *arena, const json_t *object, const char *key, struct text_list *list)
{
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(object, key), i, item)
	{
		if (json_is_string(item))
			text_list_add(list, arena, arena_strdup(arena, json_string_value(item)));
	}
}

int64_t
json_get_number(const json_t *object, const char *key, int64_t otherwise)
{
	const json_t *number = json_object_get(object, key);

	if (!json_is_integer(number) || json_integer_value(number) < 0)
		return otherwise;
	return json_integer_value(number);
}
