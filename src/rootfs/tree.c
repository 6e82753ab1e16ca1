#include "rootfs/tree.h"

#include "base/beneath.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

enum { FOLDER_MODE = 0755 };

void
tree_init(struct tree *tree, struct arena *arena)
{
	*tree = (struct tree){.arena = arena};
}

static void
append(struct tree *tree, const struct tree_entry *entry)
{
	tree->entries = arena_grow(
	    tree->arena, tree->entries, tree->count, &tree->capacity, sizeof(*tree->entries));
	tree->entries[tree->count] = *entry;
	tree->entries[tree->count].added = tree->count;
	tree->count++;
}

static int
check_path(const struct tree_entry *entry, struct error *err)
{
	const char *part;

	if (entry->path[0] != '/')
		return error_set(err, ERROR_USAGE,
		    "%s: \"%s\" is not an absolute path; a path in the image begins with \"/\"",
		    entry->origin, entry->path);
	if (path_climbs(entry->path))
		return error_set(err, ERROR_USAGE, "%s: \"%s\" must not hold \"..\"", entry->origin,
		    entry->path);
	if (strlen(entry->path) > TREE_PATH_LIMIT)
		return error_set(err, ERROR_USAGE, "%s: \"%.64s...\" is longer than %d bytes",
		    entry->origin, entry->path, TREE_PATH_LIMIT);
	for (part = entry->path; *part != '\0'; part += *part == '/') {
		size_t length = strcspn(part, "/");

		if (length > TREE_NAME_LIMIT)
			return error_set(err, ERROR_USAGE,
			    "%s: the name \"%.64s...\" is longer than %d bytes", entry->origin,
			    part, TREE_NAME_LIMIT);
		part += length;
	}
	return 0;
}

static int
check_text(const struct tree_entry *entry, const char *what, const char *text, struct error *err)
{
	const char *at = text;

	if (!text_is_utf8(text, strlen(text)))
		return error_set(err, ERROR_REFUSED,
		    "%s: %s \"%s\" is not UTF-8, and not every reader of images could give it back; "
		    "rename it",
		    entry->origin, what, text);
	while (text_plain_length(at) > 0)
		at += text_plain_length(at);
	if (*at != '\0')
		return error_set(err, ERROR_REFUSED,
		    "%s: %s \"%s\" has a control character; rename it", entry->origin, what, text);
	return 0;
}

/* Refuses an entry that a layer cannot hold, or that readers of the layer take
 * for something else. */
static int
check_content(const struct tree *tree, const struct tree_entry *entry, struct error *err)
{
	if (check_text(entry, "the path", entry->path, err) != 0 ||
	    (entry->kind == TREE_LINK && check_text(entry, "the target", entry->link, err) != 0))
		return -1;
	if (strstr(entry->path, "/.wh.") != NULL)
		return error_set(err, ERROR_REFUSED,
		    "%s: \"%s\" begins with \".wh.\", which in a layer says that a file is gone; "
		    "rename it",
		    entry->origin, entry->path);
	if (entry->kind == TREE_FILE && entry->size > TREE_SIZE_LIMIT - tree->size)
		return error_set(err, ERROR_REFUSED,
		    "%s: with the %llu bytes of \"%s\" the image holds more than 64 GiB, the most that "
		    "mote takes; leave it out, and mount it when the image runs",
		    entry->origin, (unsigned long long)entry->size, entry->path);
	return 0;
}

int
tree_add(struct tree *tree, const struct tree_entry *entry, struct error *err)
{
	struct tree_entry added = *entry;

	if (check_path(entry, err) != 0)
		return -1;
	if (entry->mode > 07777)
		return error_set(err, ERROR_USAGE, "%s: the mode %o of \"%s\" is not 0 to 7777",
		    entry->origin, entry->mode, entry->path);
	if (entry->kind == TREE_LINK &&
	    (entry->link == NULL || entry->link[0] == '\0' ||
		strlen(entry->link) > TREE_PATH_LIMIT))
		return error_set(err, ERROR_USAGE,
		    "%s: the link \"%s\" needs a target of 1 to %d bytes", entry->origin,
		    entry->path, TREE_PATH_LIMIT);
	if (check_content(tree, entry, err) != 0)
		return -1;
	added.path = path_clean(tree->arena, entry->path);
	if (strcmp(added.path, "/") == 0)
		return error_set(err, ERROR_USAGE,
		    "%s: \"/\" is the image's root; name something below it", entry->origin);
	append(tree, &added);
	if (entry->kind == TREE_FILE)
		tree->size += entry->size;
	return 0;
}

static int
compare_paths(const void *left, const void *right)
{
	const struct tree_entry *a = left, *b = right;

	return strcmp(a->path, b->path);
}

static int
compare_entries(const void *left, const void *right)
{
	const struct tree_entry *a = left, *b = right;
	int order = strcmp(a->path, b->path);

	return order != 0 ? order : (a->added > b->added) - (a->added < b->added);
}

