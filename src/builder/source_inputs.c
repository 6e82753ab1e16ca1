#include "builder/source_inputs.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "builder/folder_digest.h"
#include "builder/path_memo.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

enum { LIST_LIMIT = 16 << 20, FILE_LIMIT = 256 << 20, SHADOW_DEPTH = 8 };

/* What a file of the list is, in the cache's own list: one letter, a blank and the path. */
enum { OF_PROJECT = 's', OF_TOOLCHAIN = 't', OF_HOST = 'h' };

/* One file that was read: what it holds and which names it asks for. */
struct scanned {
	struct digest digest; /* "": it cannot be part of a key */
	struct text_list asked; /* by __has_include */
};

/* Flags that let the compiler read or write what is in no list. */
static bool
is_opaque(const char *flag)
{
	static const char *const prefixes[] = {"@", "-fprofile", "-fplugin", "-fpass-plugin",
	    "-fsanitize", "-specs", "--specs", "--config", "-Xclang", "-M", "-save-temps",
	    "--save-temps", "-fmodule", "-gsplit-dwarf", "-ivfsoverlay", "-Wa,", "-Xassembler",
	    "-B", "--coverage", "-ftest-coverage", "-fcs-profile", "-fthinlto"};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++)
		if (text_starts_with(flag, prefixes[i]))
			return true;
	return false;
}

static void
add_words(struct text *text, const char *what, const struct text_list *words)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		text_printf(text, "%s %s\n", what, words->items[i]);
}

/* All that is the same for every source of the stage. */
static const char *
common_settings(const struct source_scan *scan)
{
	const struct stage_context *stage = scan->stage;
	const struct spec_build *build = &stage->spec->build;
	struct text_list cflags = stage_cflags(stage, NULL);
	struct text text;
	size_t i;

	if (stage->identity == NULL)
		return NULL;
	for (i = 0; i < build->cflags.count; i++)
		if (is_opaque(build->cflags.items[i]))
			return NULL;
	text_init(&text, scan->arena);
	text_printf(&text, "%s", stage->identity);
	text_printf(&text, "folder %s\n", scan->folder + strlen(scan->bound));
	text_printf(&text, "time %lld\n", (long long)stage->spec->image.created);
	add_words(&text, "include", &build->includes);
	add_words(&text, "flag", &cflags);
	for (i = 0; i < build->environment.count; i++)
		text_printf(&text, "env %s=%s\n", build->environment.items[i].key,
		    build->environment.items[i].value);
	return text_string(&text);
}

void
source_scan_init(struct source_scan *scan, const struct stage_context *stage)
{
	struct sandbox sandbox = {.rung = stage->rung};
	struct arena *arena = stage->arena;

	sandbox_add_bind(&sandbox, stage->bound, "/src", false);
	sandbox_add_bind(&sandbox, stage->toolchain.folder, "/toolchain", false);
	if (stage->ports.count > 0)
		sandbox_add_bind(&sandbox, stage->ports_folder, "/ports", false);
	*scan = (struct source_scan){.arena = arena, .stage = stage};
	scan->folder = sandbox_path(arena, &sandbox, stage->source);
	scan->bound = sandbox_path(arena, &sandbox, stage->bound);
	scan->toolchain = sandbox_path(arena, &sandbox, stage->toolchain.folder);
	if (stage->ports.count > 0)
		scan->ports = sandbox_path(arena, &sandbox, stage->ports_folder);
	scan->files = path_memo_new(arena);
	scan->folders = path_memo_new(arena);
	scan->settings = common_settings(scan);
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

/* A literal name behind __has_include; false: it is a macro's value, and nobody knows. */
static bool
read_asked(struct arena *arena, const char *at, const char *end, struct text_list *asked)
{
	const char *close;

	while (at < end && isspace((unsigned char)*at))
		at++;
	if (at == end || *at != '(')
		return true; /* only asked whether the compiler knows it */
	do
		at++;
	while (at < end && isspace((unsigned char)*at));
	if (at == end || (*at != '"' && *at != '<'))
		return false;
	close = memchr(at + 1, *at == '<' ? '>' : '"', (size_t)(end - at - 1));
	if (close == NULL)
		return false;
	text_list_add(asked, arena, arena_copy(arena, at + 1, (size_t)(close - at - 1)));
	return true;
}

/* Whether the file names all that its compilation takes in. */
static bool
is_transparent(struct arena *arena, const struct text *bytes, struct text_list *asked)
{
	static const char question[] = "__has_include",
			  *const opaque[] = {"incbin", ".include", "__has_embed"};
	const char *at = bytes->bytes, *end = at + bytes->length;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(opaque); i++)
		if (memmem(at, bytes->length, opaque[i], strlen(opaque[i])) != NULL)
			return false;
	while ((at = memmem(at, (size_t)(end - at), question, strlen(question))) != NULL) {
		at += strlen(question);
		if (text_starts_with(at, "_next"))
			at += strlen("_next");
		if (!read_asked(arena, at, end, asked))
			return false;
	}
	return true;
}

