#include "base/settings.h"

#include "base/file.h"
#include "base/places.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *key, *variable;
} keys[] = {
    [SETTING_MIRROR] = {"mirror", "MOTE_MIRROR"},
    [SETTING_TOOLCHAIN] = {"toolchain", "MOTE_TOOLCHAIN_FROM"},
};
_Static_assert(ARRAY_SIZE(keys) == SETTING_COUNT, "a setting has no key");

/* Without the blanks around it. */
static char *
trimmed(struct arena *arena, const char *text, size_t length)
{
	while (length > 0 && (*text == ' ' || *text == '\t')) {
		text++;
		length--;
	}
	while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL)
		length--;
	return arena_copy(arena, text, length);
}

static int
unknown_key(const char *place, const char *key, struct error *err)
{
	const char *names[SETTING_COUNT + 1] = {NULL};
	const char *nearest;
	size_t i;

	for (i = 0; i < SETTING_COUNT; i++)
		names[i] = keys[i].key;
	nearest = text_nearest(key, names);
	return error_set(err, ERROR_USAGE, "%s: there is no setting \"%s\"%s%s%s", place, key,
	    nearest == NULL ? "; there are \"mirror\" and \"toolchain\"" : "; did you mean \"",
	    nearest == NULL ? "" : nearest, nearest == NULL ? "" : "\"?");
}

static int
take_line(struct arena *arena, const char *place, const char *line, struct setting *settings,
    struct error *err)
{
	const char *equals = strchr(line, '='), *key, *value;
	size_t i = 0;

	if (line[0] == '\0' || line[0] == '#')
		return 0;
	if (equals == NULL)
		return error_set(err, ERROR_USAGE,
		    "%s: \"%s\" is no line \"KEY = VALUE\" and no comment", place, line);
	key = trimmed(arena, line, (size_t)(equals - line));
	value = trimmed(arena, equals + 1, strlen(equals + 1));
	while (i < SETTING_COUNT && strcmp(keys[i].key, key) != 0)
		i++;
	if (i == SETTING_COUNT)
		return unknown_key(place, key, err);
	if (settings[i].value != NULL)
		return error_set(err, ERROR_USAGE, "%s: \"%s\" stands in \"%s\" already", place,
		    key, settings[i].from);
	if (value[0] == '\0')
		return error_set(err, ERROR_USAGE, "%s: \"%s\" has no value", place, key);
	settings[i] = (struct setting){value, place};
	return 0;
}

int
settings_parse(struct arena *arena, const char *name, const struct text *bytes,
    struct setting *ret_settings, struct error *err)
{
	struct setting settings[SETTING_COUNT] = {{0}};
	const char *at = text_string(bytes);
	unsigned number = 1;

	if (strlen(at) != bytes->length || !text_is_utf8(at, bytes->length))
		return error_set(err, ERROR_USAGE, "\"%s\" is no text in UTF-8", name);
	for (; *at != '\0'; number++) {
		size_t length = strcspn(at, "\n");

		if (take_line(arena, arena_printf(arena, "%s:%u", name, number),
			trimmed(arena, at, length), settings, err) != 0)
			return -1;
		at += length + (at[length] == '\n');
	}
	memcpy(ret_settings, settings, sizeof(settings));
	return 0;
}

int
setting_find(
    struct arena *arena, enum setting_key key, struct setting *ret_setting, struct error *err)
{
	const struct place_list files = place_find(arena, PLACE_SETTINGS);
	const char *value = getenv(keys[key].variable);
	struct setting settings[SETTING_COUNT];
	struct text bytes;
	size_t i;

	*ret_setting = (struct setting){0};
	if (value != NULL && value[0] != '\0') {
		*ret_setting = (struct setting){value, keys[key].variable};
		return 0;
	}
	for (i = 0; i < files.count && ret_setting->value == NULL; i++) {
		if (!file_exists(files.items[i].path))
			continue;
		if (file_read(arena, files.items[i].path, SETTINGS_LIMIT, &bytes, err) != 0 ||
		    settings_parse(arena, files.items[i].path, &bytes, settings, err) != 0)
			return -1;
		*ret_setting = settings[key];
	}
	return 0;
}
