#include "base/json.h"
#include "base/places.h"
#include "base/scope.h"
#include "base/text.h"
#include "command/command.h"
#include "command/verbs.h"

#include <string.h>
#include <unistd.h>

struct env_flags {
	bool json;
};

static const struct flag flags[] = {
    {"json", 0, NULL, "JSON", FLAG_SWITCH(struct env_flags, json)},
    {0},
};

static bool
is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

static json_t *
place_json(struct arena *arena, enum place place)
{
	const struct place_list list = place_find(arena, place);
	json_t *json = json_object(), *paths = json_array(), *row;
	size_t i;

	for (i = 0; i < list.count; i++) {
		const char *variable = list.items[i].variable;

		row = json_object();
		json_object_set_new(
		    row, "path", json_string(text_visible(arena, list.items[i].path)));
		json_object_set_new(row, "exists", json_boolean(is_there(list.items[i].path)));
		json_object_set_new(
		    row, "variable", variable == NULL ? json_null() : json_string(variable));
		json_array_append_new(paths, row);
	}
	json_object_set_new(json, "name", json_string(place_name(place)));
	json_object_set_new(json, "use", json_string(place_use(place)));
	json_object_set_new(json, "paths", paths);
	return json;
}

static int
print_json(struct arena *arena, struct error *err)
{
	SCOPED(json) json_t *all = json_array();
	enum place place;

	for (place = 0; place < PLACE_COUNT; place++)
		json_array_append_new(all, place_json(arena, place));
	return command_print(json_pretty(arena, all), err);
}

/* "cache     yes  $HOME   /root/.cache/mote" for each path of each place. */
static int
print_table(struct arena *arena, struct error *err)
{
	struct text text;
	enum place place;
	size_t i;

	text_init(&text, arena);
	text_printf(&text, "%-18s %-7s %-27s %s\n", "PLACE", "EXISTS", "DECIDED BY", "PATH");
	for (place = 0; place < PLACE_COUNT; place++) {
		const struct place_list list = place_find(arena, place);

		if (list.count == 0)
			text_printf(&text, "%-18s %-7s %-27s %s\n", place_name(place), "-", "-",
			    "nowhere: no variable names a folder");
		for (i = 0; i < list.count; i++) {
			const char *variable = list.items[i].variable;

			text_printf(&text, "%-18s %-7s %-27s ", place_name(place),
			    is_there(list.items[i].path) ? "yes" : "no",
			    variable == NULL ? "mote" : variable);
			text_add_visible(&text, list.items[i].path);
			text_add(&text, "\n");
		}
	}
	return command_print(text_string(&text), err);
}

static int
unknown_place(const char *name, struct error *err)
{
	const char *names[PLACE_COUNT + 1] = {NULL};
	const char *nearest;
	enum place place;

	for (place = 0; place < PLACE_COUNT; place++)
		names[place] = place_name(place);
	nearest = text_nearest(name, names);
	return nearest == NULL
	    ? error_set(err, ERROR_USAGE,
		  "there is no place \"%s\"; \"mote env\" without operands lists them", name)
	    : error_set(err, ERROR_USAGE, "there is no place \"%s\"; did you mean \"%s\"?", name,
		  nearest);
}

/* The one path that mote uses of a place, alone on a line, for scripts. */
static int
add_path(struct text *lines, const char *name, struct error *err)
{
	struct arena *arena = lines->arena;
	const char *path;
	enum place place;

	for (place = 0; place < PLACE_COUNT && strcmp(name, place_name(place)) != 0; place++)
		continue;
	if (place == PLACE_COUNT)
		return unknown_place(name, err);
	path = place_existing(arena, place);
	if (path == NULL)
		path = place_path(arena, place);
	if (path == NULL)
		return error_set(err, ERROR_NOT_FOUND,
		    "there is no path for \"%s\"; set HOME to an absolute path", name);
	text_printf(lines, "%s\n", path);
	return 0;
}

static int
print_paths(struct arena *arena, const struct flag_result *result, struct error *err)
{
	struct text lines;
	size_t i;

	text_init(&lines, arena);
	for (i = 0; i < result->operand_count; i++)
		if (add_path(&lines, result->operands[i], err) != 0)
			return -1;
	return command_print(text_string(&lines), err);
}

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct env_flags own = {0};
	const struct flag_group groups[] = {{NULL, NULL, flags, &own}, {0}};
	struct flag_result result;

	if (command_parse(self, call, groups, &result, err) != 0)
		return -1;
	if (result.help)
		return 0;
	if (own.json && result.operand_count > 0)
		return error_set(err, ERROR_USAGE,
		    "--json takes no operand \"%s\"; it prints all places", result.operands[0]);
	if (own.json)
		return print_json(call->arena, err);
	return result.operand_count == 0 ? print_table(call->arena, err)
					 : print_paths(call->arena, &result, err);
}

const struct command command_env = {
    .name = "env",
    .usage = "mote env [PLACE...]",
    .summary = "print where mote keeps and looks for files",
    .minor = true,
    .run = run,
};