static void
sort(struct tree *tree)
{
	if (tree->count > 1)
		qsort(tree->entries, tree->count, sizeof(*tree->entries), compare_entries);
}

const struct tree_entry *
tree_find(const struct tree *tree, const char *path)
{
	struct tree_entry key = {.path = path};

	if (tree->count == 0)
		return NULL;
	return bsearch(&key, tree->entries, tree->count, sizeof(*tree->entries), compare_paths);
}

static bool
same_entry(const struct tree_entry *a, const struct tree_entry *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == TREE_FOLDER && (a->implied || b->implied))
		return true;
	if (a->owner != b->owner || a->group != b->group)
		return false;
	if (a->kind == TREE_LINK)
		return strcmp(a->link, b->link) == 0;
	if (a->mode != b->mode)
		return false;
	if (a->kind == TREE_FOLDER)
		return true;
	if (a->source != NULL || b->source != NULL)
		return a->source != NULL && b->source != NULL && strcmp(a->source, b->source) == 0;
	return a->size == b->size && (a->size == 0 || memcmp(a->bytes, b->bytes, a->size) == 0);
}

static const char *
describe(const struct tree_entry *entry)
{
	static const char *const names[] = {"a folder", "a file", "a link"};

	return names[entry->kind];
}

/* Of the sorted entries, keeps one for each path. */
static int
merge_equals(struct tree *tree, struct error *err)
{
	size_t in, out = 0;

	for (in = 0; in < tree->count; in++) {
		struct tree_entry *entry = &tree->entries[in],
				  *kept = out == 0 ? NULL : &tree->entries[out - 1];

		if (kept == NULL || strcmp(kept->path, entry->path) != 0) {
			tree->entries[out++] = *entry;
			continue;
		}
		if (!same_entry(kept, entry))
			return error_set(err, ERROR_USAGE,
			    "\"%s\" is made twice: %s mode %o owner %u:%u by %s, "
			    "%s mode %o owner %u:%u by %s; leave one out",
			    entry->path, describe(kept), kept->mode, kept->owner, kept->group,
			    kept->origin, describe(entry), entry->mode, entry->owner, entry->group,
			    entry->origin);
		if (kept->implied && !entry->implied)
			*kept = *entry;
	}
	tree->count = out;
	return 0;
}

/*
 * Adds the parents that are not in `sorted` of its entry number `index` to
 * `tree`. What the entry shares with the one before it was looked at then: in
 * sorted order everything below one folder stands together, so no parent is
 * added twice.
 */
static int
add_parents(struct tree *tree, const struct tree *sorted, size_t index, struct error *err)
{
	const struct tree_entry *entry = &sorted->entries[index], *found;
	const char *before = index == 0 ? "" : sorted->entries[index - 1].path;
	struct tree_entry parent = {
	    .kind = TREE_FOLDER, .mode = FOLDER_MODE, .origin = entry->origin, .implied = true};
	size_t common = 0, at;

	while (before[common] != '\0' && before[common] == entry->path[common])
		common++;
	/* a path of `common` bytes is the entry before itself, which may be a
	 * file: it is looked at */
	for (at = common == 0 ? 1 : common; entry->path[at] != '\0'; at++) {
		if (entry->path[at] != '/')
			continue;
		parent.path = arena_copy(tree->arena, entry->path, at);
		found = tree_find(sorted, parent.path);
		if (found != NULL && found->kind != TREE_FOLDER)
			return error_set(err, ERROR_USAGE,
			    "\"%s\" by %s lies below \"%s\", which is %s by %s; leave one out",
			    entry->path, entry->origin, found->path, describe(found),
			    found->origin);
		if (found == NULL)
			append(tree, &parent);
	}
	return 0;
}

int
tree_finish(struct tree *tree, struct error *err)
{
	struct tree sorted;
	size_t i;

	sort(tree);
	if (merge_equals(tree, err) != 0)
		return -1;
	/* growing leaves the old array where it is, in the arena */
	sorted = *tree;
	for (i = 0; i < sorted.count; i++)
		if (add_parents(tree, &sorted, i, err) != 0)
			return -1;
	sort(tree);
	return 0;
}

int
tree_open(const struct tree_entry *entry, struct error *err)
{
	SCOPED(fd) int fd = -1;
	struct stat status;

	if (entry->below != NULL && path_is_inside(entry->below, entry->source))
		return beneath_open(
		    (struct beneath){entry->below, entry->source + strlen(entry->below) + 1}, err);
	fd = open(entry->source, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0 || fstat(fd, &status) != 0)
		return error_errno(err, "cannot open \"%s\"", entry->source);
	if (!S_ISREG(status.st_mode))
		return error_set(
		    err, ERROR_FAILED, "\"%s\" is not a regular file any more", entry->source);
	return TAKE_FD(fd);
}
