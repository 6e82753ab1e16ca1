#include "base/file.h"
#include "base/path.h"
#include "builder/source_lines.h"
#include "cache/path_memo.h"

#include <ctype.h>
#include <string.h>

enum { LIST_LIMIT = 16 << 20 };

/* The next word of a list in make's syntax, NULL at the end of the list. */
static char *
next_word(struct arena *arena, const char **at)
{
	struct text word;

	while (isspace((unsigned char)**at) || ((*at)[0] == '\\' && (*at)[1] == '\n'))
		++*at;
	if (**at == '\0')
		return NULL;
	text_init(&word, arena);
	for (; **at != '\0' && !isspace((unsigned char)**at); ++*at) {
		if ((*at)[0] == '\\' && (*at)[1] == '\n')
			break;
		if (((*at)[0] == '\\' && ((*at)[1] == ' ' || (*at)[1] == '#')) ||
		    ((*at)[0] == '$' && (*at)[1] == '$'))
			++*at;
		text_append(&word, *at, 1);
	}
	return arena_strdup(arena, text_string(&word));
}

/* The part of a path that lies below the folder, NULL when it lies elsewhere.
 * "<folder>/bin/../sysroot/include" lies below. */
static const char *
below(struct arena *arena, const char *folder, const char *path)
{
	const char *clean = path_clean(arena, path);

	return folder != NULL && path_is_inside(folder, path) && path_is_inside(folder, clean) &&
		clean[strlen(folder)] == '/'
	    ? clean + strlen(folder) + 1
	    : NULL;
}

/* The line for a file that the compiler read: "s src/main.c". NULL: the file
 * lies where no object may depend on it. */
static const char *
classify(const struct source_scan *scan, const char *word)
{
	struct arena *arena = scan->arena;
	const char *path = path_join(arena, scan->folder, word), *place;

	if (strchr(path, '\n') != NULL)
		return NULL;
	place = below(arena, scan->toolchain, path);
	if (place != NULL)
		return arena_printf(arena, "%c %s", OF_TOOLCHAIN, place);
	place = below(arena, scan->ports, path);
	if (place != NULL)
		return arena_printf(arena, "%c %s", OF_PORTS, place);
	place = source_place(scan, path);
	return place == NULL
	    ? NULL
	    : arena_printf(arena, "%c %s", place[0] == '/' ? OF_HOST : OF_PROJECT, place);
}

/* Makes the lines for all files that the compiler says it read. */
static bool
read_list(const struct source_scan *scan, const struct source *source, struct text_list *lines)
{
	const struct beneath list = stage_work_file(&scan->stage->place,
	    arena_printf(scan->arena, "build/%s", source_list_name(scan->arena, source)));
	struct error ignored;
	struct text bytes;
	const char *at, *word, *line;

	if (!source->preprocessed) {
		line = classify(scan, source->path);
		text_list_add(lines, scan->arena, line);
		return line != NULL;
	}
	if (beneath_read(scan->arena, list, LIST_LIMIT, &bytes, &ignored) != 0)
		return false;
	at = strstr(text_string(&bytes), ": ");
	if (at == NULL)
		return false;
	at++;
	while ((word = next_word(scan->arena, &at)) != NULL) {
		line = classify(scan, word);
		if (line == NULL)
			return false;
		text_list_add(lines, scan->arena, line);
	}
	source_lines_sort(lines);
	return true;
}

/* Adds the names that a header of a toolchain, a port or the host asks for.
 * Such a header hides no files. */
static void
add_asked_by_others(struct source_scan *scan, const char *line, struct text_list *asked)
{
	const struct stage_context *stage = scan->stage;
	struct text_list *known = path_memo_get(scan->asked, line);
	struct arena pages = {0};
	struct text bytes;
	const char *path = line + 2;
	size_t i;

	if (known == NULL) {
		known = arena_alloc(scan->arena, sizeof(*known));
		path_memo_put(scan->asked, line, known);
		if (line[0] != OF_HOST)
			path = path_join(scan->arena,
			    line[0] == OF_PORTS ? stage->tools.ports_folder
						: stage->tools.toolchain.folder,
			    path);
		if (source_files_read(&scan->files, &pages, path, &bytes))
			source_text_find_asked(scan->arena, &bytes, known);
		arena_release(&pages);
	}
	for (i = 0; i < known->count; i++)
		text_list_add(asked, scan->arena,
		    arena_printf(scan->arena, "%c %s", ASKED_NAME, known->items[i]));
}

