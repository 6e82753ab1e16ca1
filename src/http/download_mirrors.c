#include "base/file.h"
#include "base/process.h"
#include "base/settings.h"
#include "http/download.h"

#include <string.h>

enum { APT_LIMIT = 1 << 20, APT_SECONDS = 60 };

static void
add_place(struct arena *arena, const char *place, size_t length, struct text_list *places)
{
	while (length > 1 && place[length - 1] == '/')
		length--;
	place = arena_copy(arena, place, length);
	if (length > 0 && !text_list_has(places, place))
		text_list_add(places, arena, place);
}

/* Blanks separate; a folder whose name has one stands alone. */
static void
add_words(struct arena *arena, const char *words, struct text_list *places)
{
	if (file_is_folder(words)) {
		add_place(arena, words, strlen(words), places);
		return;
	}
	while (*(words += strspn(words, " \t\n")) != '\0') {
		size_t length = strcspn(words, " \t\n");

		add_place(arena, words, length, places);
		words += length;
	}
}

/* The archives that apt on this machine uses. A pool of security updates that
 * lies beside the main archive is asked even where apt does not know it: the
 * files are pinned by their SHA-256. */
static void
add_from_apt(struct arena *arena, const struct text *said, struct text_list *places)
{
	struct text_list sites = {0}, late = {0};
	size_t i;

	add_words(arena, text_string(said), &sites);
	text_list_sort(&sites);
	for (i = 0; i < sites.count; i++)
		if (strstr(sites.items[i], "security") == NULL)
			add_place(arena, sites.items[i], strlen(sites.items[i]), places);
		else
			text_list_add(&late, arena, sites.items[i]);
	for (i = 0; i < places->count; i++)
		if (text_ends_with(places->items[i], "/debian"))
			text_list_add(
			    &late, arena, arena_printf(arena, "%s-security", places->items[i]));
	for (i = 0; i < late.count; i++)
		add_place(arena, late.items[i], strlen(late.items[i]), places);
}

static int
ask_apt(struct arena *arena, const char *program, struct text_list *ret_places, struct error *err)
{
	const char *const arguments[] = {
	    program, "indextargets", "--format", "$(SITE)", "Created-By: Packages", NULL};
	static const char *const environment[] = {
	    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", NULL};
	struct text said;
	const struct process_options options = {.arguments = arguments,
	    .environment = environment,
	    .folder = "/",
	    .capture = &said,
	    .capture_limit = APT_LIMIT,
	    .seconds = APT_SECONDS};
	int status;

	text_init(&said, arena);
	if (process_run(&options, &status, err) != 0)
		return -1;
	if (status == 0)
		add_from_apt(arena, &said, ret_places);
	if (ret_places->count > 0)
		return 0;
	return error_set(err, ERROR_NOT_FOUND,
	    "apt knows no archive of Debian: run \"apt-get update\", or %s",
	    DOWNLOAD_MIRROR_REMEDY);
}

int
download_mirrors(struct arena *arena, struct text_list *ret_places, struct error *err)
{
	struct text_list places = {0};
	struct setting setting;
	const char *program;

	if (setting_find(arena, SETTING_MIRROR, &setting, err) != 0)
		return -1;
	if (setting.value != NULL) {
		add_words(arena, setting.value, &places);
		*ret_places = places;
		return 0;
	}
	program = process_find(arena, "apt-get");
	if (program == NULL)
		return error_set(err, ERROR_NOT_FOUND, "no archive of Debian is known here: %s",
		    DOWNLOAD_MIRROR_REMEDY);
	if (ask_apt(arena, program, &places, err) != 0)
		return -1;
	*ret_places = places;
	return 0;
}
