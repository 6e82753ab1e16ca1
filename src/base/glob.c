#include "base/glob.h"

#include "base/path.h"
#include "base/scope.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* A tree deeper than this is a loop of mounts, or an attack. A pattern that
 * matches more, or looks into more folders, is a mistake. */
enum { DEPTH_LIMIT = 128, MATCH_LIMIT = 100000, FOLDER_LIMIT = 100000 };

struct walk {
	struct arena *arena;
	const char *root;
	struct text_list *matches;
	unsigned depth, folders;
};

static int walk_folder(
    struct walk *walk, const char *folder, const char *pattern, struct error *err);

bool
glob_is_pattern(const char *text)
{
	return strpbrk(text, "*?[") != NULL;
}

/* The end of the class that `pattern` opens with '[', behind its ']'; NULL when
 * nothing closes it. */
static const char *
class_end(const char *pattern, size_t length)
{
	size_t at = 1;

	if (at < length && (pattern[at] == '!' || pattern[at] == '^'))
		at++;
	if (at < length && pattern[at] == ']')
		at++;
	while (at < length && pattern[at] != ']')
		at++;
	return at < length ? pattern + at + 1 : NULL;
}

static bool
class_has(const char *class, const char *end, unsigned char byte)
{
	bool negated = class[1] == '!' || class[1] == '^', found = false;
	const unsigned char *at = (const unsigned char *)class + 1 + negated;
	const unsigned char *last = (const unsigned char *)end - 1;

	while (at < last) {
		if (at + 2 < last && at[1] == '-') {
			found |= byte >= at[0] && byte <= at[2];
			at += 3;
		} else {
			found |= byte == *at++;
		}
	}
	return found != negated;
}

/* One part of the pattern that is not '*' against one byte; gives where the
 * pattern goes on, or NULL. */
static const char *
match_one(const char *pattern, const char *end, unsigned char byte)
{
	const char *behind;

	if (pattern == end)
		return NULL;
	if (*pattern == '?')
		return pattern + 1;
	if (*pattern == '[') {
		behind = class_end(pattern, (size_t)(end - pattern));
		if (behind != NULL)
			return class_has(pattern, behind, byte) ? behind : NULL;
	}
	return (unsigned char)*pattern == byte ? pattern + 1 : NULL;
}

/* Whether a name matches one part of a pattern. Goes back only to the last '*',
 * so the time is at most the product of the lengths, whatever the pattern. */
static bool
match_name(const char *pattern, size_t length, const char *name)
{
	const char *end = pattern + length, *star = NULL, *star_name = NULL, *next;

	if (name[0] == '.' && pattern[0] != '.')
		return false;
	while (*name != '\0') {
		if (pattern < end && *pattern == '*') {
			star = ++pattern;
			star_name = name;
			continue;
		}
		next = match_one(pattern, end, (unsigned char)*name);
		if (next != NULL) {
			pattern = next;
			name++;
		} else if (star != NULL) {
			pattern = star;
			name = ++star_name;
		} else {
			return false;
		}
	}
	while (pattern < end && *pattern == '*')
		pattern++;
	return pattern == end;
}

static int
list_folder(struct walk *walk, const char *folder, struct text_list *names, struct error *err)
{
	const char *path = path_join(walk->arena, walk->root, folder[0] == '\0' ? "." : folder);
	SCOPED(directory) DIR *directory = opendir(path);
	struct dirent *entry;

	if (++walk->folders > FOLDER_LIMIT)
		return error_set(err, ERROR_FAILED,
		    "the pattern looks into more than %d folders below \"%s\"", FOLDER_LIMIT,
		    walk->root);

	if (directory == NULL) {
		if (errno == ENOENT || errno == ENOTDIR)
			return 0;
		return error_errno(err, "cannot list \"%s\"", path);
	}
	for (;;) {
		errno = 0;
		entry = readdir(directory);
		if (entry == NULL)
			break;
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			text_list_add(names, walk->arena, arena_strdup(walk->arena, entry->d_name));
	}
	if (errno != 0)
		return error_errno(err, "cannot list \"%s\"", path);
	text_list_sort(names);
	return 0;
}

static int
add_match(struct walk *walk, const char *path, struct error *err)
{
	if (walk->matches->count >= MATCH_LIMIT)
		return error_set(err, ERROR_FAILED,
		    "the pattern matches more than %d files below \"%s\"; name a folder instead",
		    MATCH_LIMIT, walk->root);
	text_list_add(walk->matches, walk->arena, path);
	return 0;
}