/* Adds the paths at which a name with ".." in it is searched: first beside the
 * file that asks, then in all search folders. */
static void
add_candidates(
    struct source_scan *scan, const char *file, const char *name, struct text_list *lines)
{
	struct arena *arena = scan->arena;
	const char *near = file == NULL ? NULL : path_join(arena, path_folder(arena, file), name);
	size_t i;

	if (near != NULL)
		text_list_add(lines, arena, arena_printf(arena, "%c %s", ASKED_PATH, near));
	if (near != NULL && source_files_standing(&scan->files, near) == STANDING_FILE)
		return;
	for (i = 0; i < scan->search.count; i++)
		text_list_add(lines, arena,
		    arena_printf(
			arena, "%c %s", ASKED_PATH, path_join(arena, scan->search.items[i], name)));
}

/* Adds the names that a file of the project asks for. */
static void
add_asked(struct source_scan *scan, const char *file, const struct source_text *text,
    struct text_list *lines)
{
	struct arena *arena = scan->arena;
	size_t i;

	for (i = 0; i < text->asked.count; i++)
		if (path_climbs(text->asked.items[i]))
			add_candidates(scan, file, text->asked.items[i], lines);
		else
			text_list_add(lines, arena,
			    arena_printf(arena, "%c %s", ASKED_NAME, text->asked.items[i]));
	for (i = 0; i < text->climbing.count; i++)
		add_candidates(scan, file, text->climbing.items[i], lines);
	for (i = 0; i < text->climbing_angled.count; i++)
		add_candidates(scan, NULL, text->climbing_angled.items[i], lines);
}

/* Adds the names that the files of the project ask for. false: a file may open
 * files that the list does not name. */
static bool
read_texts(struct source_scan *scan, const struct source *source, struct text_list *lines)
{
	const struct source_text **texts =
	    arena_array(scan->arena, lines->count + 1, sizeof(const struct source_text *));
	bool assembly = text_ends_with(source->path, ".S") || text_ends_with(source->path, ".s");
	enum source_kind kind = assembly ? SOURCE_ASSEMBLY : source->is_cxx ? SOURCE_CXX : SOURCE_C;
	size_t listed = lines->count, count = 0, i;
	bool climbs = false;

	for (i = 0; i < listed; i++)
		climbs |= lines->items[i][0] == OF_PROJECT && path_climbs(lines->items[i] + 2);
	texts[count++] = &scan->definitions;
	for (i = 0; i < listed; i++) {
		const char *line = lines->items[i];
		const struct source_text *text;

		if (line[0] != OF_PROJECT) {
			add_asked_by_others(scan, line, lines);
			continue;
		}
		text = source_files_text(&scan->files, line + 2, kind);
		/* with these options it has more than one meaning */
		if ((scan->flags.old_standard && text->odd) ||
		    (scan->flags.lto && text->has_comment) || (text->macro_include && climbs))
			return false;
		texts[count++] = text;
		add_asked(scan, line + 2, text, lines);
	}
	source_lines_sort(lines);
	return !source_texts_hide(scan->arena, texts, count);
}

void
source_inputs_learn(struct source_scan *scan, struct source *source, const struct timespec *start)
{
	struct text_list lines = {0};
	char *list;

	source->object_key.digest.text[0] = '\0';
	source->inputs = (struct text_list){0};
	if (!read_list(scan, source, &lines))
		return;
	source_lines_list(scan, source, &lines);
	if (scan->settings == NULL || !read_texts(scan, source, &lines))
		return;
	source_lines_make_keys(scan, source, &lines);
	/* the compiler may have read or found something else */
	if (source_time_is_later(&scan->changed, start))
		source->object_key.digest.text[0] = '\0';
	list = arena_printf(scan->arena, "%s\n", text_list_join(&lines, scan->arena, "\n"));
	if (source->object_key.digest.text[0] != '\0')
		build_cache_put(
		    scan->arena, &scan->stage->cache, &source->inputs_key, list, strlen(list));
}
