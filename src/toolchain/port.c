#include "toolchain/port.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "toolchain/port_recipes.h"
#include "toolchain/recipes.h"

#include <dirent.h>
#include <string.h>

enum { RECIPE_LIMIT = 64 << 10, KEY_LENGTH = 64 };

static const char *
recipe_path(struct arena *arena, const char *recipes, const char *name, const char *ending)
{
	return arena_printf(arena, "%s/ports/%s%s", recipes, name, ending);
}

int
port_names(struct arena *arena, struct text_list *ret_names, struct error *err)
{
	struct text_list names = {0};
	SCOPED(directory) DIR *folder = NULL;
	const struct dirent *entry;
	const char *recipes, *path;

	if (port_recipes_find(arena, &recipes, err) != 0)
		return -1;
	path = path_join(arena, recipes, "ports");
	folder = opendir(path);
	if (folder == NULL)
		return error_errno(err, "cannot open \"%s\"", path);
	while ((entry = readdir(folder)) != NULL)
		if (text_ends_with(entry->d_name, ".mk"))
			text_list_add(&names, arena,
			    arena_printf(arena, "%.*s",
				(int)(strlen(entry->d_name) - strlen(".mk")), entry->d_name));
	text_list_sort(&names);
	*ret_names = names;
	return 0;
}

/* The value of the line "KEY = value"; "" if there is no such line. */
static const char *
recipe_value(struct arena *arena, const char *recipe, const char *key)
{
	return recipes_line(arena, recipe, arena_printf(arena, "%s = ", key));
}

static void
recipe_words(struct arena *arena, const char *recipe, const char *key, struct text_list *ret_words)
{
	const char *at = recipe_value(arena, recipe, key);
	size_t length;

	*ret_words = (struct text_list){0};
	for (at += strspn(at, " "); *at != '\0'; at += length, at += strspn(at, " ")) {
		length = strcspn(at, " ");
		text_list_add(ret_words, arena, arena_printf(arena, "%.*s", (int)length, at));
	}
}

/* Whether the list has the header, or the folder that it is in, as
 * "openssl/". */
static bool
gives_header(const struct text_list *given, const char *header)
{
	size_t i;

	for (i = 0; i < given->count; i++)
		if (strcmp(given->items[i], header) == 0 ||
		    (text_ends_with(given->items[i], "/") &&
			text_starts_with(header, given->items[i])))
			return true;
	return false;
}

const char *
port_of_header(struct arena *arena, const char *header)
{
	struct text_list names, given;
	const char *recipes;
	struct error ignored;
	struct text table;
	size_t i;

	if (port_recipes_find(arena, &recipes, &ignored) != 0 ||
	    file_read(
		arena, path_join(arena, recipes, "headers"), RECIPE_LIMIT, &table, &ignored) != 0 ||
	    port_names(arena, &names, &ignored) != 0)
		return NULL;
	for (i = 0; i < names.count; i++) {
		recipe_words(arena, text_string(&table), names.items[i], &given);
		if (gives_header(&given, header))
			return names.items[i];
	}
	return NULL;
}

static int
unknown_port(struct arena *arena, const char *name, struct error *err)
{
	struct text_list names;
	const char *nearest;

	if (port_names(arena, &names, err) != 0)
		return -1;
	text_list_add(&names, arena, NULL);
	nearest = text_nearest(name, (const char *const *)names.items);
	if (nearest == NULL)
		return error_set(err, ERROR_USAGE,
		    "there is no port \"%s\"; \"mote ports list\" names them", name);
	return error_set(
	    err, ERROR_USAGE, "there is no port \"%s\"; did you mean \"%s\"?", name, nearest);
}

static int
read_port(struct arena *arena, const char *name, struct port *ret_port, struct error *err)
{
	const char *recipes, *path, *recipe;
	struct text bytes;

	if (port_recipes_find(arena, &recipes, err) != 0)
		return -1;
	path = recipe_path(arena, recipes, name, ".mk");
	if (name[0] == '\0' || strchr(name, '/') != NULL || !file_exists(path))
		return unknown_port(arena, name, err);
	if (file_read(arena, path, RECIPE_LIMIT, &bytes, err) != 0)
		return -1;
	recipe = text_string(&bytes);
	*ret_port = (struct port){.name = name,
	    .version = recipe_value(arena, recipe, "VERSION"),
	    .license = recipe_value(arena, recipe, "LICENSE"),
	    .homepage = recipe_value(arena, recipe, "HOMEPAGE"),
	    .source = recipe_value(arena, recipe, "SOURCE"),
	    .fixes = recipe_value(arena, recipe, "FIXES"),
	    .needs_cxx = strcmp(recipe_value(arena, recipe, "LANGUAGE"), "c++") == 0};
	recipe_words(arena, recipe, "DEPENDS", &ret_port->depends);
	recipe_words(arena, recipe, "INCLUDES", &ret_port->includes);
	recipe_words(arena, recipe, "LIBS", &ret_port->libs);
	return 0;
}

