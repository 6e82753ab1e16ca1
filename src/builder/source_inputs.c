#include "builder/source_inputs.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "builder/source_lines.h"
#include "builder/stage_environment.h"
#include "cache/path_memo.h"

#include <stdlib.h>
#include <string.h>

enum { SHADOW_DEPTH = 8 };

bool
source_line_is_file(const char *line)
{
	return line[0] == OF_PROJECT || line[0] == OF_HOST;
}

static void
add_words(struct text *text, const char *what, const struct text_list *words)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		text_printf(text, "%s %zu %s\n", what, strlen(words->items[i]), words->items[i]);
}

/* The settings that are the same for every source of the stage. NULL: an option
 * or variable may open unknown files. */
static const char *
common_settings(const struct source_scan *scan)
{
	const struct stage_context *stage = scan->stage;
	const struct spec_build *build = &stage->spec->build;
	struct text_list cflags = stage_cflags(stage, NULL);
	struct text text;
	size_t i;

	if (stage->identity == NULL || !scan->flags.known ||
	    !compile_variables_known(&build->environment))
		return NULL;
	text_init(&text, scan->arena);
	text_add(&text, stage->identity);
	text_printf(&text, "inside %s\n", scan->folder + strlen(scan->bound));
	text_printf(&text, "time %lld\n", (long long)stage->spec->image.created);
	add_words(&text, "include", &build->includes);
	add_words(&text, "flag", &cflags);
	for (i = 0; i < build->environment.count; i++)
		text_printf(&text, "env %s=%zu %s\n", build->environment.items[i].key,
		    strlen(build->environment.items[i].value), build->environment.items[i].value);
	return text_string(&text);
}

/* Reads the values of -D as the compiler does: as lines of #define. */
static void
read_definitions(struct source_scan *scan)
{
	const struct text_list *cflags = &scan->stage->spec->build.cflags;
	struct text text;
	size_t i;

	text_init(&text, scan->arena);
	for (i = 0; i < cflags->count; i++)
		text_printf(&text, "#define %s\n",
		    text_starts_with(cflags->items[i], "-D") ? cflags->items[i] + 2
							     : cflags->items[i]);
	source_text_read(scan->arena, &text, SOURCE_CXX, &scan->definitions);
}

/* A compiler may name its own headers as "/usr/lib/gcc/../include/stdio.h":
 * returns the path without "..". */
static const char *
place_on_host(struct arena *arena, const char *path)
{
	SCOPED(heap) char *real = NULL;

	if (!text_starts_with(path, "/usr/"))
		return NULL;
	if (!path_climbs(path))
		return path;
	real = realpath(path, NULL);
	return real != NULL && text_starts_with(real, "/usr/") ? arena_strdup(arena, real) : NULL;
}

/* Turns a path inside the stage into one of source_files.h: relative to the
 * bound folder, or below /usr. NULL: the path lies elsewhere, or the host has
 * no such file. */
const char *
source_place(const struct source_scan *scan, const char *inside)
{
	size_t length = strlen(scan->bound);

	if (strchr(inside, '\n') != NULL)
		return NULL;
	if (strncmp(inside, scan->bound, length) == 0 && inside[length] == '/')
		return inside + length + 1;
	if (strcmp(inside, scan->bound) == 0)
		return ".";
	/* files of a root of packages are not tracked: no compiler of mote's
	 * searches them, unless a flag names one */
	return stage_root_is_shown(scan->stage) ? NULL : place_on_host(scan->arena, inside);
}

/* Collects the folders in which headers are searched, besides the folder of the
 * file that includes them. clang takes a file in the place of a folder for a
 * table that leads from names to headers, and does not list it: then nothing is
 * kept. */
static bool
find_folders(struct source_scan *scan)
{
	const struct text_list *lists[] = {
	    &scan->stage->spec->build.includes, &scan->flags.folders};
	size_t i, k;

	for (i = 0; i < ARRAY_SIZE(lists); i++)
		for (k = 0; k < lists[i]->count; k++) {
			const char *place = source_place(
			    scan, path_join(scan->arena, scan->folder, lists[i]->items[k]));

			if (place == NULL ||
			    source_files_standing(&scan->files, place) == STANDING_FILE)
				return false;
			text_list_add(&scan->search, scan->arena, place);
		}
	return true;
}

/* A file of -include is searched in the compiler's working folder and then as
 * others are. A precompiled header of that name would be taken in its place:
 * then nothing is kept. */
static bool
find_forced(struct source_scan *scan)
{
	static const char *const compiled[] = {".pch", ".gch"};
	const char *folder = source_place(scan, scan->folder);
	size_t i, k;

	if (scan->flags.forced.count > 0)
		text_list_add(&scan->search, scan->arena, folder);
	for (i = 0; i < scan->flags.forced.count; i++)
		for (k = 0; k < ARRAY_SIZE(compiled); k++) {
			const char *place = source_place(scan,
			    path_join(scan->arena, scan->folder,
				arena_printf(scan->arena, "%s%s", scan->flags.forced.items[i],
				    compiled[k])));

			if (place == NULL || path_climbs(place) ||
			    source_files_standing(&scan->files, place) != STANDING_NONE)
				return false;
		}
	return true;
}

