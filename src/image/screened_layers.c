#include "image/screened_layers.h"

#include "base/cache_folder.h"
#include "base/file.h"
#include "base/path.h"

#include <string.h>

enum { MOST_LINES = 4096, FILE_LIMIT = 1 << 20 };

static const char *
file_of(struct arena *arena)
{
	const char *folder = cache_folder(arena, "screened");

	return folder == NULL ? NULL : path_join(arena, folder, SCREENED_RULES);
}

void
screened_layers_read(struct arena *arena, struct text_list *ret_digests)
{
	const char *path = file_of(arena);
	char *line, *rest = NULL;
	struct text bytes;
	struct error ignored;

	*ret_digests = (struct text_list){0};
	if (path == NULL || file_read(arena, path, FILE_LIMIT, &bytes, &ignored) != 0 ||
	    bytes.length == 0)
		return;
	for (line = strtok_r(bytes.bytes, "\n", &rest); line != NULL;
	    line = strtok_r(NULL, "\n", &rest))
		text_list_add(ret_digests, arena, line);
}

void
screened_layers_note(const struct digest *digests, size_t count)
{
	struct arena arena = {0};
	const char *path = file_of(&arena);
	struct text_list known;
	struct error ignored;
	struct text lines;
	size_t before, i;

	screened_layers_read(&arena, &known);
	before = known.count;
	for (i = 0; i < count; i++)
		if (!text_list_has(&known, digests[i].text))
			text_list_add(&known, &arena, digests[i].text);
	text_init(&lines, &arena);
	for (i = known.count > MOST_LINES ? known.count - MOST_LINES : 0; i < known.count; i++)
		text_printf(&lines, "%s\n", known.items[i]);
	if (path != NULL && known.count > before &&
	    file_make_folders(path_folder(&arena, path), &ignored) == 0 &&
	    file_write(path, text_string(&lines), lines.length, 0644, &ignored) != 0)
		ignored.kind = ERROR_NONE;
	arena_release(&arena);
}