static bool
has_port(const struct port_set *set, const char *name)
{
	size_t i;

	for (i = 0; i < set->count; i++)
		if (strcmp(set->items[i].name, name) == 0)
			return true;
	return false;
}

int
port_find(
    struct arena *arena, const struct text_list *names, struct port_set *set, struct error *err)
{
	struct port port = {0};
	size_t i;

	for (i = 0; i < names->count; i++) {
		if (has_port(set, names->items[i]))
			continue;
		if (read_port(arena, names->items[i], &port, err) != 0 ||
		    port_find(arena, &port.depends, set, err) != 0)
			return -1;
		set->items =
		    arena_grow(arena, set->items, set->count, &set->capacity, sizeof(*set->items));
		set->items[set->count++] = port;
	}
	return 0;
}

char *
port_folder(struct arena *arena, const struct toolchain *toolchain)
{
	return arena_printf(arena, "%s/ports/%s", path_folder(arena, toolchain->folder),
	    toolchain->platform->target);
}

static int
add_file(struct text *all, const char *path, struct error *err)
{
	struct text bytes;

	if (file_read(all->arena, path, RECIPE_LIMIT, &bytes, err) != 0)
		return -1;
	text_append(all, bytes.bytes, bytes.length);
	return 0;
}

/* The recipes of the port and of all that it needs, what musl needs in them,
 * and sources of our own. */
static int
add_recipes(struct text *all, const char *recipes, const struct port *port, struct error *err)
{
	static const char *const endings[] = {".mk", ".patch", ".c"};
	struct arena *arena = all->arena;
	struct text_list wanted = {0}, names = {0};
	struct port_set set = {0};
	size_t i, k;

	text_list_add(&wanted, arena, port->name);
	if (port_find(arena, &wanted, &set, err) != 0)
		return -1;
	for (i = 0; i < set.count; i++)
		text_list_add(&names, arena, set.items[i].name);
	text_list_sort(&names);
	for (i = 0; i < names.count; i++)
		for (k = 0; k < ARRAY_SIZE(endings); k++) {
			const char *path = recipe_path(arena, recipes, names.items[i], endings[k]);

			if (file_exists(path) && add_file(all, path, err) != 0)
				return -1;
		}
	return 0;
}

int
port_state(struct arena *arena, const struct toolchain *toolchain, const struct port *port,
    struct port_state *ret_state, struct error *err)
{
	const char *recipes, *key;
	struct digest digest;
	struct text toolchain_key, found, all;
	struct error ignored;

	text_init(&all, arena);
	if (port_recipes_find(arena, &recipes, err) != 0 ||
	    file_read(arena, path_join(arena, toolchain->folder, "key"), RECIPE_LIMIT,
		&toolchain_key, err) != 0)
		return -1;
	key = text_string(&toolchain_key);
	text_append(&all, key, strcspn(key, " \n"));
	text_add(&all, "\n");
	if (add_file(&all, path_join(arena, recipes, "port"), err) != 0 ||
	    add_file(&all, path_join(arena, recipes, "recipe"), err) != 0 ||
	    add_recipes(&all, recipes, port, err) != 0 ||
	    digest_of_bytes(all.bytes, all.length, &digest, err) != 0)
		return -1;
	ret_state->key = arena_strdup(arena, digest.text + strlen("sha256:"));
	ret_state->built =
	    file_read(arena,
		arena_printf(arena, "%s/%s/key", port_folder(arena, toolchain), port->name),
		RECIPE_LIMIT, &found, &ignored) == 0 &&
	    found.length == KEY_LENGTH + 1 && strncmp(found.bytes, ret_state->key, KEY_LENGTH) == 0;
	return 0;
}