void
source_scan_init(struct source_scan *scan, const struct stage_context *stage)
{
	struct sandbox sandbox = {.rung = stage->place.rung};
	struct arena *arena = stage->arena;

	sandbox_add_bind(&sandbox, stage->place.bound, stage->spec->build.at, false);
	sandbox_add_bind(&sandbox, stage->tools.toolchain.folder, "/toolchain", false);
	if (stage->tools.ports.count > 0)
		sandbox_add_bind(&sandbox, stage->tools.ports_folder, "/ports", false);
	*scan = (struct source_scan){.arena = arena, .stage = stage};
	scan->folder = sandbox_path(arena, &sandbox, stage->place.source);
	scan->bound = sandbox_path(arena, &sandbox, stage->place.bound);
	scan->toolchain = sandbox_path(arena, &sandbox, stage->tools.toolchain.folder);
	if (stage->tools.ports.count > 0)
		scan->ports = sandbox_path(arena, &sandbox, stage->tools.ports_folder);
	source_files_init(&scan->files, arena, stage->place.bound);
	scan->asked = path_memo_new(arena);
	compile_flags_read(arena, &stage->spec->build.cflags, &scan->flags);
	read_definitions(scan);
	if (find_folders(scan) && find_forced(scan))
		scan->settings = common_settings(scan);
}

void
scope_source_scan(struct source_scan *scan)
{
	scope_source_files(&scan->files);
}

char *
source_list_name(struct arena *arena, const struct source *source)
{
	return arena_printf(arena, "%s.d", source->object);
}

char *
source_words_name(struct arena *arena, const struct source *source)
{
	return arena_printf(arena, "%s.words", source->object);
}

