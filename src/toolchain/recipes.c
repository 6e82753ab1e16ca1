#include "toolchain/recipes.h"

#include "base/file.h"
#include "base/log.h"
#include "base/path.h"
#include "base/places.h"
#include "base/process.h"
#include "base/scope.h"
#include "base/settings.h"

#include <string.h>

int
recipes_find(struct arena *arena, const char **ret_folder, struct error *err)
{
	const struct place_list places = place_find(arena, PLACE_RECIPES);
	size_t i;

	for (i = 0; i < places.count; i++)
		if (file_exists(path_join(arena, places.items[i].path, "build"))) {
			*ret_folder = places.items[i].path;
			return 0;
		}
	return error_set(err, ERROR_NOT_FOUND,
	    "the recipes for toolchains, \"share/mote/toolchain\", are not beside this mote; install it "
	    "by \"make install\"");
}

const char *
recipes_line(struct arena *arena, const char *text, const char *start)
{
	for (; *text != '\0'; text += *text == '\n') {
		size_t length = strcspn(text, "\n"), skipped = strlen(start);

		if (text_starts_with(text, start))
			return arena_copy(arena, text + skipped, length - skipped);
		text += length;
	}
	return "";
}

/* make would expand "$" */
void
recipes_add_variable(
    struct text_list *words, struct arena *arena, const char *name, const char *value)
{
	struct text text;

	text_init(&text, arena);
	text_printf(&text, "%s=", name);
	for (; *value != '\0'; value++)
		text_add(&text, *value == '$' ? "$$" : (const char[]){*value, '\0'});
	text_list_add(words, arena, text_string(&text));
}

int
recipes_make(struct arena *arena, const char *home, const struct text_list *words, int *ret_status,
    struct error *err)
{
	SCOPED(output) struct output output = OUTPUT_NOWHERE;
	struct process_options options = {.output = &output};
	struct text_list command = {0};
	struct setting mirror;
	const char *folder;
	size_t i;

	if (recipes_find(arena, &folder, err) != 0 ||
	    setting_find(arena, SETTING_MIRROR, &mirror, err) != 0)
		return -1;
	if (process_find(arena, "make") == NULL)
		return error_set(err, ERROR_NOT_FOUND,
		    "\"make\" is not in PATH; as root, run:  apt-get install make");
	/* mote's own make has nothing to say to this one */
	text_list_add(&command, arena, "env");
	text_list_add(&command, arena, "-uMAKEFLAGS");
	text_list_add(&command, arena, "-uMAKELEVEL");
	text_list_add(&command, arena, "make");
	text_list_add(&command, arena, "-sC");
	text_list_add(&command, arena, folder);
	text_list_add(&command, arena, arena_printf(arena, "-j%u", process_processors()));
	recipes_add_variable(&command, arena, "MOTE_TOOLCHAIN_DIR", home);
	if (mirror.value != NULL)
		recipes_add_variable(&command, arena, "MOTE_MIRROR", mirror.value);
	if (log_is_quiet())
		text_list_add(&command, arena, "QUIET=1");
	for (i = 0; i < words->count; i++)
		text_list_add(&command, arena, words->items[i]);
	text_list_add(&command, arena, NULL);
	options.arguments = (const char *const *)command.items;
	output_open(arena, &output, NULL);
	if (process_run(&options, ret_status, err) != 0)
		return -1;
	log_clear();
	if (*ret_status != 0)
		output_print_end(&output);
	return 0;
}