static const struct scanned *
scan_file(struct source_scan *scan, const char *path)
{
	struct scanned *scanned = path_memo_get(scan->files, path);
	struct arena pages = {0};
	struct error ignored;
	struct text bytes;

	if (scanned != NULL)
		return scanned;
	scanned = arena_alloc(scan->arena, sizeof(*scanned));
	path_memo_put(scan->files, path, scanned);
	if (file_read(&pages, path, FILE_LIMIT, &bytes, &ignored) != 0 ||
	    !is_transparent(scan->arena, &bytes, &scanned->asked) ||
	    digest_of_bytes(bytes.bytes, bytes.length, &scanned->digest, &ignored) != 0)
		scanned->digest.text[0] = '\0';
	arena_release(&pages);
	return scanned;
}

static int
compare_names(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static bool
is_wanted(const struct text_list *wanted, const char *name)
{
	return bsearch(&name, wanted->items, wanted->count, sizeof(name), compare_names) != NULL;
}

static const struct text_list *
folder_names(struct source_scan *scan, const char *path)
{
	struct text_list *names = path_memo_get(scan->folders, path);
	SCOPED(fd) int folder = -1;
	struct error ignored;

	if (names != NULL)
		return names;
	names = arena_alloc(scan->arena, sizeof(*names));
	path_memo_put(scan->folders, path, names);
	folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	/* a folder that cannot be read is one without names for the compiler too */
	if (folder < 0 || source_list_folder(scan->arena, folder, path, names, &ignored) != 0)
		names->count = 0;
	return names;
}

/* The wanted names that stand in the folder and in those below it that have one. */
static void
add_shadows(struct source_scan *scan, const char *folder, const struct text_list *wanted,
    struct text *key, unsigned depth)
{
	const struct text_list *names = folder_names(scan, folder);
	size_t i;

	for (i = 0; i < names->count; i++) {
		const char *path;

		if (!is_wanted(wanted, names->items[i]))
			continue;
		text_printf(key, " %s\n", names->items[i]);
		path = path_join(scan->arena, folder, names->items[i]);
		if (depth < SHADOW_DEPTH && file_is_folder(path)) {
			text_add(key, " (\n");
			add_shadows(scan, path, wanted, key, depth + 1);
			text_add(key, " )\n");
		}
	}
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

static void
sort_unique(struct text_list *list)
{
	size_t i, count = 0;

	text_list_sort(list);
	for (i = 0; i < list->count; i++)
		if (count == 0 || strcmp(list->items[i], list->items[count - 1]) != 0)
			list->items[count++] = list->items[i];
	list->count = count;
}

/* The folders where a name is looked for, on the host, relative to what is bound so that a clone elsewhere has the
 * same key. */
static void
add_search_folders(const struct source_scan *scan, struct text_list *folders)
{
	static const char *const flags[] = {"-I", "-isystem", "-iquote", "-idirafter"};
	const struct spec_build *build = &scan->stage->spec->build;
	size_t i, k;

	for (i = 0; i < build->includes.count; i++)
		text_list_add(folders, scan->arena,
		    path_join(scan->arena, scan->stage->source, build->includes.items[i]));
	for (i = 0; i < build->cflags.count; i++) {
		const char *flag = build->cflags.items[i];

		/* "-I" and "folder" may be two words: what is no flag may be a folder */
		for (k = 0; k < ARRAY_SIZE(flags) && flag[0] == '-'; k++)
			if (text_starts_with(flag, flags[k]))
				flag += strlen(flags[k]);
		if (flag[0] != '-' && flag[0] != '\0')
			text_list_add(folders, scan->arena,
			    path_join(scan->arena, scan->stage->source, flag));
	}
}

/* The host's path of a line of the cache's list. */
static const char *
line_path(const struct source_scan *scan, const char *line)
{
	return line[0] == OF_PROJECT ? path_join(scan->arena, scan->stage->bound, line + 2)
				     : line + 2;
}

/* With the source's own content: who goes back to an older one finds the list of that one. */
static void
make_inputs_key(struct source_scan *scan, struct source *source)
{
	const char *path = path_join(scan->arena, scan->stage->source, source->path);
	struct text text;

	text_init(&text, scan->arena);
	text_printf(&text, "%s%s %s\n%s\n", scan->settings, source->is_cxx ? "c++" : "c",
	    source->path, scan_file(scan, path)->digest.text);
	cache_key_make("inputs", &text, &source->inputs_key);
}

/* The object key for a list of lines; none when a file is not there or hides what it takes in. */
static void
make_object_key(struct source_scan *scan, struct source *source, const struct text_list *lines)
{
	struct text_list wanted = {0}, folders = {0};
	struct arena *arena = scan->arena;
	struct text key;
	size_t i, k;

	text_init(&key, arena);
	text_printf(&key, "%s\n", source->inputs_key.digest.text);
	for (i = 0; i < lines->count; i++) {
		const char *path = line_path(scan, lines->items[i]);
		const struct scanned *scanned;

		add_parts(&wanted, arena, lines->items[i] + 2);
		if (lines->items[i][0] == OF_TOOLCHAIN)
			continue;
		scanned = scan_file(scan, path);
		if (scanned->digest.text[0] == '\0')
			return;
		text_printf(&key, "%s %s\n", scanned->digest.text, lines->items[i]);
		for (k = 0; k < scanned->asked.count; k++)
			add_parts(&wanted, arena, scanned->asked.items[k]);
		text_list_add(&folders, arena, path_folder(arena, path));
		text_list_add(&source->inputs, arena, path);
	}
	add_search_folders(scan, &folders);
	sort_unique(&wanted);
	sort_unique(&folders);
	for (i = 0; i < folders.count; i++) {
		text_printf(&key, "folder %zu\n", i);
		add_shadows(scan, folders.items[i], &wanted, &key, 0);
	}
	cache_key_make("objects", &key, &source->object_key);
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
	if (!build_cache_get(scan->arena, scan->stage->cache, &source->inputs_key, &bytes))
		return;
	for (at = text_string(&bytes); *at != '\0'; at += strcspn(at, "\n") + 1)
		text_list_add(&lines, scan->arena, arena_copy(scan->arena, at, strcspn(at, "\n")));
	make_object_key(scan, source, &lines);
}

/* The next word of a list in make's syntax, NULL at its end. */
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

/* "s src/main.c" for what the compiler read; NULL: it lies where nothing may be kept from. */
static const char *
classify(const struct source_scan *scan, const char *word)
{
	struct arena *arena = scan->arena;
	const char *path = path_join(arena, scan->folder, word), *rest;
	size_t length = strlen(scan->bound);

	if (strchr(path, '\n') != NULL)
		return NULL;
	if (text_starts_with(path, scan->toolchain))
		return arena_printf(arena, "%c %s", OF_TOOLCHAIN, path + strlen(scan->toolchain));
	if (scan->ports != NULL && text_starts_with(path, scan->ports))
		return arena_printf(arena, "%c %s", OF_TOOLCHAIN, path + strlen(scan->ports));
	if (strncmp(path, scan->bound, length) == 0 && path[length] == '/') {
		rest = path_clean(arena, path + length + 1);
		return text_starts_with(rest, "../")
		    ? NULL
		    : arena_printf(arena, "%c %s", OF_PROJECT, path + length + 1);
	}
	return text_starts_with(path, "/usr/") ? arena_printf(arena, "%c %s", OF_HOST, path) : NULL;
}

/* The lines for what the compiler says that it read. */
static bool
read_list(const struct source_scan *scan, const struct source *source, struct text_list *lines)
{
	const struct beneath list = stage_work_file(scan->stage,
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
	sort_unique(lines);
	return true;
}

static bool
is_later(const struct timespec *time, const struct timespec *start)
{
	return time->tv_sec > start->tv_sec ||
	    (time->tv_sec == start->tv_sec && time->tv_nsec > start->tv_nsec);
}

/* Whether all that was read is as old as before the compilation. */
static bool
unchanged_since(
    const struct source_scan *scan, const struct text_list *lines, const struct timespec *start)
{
	struct stat status;
	size_t i;

	for (i = 0; i < lines->count; i++)
		if (lines->items[i][0] != OF_TOOLCHAIN &&
		    (stat(line_path(scan, lines->items[i]), &status) != 0 ||
			is_later(&status.st_ctim, start)))
			return false;
	return true;
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
	if (scan->settings == NULL || !unchanged_since(scan, &lines, start)) {
		size_t i;

		for (i = 0; i < lines.count; i++)
			if (lines.items[i][0] != OF_TOOLCHAIN)
				text_list_add(
				    &source->inputs, scan->arena, line_path(scan, lines.items[i]));
		return;
	}
	make_inputs_key(scan, source);
	make_object_key(scan, source, &lines);
	list = arena_printf(scan->arena, "%s\n", text_list_join(&lines, scan->arena, "\n"));
	build_cache_put(scan->arena, scan->stage->cache, &source->inputs_key, list, strlen(list));
}