static int
compare_names(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Remembers when the time is later than all before. */
static void
note_time(struct source_scan *scan, struct timespec time)
{
	if (source_time_is_later(&time, &scan->changed))
		scan->changed = time;
}

/* Called when the path was looked at: the other order would miss a change
 * between the two. */
static void
note_way(struct source_scan *scan, const char *path)
{
	note_time(scan, source_files_changed(&scan->files, path));
}

static bool add_shadows(struct source_scan *scan, const char *folder,
    const struct text_list *wanted, struct text *key, unsigned depth);

/* For a path that has a wanted name. */
static bool
add_shadow(struct source_scan *scan, const char *path, const struct text_list *wanted,
    struct text *key, unsigned depth)
{
	enum source_standing standing = source_files_standing(&scan->files, path);

	note_way(scan, path);
	switch (standing) {
	case STANDING_FILE:
		text_printf(key, " %s\n", path);
		return true;
	case STANDING_FOLDER:
		return add_shadows(scan, path, wanted, key, depth + 1);
	case STANDING_NONE:
		return true;
	case STANDING_UNSURE:
		break;
	}
	return false;
}

/* Adds to the key the files that have a wanted name, in the folder and in its
 * wanted subfolders. Only a file counts: the compiler goes on searching past a
 * folder, and past a link that leads to nothing. */
static bool
add_shadows(struct source_scan *scan, const char *folder, const struct text_list *wanted,
    struct text *key, unsigned depth)
{
	const struct text_list *names = source_files_names(&scan->files, folder);
	size_t i;

	if (names == NULL || depth > SHADOW_DEPTH)
		return false;
	note_way(scan, folder);
	for (i = 0; i < names->count && wanted->count > 0; i++)
		if (bsearch(&names->items[i], wanted->items, wanted->count, sizeof(*wanted->items),
			compare_names) != NULL &&
		    !add_shadow(
			scan, path_join(scan->arena, folder, names->items[i]), wanted, key, depth))
			return false;
	return true;
}

static void
add_parts(struct text_list *parts, struct arena *arena, const char *path)
{
	size_t length;

	for (; *path != '\0'; path += length + (path[length] == '/')) {
		length = strcspn(path, "/");
		if (length > 0 && strncmp(path, "..", length) != 0)
			text_list_add(parts, arena, arena_copy(arena, path, length));
	}
}

void
source_lines_sort(struct text_list *lines)
{
	size_t i, count = 0;

	text_list_sort(lines);
	for (i = 0; i < lines->count; i++)
		if (count == 0 || strcmp(lines->items[i], lines->items[count - 1]) != 0)
			lines->items[count++] = lines->items[i];
	lines->count = count;
}

/* With the source's own content: who goes back to an older one finds the list
 * of that one. */
static void
make_inputs_key(struct source_scan *scan, struct source *source)
{
	const char *place = source_place(scan, path_join(scan->arena, scan->folder, source->path));
	struct text text;

	source->inputs_key.digest.text[0] = '\0';
	/* a file of options ("@file") or an option is no source */
	if (place == NULL || source->path[0] == '@' || source->path[0] == '-' ||
	    source_files_look(&scan->files, place)->digest.text[0] == '\0')
		return;
	text_init(&text, scan->arena);
	text_printf(&text, "%s%s %s\n%s\n", scan->settings, source->is_cxx ? "c++" : "c",
	    source->path, source_files_look(&scan->files, place)->digest.text);
	cache_key_make("inputs", &text, &source->inputs_key);
}

/* The first line that names the same file (a hard or symbolic link): with
 * "#pragma once" the compiler reads the file once. */
static size_t
first_of_same(struct source_scan *scan, const struct text_list *lines, size_t index)
{
	const struct source_file *file = source_files_look(&scan->files, lines->items[index] + 2);
	size_t i;

	for (i = 0; i < index; i++)
		if (lines->items[i][0] == OF_PROJECT) {
			const struct source_file *other =
			    source_files_look(&scan->files, lines->items[i] + 2);

			if (other->device == file->device && other->inode == file->inode)
				break;
		}
	return i;
}

/* Adds what a line says to the key, and its names to `wanted`; false: there can
 * be no key. */
static bool
add_line(struct source_scan *scan, const struct text_list *lines, size_t index,
    struct text_list *wanted, struct text *key)
{
	const char *line = lines->items[index], *path = line + 2;
	const struct source_file *file;
	enum source_standing standing;

	if (line[0] == ASKED_PATH) {
		standing = source_files_standing(&scan->files, path);
		note_way(scan, path);
		text_printf(key, "%d %s\n", standing == STANDING_FILE, line);
		return standing != STANDING_UNSURE;
	}
	add_parts(wanted, scan->arena, path);
	if (!source_line_is_file(line))
		return true;
	file = source_files_look(&scan->files, path);
	note_time(scan, file->changed);
	note_way(scan, path);
	text_printf(key, "%s %s\n", file->digest.text, line);
	if (line[0] == OF_PROJECT)
		text_printf(key, " %zu\n", first_of_same(scan, lines, index));
	return file->digest.text[0] != '\0';
}

/* Makes the object key from a list of lines. There is none when a file is
 * missing, or may be another file in the stage. */
static void
make_object_key(struct source_scan *scan, struct source *source, const struct text_list *lines)
{
	struct text_list wanted = {0}, folders = {0};
	struct arena *arena = scan->arena;
	struct text key;
	size_t i;

	scan->changed = (struct timespec){0};
	text_init(&key, arena);
	text_printf(&key, "%s\n", source->inputs_key.digest.text);
	for (i = 0; i < lines->count; i++) {
		const char *line = lines->items[i];

		if (!add_line(scan, lines, i, &wanted, &key))
			return;
		if (source_line_is_file(line))
			text_list_add(&folders, arena, path_folder(arena, line + 2));
	}
	for (i = 0; i < scan->search.count; i++)
		text_list_add(&folders, arena, scan->search.items[i]);
	source_lines_sort(&wanted);
	source_lines_sort(&folders);
	for (i = 0; i < folders.count; i++) {
		text_printf(&key, "folder %s\n", folders.items[i]);
		if (!add_shadows(scan, folders.items[i], &wanted, &key, 0))
			return;
	}
	if (source->inputs_key.digest.text[0] != '\0')
		cache_key_make("objects", &key, &source->object_key);
}

/* Adds the host paths of the files in the list to the inputs. */
void
source_lines_list(
    const struct source_scan *scan, struct source *source, const struct text_list *lines)
{
	size_t i;

	for (i = 0; i < lines->count; i++)
		if (source_line_is_file(lines->items[i]))
			text_list_add(&source->inputs, scan->arena,
			    path_join(scan->arena, scan->stage->place.bound, lines->items[i] + 2));
}

void
source_lines_make_keys(
    struct source_scan *scan, struct source *source, const struct text_list *lines)
{
	make_inputs_key(scan, source);
	make_object_key(scan, source, lines);
}

void
source_inputs_recall(struct source_scan *scan, struct source *source)
{
	struct text_list lines = {0};
	struct text bytes;
	const char *at;

	source->object_key.digest.text[0] = '\0';
	source->inputs = (struct text_list){0};
	if (scan->settings == NULL)
		return;
	make_inputs_key(scan, source);
	if (!build_cache_get(scan->arena, &scan->stage->cache, &source->inputs_key, &bytes))
		return;
	for (at = text_string(&bytes); *at != '\0'; at += strcspn(at, "\n") + 1)
		text_list_add(&lines, scan->arena, arena_copy(scan->arena, at, strcspn(at, "\n")));
	source_lines_list(scan, source, &lines);
	make_object_key(scan, source, &lines);
}
