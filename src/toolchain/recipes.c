#include "toolchain/recipes.h"

#include "base/file.h"
#include "base/log.h"
#include "base/path.h"
#include "base/process.h"

#include <unistd.h>

enum { PROGRAM_PATH_LIMIT = 4096 };

int
recipes_find(struct arena *arena, const char **ret_folder, struct error *err)
{
	/* installed; build/release; build/static/arm64 */
	static const char *const places[] = {
	    "../share/mote/toolchain", "../../toolchain", "../../../toolchain"};
	char program[PROGRAM_PATH_LIMIT];
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	const char *folder;
	size_t i;

	program[length > 0 ? length : 0] = '\0';
	for (i = 0; i < ARRAY_SIZE(places) && length > 0; i++) {
		folder =
		    path_clean(arena, path_join(arena, path_folder(arena, program), places[i]));
		if (file_exists(path_join(arena, folder, "build"))) {
			*ret_folder = folder;
			return 0;
		}
	}
	return error_set(err, ERROR_NOT_FOUND,
	    "the recipes for toolchains, \"share/mote/toolchain\", are not beside this mote; install it "
	    "by \"make install\"");
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
	struct process_options options = {.output_to_stderr = true};
	struct text_list command = {0};
	const char *folder;
	size_t i;

	if (recipes_find(arena, &folder, err) != 0)
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
	if (log_is_quiet())
		text_list_add(&command, arena, "QUIET=1");
	for (i = 0; i < words->count; i++)
		text_list_add(&command, arena, words->items[i]);
	text_list_add(&command, arena, NULL);
	options.arguments = (const char *const *)command.items;
	log_clear();
	return process_run(&options, ret_status, err);
}
