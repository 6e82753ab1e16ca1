#include "cache/cache_lines.h"

#include "base/file.h"
#include "base/path.h"

#include <string.h>

enum { MOST_LINES = 4096, FILE_LIMIT = 2 << 20 };

static const char *
file_of(struct arena *arena, enum place place, const char *name)
{
	const char *path = place_path(arena, place);

	return path == NULL || strchr(name, '/') != NULL ? NULL : path_join(arena, path, name);
}

void
cache_lines_read(
    struct arena *arena, enum place place, const char *name, struct text_list *ret_lines)
{
	const char *path = file_of(arena, place, name);
	char *line, *rest = NULL;
	struct text bytes;
	struct error ignored;

	*ret_lines = (struct text_list){0};
	if (path == NULL || file_read(arena, path, FILE_LIMIT, &bytes, &ignored) != 0 ||
	    bytes.length == 0)
		return;
	for (line = strtok_r(bytes.bytes, "\n", &rest); line != NULL;
	    line = strtok_r(NULL, "\n", &rest))
		text_list_add(ret_lines, arena, line);
}

void
cache_lines_add(enum place place, const char *name, const struct text_list *lines)
{
	struct arena arena = {0};
	const char *path = file_of(&arena, place, name);
	struct text_list known;
	struct error ignored;
	struct text bytes;
	size_t before, i;

	cache_lines_read(&arena, place, name, &known);
	before = known.count;
	for (i = 0; i < lines->count; i++)
		if (!text_list_has(&known, lines->items[i]))
			text_list_add(&known, &arena, lines->items[i]);
	text_init(&bytes, &arena);
	for (i = known.count > MOST_LINES ? known.count - MOST_LINES : 0; i < known.count; i++)
		text_printf(&bytes, "%s\n", known.items[i]);
	if (path != NULL && known.count > before &&
	    file_make_folders(path_folder(&arena, path), &ignored) == 0 &&
	    file_write(path, text_string(&bytes), bytes.length, 0644, &ignored) != 0)
		ignored.kind = ERROR_NONE;
	arena_release(&arena);
}