static bool
is_real_folder(struct walk *walk, const char *path)
{
	struct stat status;

	return lstat(path_join(walk->arena, walk->root, path), &status) == 0 &&
	    S_ISDIR(status.st_mode);
}

/* "**": the rest of the pattern here, and in every folder below. */
static int
walk_deep(struct walk *walk, const char *folder, const char *rest, struct error *err)
{
	struct text_list names = {0};
	size_t i;

	if (rest != NULL && walk_folder(walk, folder, rest, err) != 0)
		return -1;
	if (list_folder(walk, folder, &names, err) != 0)
		return -1;
	for (i = 0; i < names.count; i++) {
		const char *path = path_join(walk->arena, folder, names.items[i]);
		bool deeper = is_real_folder(walk, path);
		int status = 0;

		if (names.items[i][0] == '.')
			continue;
		if (rest == NULL && !deeper)
			status = add_match(walk, path, err);
		if (deeper && ++walk->depth > DEPTH_LIMIT)
			return error_set(
			    err, ERROR_FAILED, "\"%s\" is too deep a folder for \"**\"", path);
		if (deeper) {
			status = walk_deep(walk, path, rest, err);
			walk->depth--;
		}
		if (status != 0)
			return -1;
	}
	return 0;
}

/* A part without magic need not list the folder, which may be unreadable, or
 * "..". */
static int
walk_plain(struct walk *walk, const char *path, const char *rest, struct error *err)
{
	struct stat status;

	if (rest != NULL)
		return walk_folder(walk, path, rest, err);
	if (lstat(path_join(walk->arena, walk->root, path), &status) != 0)
		return 0;
	return add_match(walk, path, err);
}

static int
walk_folder(struct walk *walk, const char *folder, const char *pattern, struct error *err)
{
	size_t length = strcspn(pattern, "/"), i;
	const char *rest = pattern + length, *part;
	struct text_list names = {0};

	while (*rest == '/')
		rest++;
	if (*rest == '\0')
		rest = NULL;
	part = arena_copy(walk->arena, pattern, length);
	/* "**" twice finds nothing more than once, and takes its time about
	 * it */
	while (strcmp(part, "**") == 0 && rest != NULL && text_starts_with(rest, "**/"))
		rest += 3;
	if (strcmp(part, "**") == 0)
		return walk_deep(walk, folder, rest, err);
	if (!glob_is_pattern(part))
		return walk_plain(walk, path_join(walk->arena, folder, part), rest, err);
	if (list_folder(walk, folder, &names, err) != 0)
		return -1;
	for (i = 0; i < names.count; i++) {
		if (match_name(part, length, names.items[i]) &&
		    walk_plain(walk, path_join(walk->arena, folder, names.items[i]), rest, err) !=
			0)
			return -1;
	}
	return 0;
}

int
glob_expand(struct arena *arena, const char *folder, const char *pattern, struct text_list *matches,
    struct error *err)
{
	struct text_list found = {0};
	struct walk walk = {.arena = arena, .root = folder, .matches = &found};
	const char *start = "";
	size_t i;

	if (pattern[0] == '/')
		start = "/";
	while (*pattern == '/')
		pattern++;
	if (*pattern == '\0')
		return 0;
	if (walk_folder(&walk, start, pattern, err) != 0)
		return -1;
	text_list_sort(&found);
	for (i = 0; i < found.count; i++) {
		/* "**" twice in a pattern finds a file on several ways */
		if (i == 0 || strcmp(found.items[i], found.items[i - 1]) != 0)
			text_list_add(matches, arena, found.items[i]);
	}
	return 0;
}

/* The path without its first part; NULL: it has one part only. */
static const char *
next_part(const char *path)
{
	path += strcspn(path, "/");
	path += strspn(path, "/");
	return *path == '\0' ? NULL : path;
}

bool
glob_matches(struct arena *arena, const char *pattern, const char *path)
{
	size_t length = strcspn(pattern, "/");
	const char *rest = next_part(pattern);

	while (length == 2 && text_starts_with(pattern, "**") && rest != NULL &&
	    text_starts_with(rest, "**/"))
		rest = next_part(rest);
	if (length == 2 && text_starts_with(pattern, "**")) {
		for (; rest != NULL && path != NULL; path = next_part(path))
			if (glob_matches(arena, rest, path))
				return true;
		return rest == NULL;
	}
	if (!match_name(pattern, length, arena_copy(arena, path, strcspn(path, "/"))))
		return false;
	path = next_part(path);
	if (rest == NULL || path == NULL)
		return rest == NULL && path == NULL;
	return glob_matches(arena, rest, path);
}
