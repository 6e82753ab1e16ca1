#include "image/image_tree.h"

#include "image/image_folders.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Bounds for images that mean harm. Folders that no entry made count too. A
 * step is one name of a walk: real images need ten or so an entry, of which
 * there are at most a million (layer_read.h).
 */
enum { NODE_LIMIT = 2000000, STEP_LIMIT = 40000000, LINK_LIMIT = 40, PATH_LIMIT = 4095 };
enum { LISTED_LIMIT = 512 << 20 };

/*
 * A name in a folder. It stays in the index once it was there; while it is not
 * part of the tree it has no file and is in no folder's list.
 */
struct node {
	struct node *parent;
	const char *name; /* not NUL-terminated */
	size_t length, path_length;
	struct node *first, *next, *previous; /* what is in it; its neighbours in its parent */
	struct image_file *file; /* shared by all hard links; NULL: a folder that no layer has */
	bool there;
};

struct image_tree {
	struct arena *arena;
	struct node root;
	void *index; /* of tsearch: balanced, so that no choice of names makes it slow */
	size_t nodes, steps;
	size_t entries; /* that were added */
};

/* A walk: the names that are still to come, and the links that it went
 * through. */
struct walk {
	struct node *at;
	const char *rest;
	unsigned links;
	bool make; /* folders that are not there */
	char texts[2][PATH_LIMIT + 1]; /* what `rest` points into behind a link, in turn */
};

struct image_tree *
image_tree_new(struct arena *arena)
{
	struct image_tree *tree = arena_alloc(arena, sizeof(*tree));

	tree->arena = arena;
	tree->root.there = true;
	return tree;
}

static void
keep(void *node UNUSED)
{
}

void
scope_image_tree(struct image_tree **tree)
{
	if (*tree != NULL)
		tdestroy((*tree)->index, keep);
}

static int
compare_nodes(const void *left, const void *right)
{
	const struct node *one = left, *other = right;
	size_t common = one->length < other->length ? one->length : other->length;
	int order;

	/* the order is of no matter, only that there is one */
	if (one->parent != other->parent)
		return (uintptr_t)one->parent < (uintptr_t)other->parent ? -1 : 1;
	order = memcmp(one->name, other->name, common);
	return order != 0 ? order : (one->length > other->length) - (one->length < other->length);
}

/* Of those that are there and those that once were. */
static struct node *
find_any(const struct image_tree *tree, struct node *parent, const char *name, size_t length)
{
	const struct node wanted = {.parent = parent, .name = name, .length = length};
	struct node *const *found = tfind(&wanted, &tree->index, compare_nodes);

	return found == NULL ? NULL : *found;
}

static struct node *
find(const struct image_tree *tree, struct node *parent, const char *name, size_t length)
{
	struct node *node = find_any(tree, parent, name, length);

	return node == NULL || !node->there ? NULL : node;
}

static void
attach(struct node *node)
{
	struct node *parent = node->parent;

	node->there = true;
	node->previous = NULL;
	node->next = parent->first;
	if (parent->first != NULL)
		parent->first->previous = node;
	parent->first = node;
}

static struct node *
make(struct image_tree *tree, struct node *parent, const char *name, size_t length,
    struct error *err)
{
	struct node *node = find_any(tree, parent, name, length);

	if (node == NULL) {
		if (++tree->nodes > NODE_LIMIT) {
			error_set(err, ERROR_FAILED, "the image has more folders than mote reads");
			return NULL;
		}
		/* an entry makes a node of its own too */
		if (tree->nodes > tree->entries &&
		    image_folders_check(tree->nodes - tree->entries, tree->entries, err) != 0)
			return NULL;
		node = arena_alloc(tree->arena, sizeof(*node));
		node->parent = parent;
		node->name = arena_copy(tree->arena, name, length);
		node->length = length;
		node->path_length = parent->path_length + 1 + length;
		if (tsearch(node, &tree->index, compare_nodes) == NULL) {
			error_set(err, ERROR_FAILED, "out of memory");
			return NULL;
		}
	}
	attach(node);
	return node;
}

/* All below it leaves the tree, without recursion: an image can be deeper than
 * any stack. */
static void
empty(struct node *folder)
{
	struct node *node = folder;

	while (folder->first != NULL) {
		while (node->first != NULL)
			node = node->first;
		node->parent->first = node->next;
		node->there = false;
		node->file = NULL;
		node = node->parent;
	}
}

static void
detach(struct node *node)
{
	empty(node);
	if (node->previous == NULL)
		node->parent->first = node->next;
	else
		node->previous->next = node->next;
	if (node->next != NULL)
		node->next->previous = node->previous;
	node->there = false;
	node->file = NULL;
}

/* The next name of the walk: its length, 0 at the end. */
static size_t
next_name(struct walk *walk)
{
	walk->rest += strspn(walk->rest, "/");
	return strcspn(walk->rest, "/");
}

static int
follow(struct image_tree *tree, struct walk *walk, const struct node *link, struct error *err)
{
	const char *target = link->file->link, *rest = walk->rest + next_name(walk);
	char *text = walk->texts[walk->links % 2];

	if (++walk->links > LINK_LIMIT)
		return error_set(
		    err, ERROR_FAILED, "it leads through more than %d links", LINK_LIMIT);
	if (strlen(target) + strlen(rest) > PATH_LIMIT)
		return error_set(err, ERROR_FAILED, "it leads through a link that is too long");
	if (target[0] == '/')
		walk->at = &tree->root;
	snprintf(text, sizeof(walk->texts[0]), "%s%s", target, rest);
	walk->rest = text;
	return 0;
}

/* One name further. When the folder is not there and is not to be made, `at` is
 * NULL. */
static int
step(struct image_tree *tree, struct walk *walk, size_t length, struct error *err)
{
	const char *name = walk->rest;
	struct node *node;

	if (++tree->steps > STEP_LIMIT)
		return error_set(
		    err, ERROR_FAILED, "the image's folders cost more time than mote takes");
	if (length == 1 && name[0] == '.')
		node = walk->at;
	else if (length == 2 && name[0] == '.' && name[1] == '.')
		node = walk->at->parent == NULL ? walk->at : walk->at->parent;
	else
		node = find(tree, walk->at, name, length);
	if (node != NULL && node->file != NULL && node->file->type == '2')
		return follow(tree, walk, node, err);
	if (node != NULL && node->file != NULL && node->file->type != '5')
		return error_set(err, ERROR_FAILED, "what it lies in is no folder");
	if (node == NULL && walk->make)
		node = make(tree, walk->at, name, length, err);
	if (node == NULL && walk->make)
		return -1;
	walk->at = node;
	walk->rest += length;
	return 0;
}

/*
 * The folder that the path lies in, and the path's own name, which is not
 * followed when it is a link. `at` is NULL when the folder is not there.
 */
static int
walk_to(struct image_tree *tree, const char *path, struct walk *walk, struct error *err)
{
	size_t length;

	if (strlen(path) > PATH_LIMIT)
		return error_set(err, ERROR_FAILED, "the path is longer than %d bytes", PATH_LIMIT);
	walk->at = &tree->root;
	walk->rest = path;
	while ((length = next_name(walk)) > 0 && walk->rest[length] != '\0' && walk->at != NULL)
		if (step(tree, walk, length, err) != 0)
			return error_wrap(err, "\"%s\"", path);
	return 0;
}

/* Finds the node at the path; NULL: there is no such node. */
static int
look_up(struct image_tree *tree, const char *path, struct node **ret_node, struct error *err)
{
	struct walk walk = {.make = false};

	if (walk_to(tree, path, &walk, err) != 0)
		return -1;
	*ret_node = walk.at == NULL ? NULL : find(tree, walk.at, walk.rest, strlen(walk.rest));
	return 0;
}

static int
find_linked(struct image_tree *tree, const struct image_file *file, struct image_file **ret_linked,
    struct error *err)
{
	struct node *linked;

	if (look_up(tree, file->link, &linked, err) != 0)
		return error_wrap(err, "\"%s\" is a hard link", file->path);
	if (linked == NULL)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is a hard link to \"%s\", which is not there", file->path, file->link);
	if (linked->file == NULL || linked->file->type == '5')
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is a hard link to \"%s\", which is a folder", file->path, file->link);
	*ret_linked = linked->file;
	return 0;
}

int
image_tree_add(struct image_tree *tree, const struct image_file *file, struct error *err)
{
	struct walk walk = {.make = true};
	struct image_file *own = NULL;
	struct node *node;

	tree->entries++;
	if (file->type == '1' && find_linked(tree, file, &own, err) != 0)
		return -1;
	if (own == NULL)
		own = arena_copy(tree->arena, file, sizeof(*file));
	if (walk_to(tree, file->path, &walk, err) != 0)
		return -1;
	node = find(tree, walk.at, walk.rest, strlen(walk.rest));
	/* a folder over a folder keeps what is in it; all else replaces */
	if (node != NULL && own->type != '5')
		empty(node);
	if (node == NULL)
		node = make(tree, walk.at, walk.rest, strlen(walk.rest), err);
	if (node == NULL)
		return -1;
	node->file = own;
	return 0;
}

int
image_tree_hide(struct image_tree *tree, const char *path, bool opaque, struct error *err)
{
	struct node *node = &tree->root;

	if (strcmp(path, "/") != 0 && look_up(tree, path, &node, err) != 0)
		return -1;
	if (node == NULL)
		return 0;
	if (opaque || node == &tree->root)
		empty(node);
	else
		detach(node);
	return 0;
}

/* From its end to its beginning, by way of the parents. */
static char *
path_of(struct arena *arena, const struct node *node)
{
	const struct node *each;
	char *path = arena_alloc(arena, node->path_length + 1), *end = path + node->path_length;

	for (each = node; each->parent != NULL; each = each->parent) {
		end -= each->length;
		memcpy(end, each->name, each->length);
		*--end = '/';
	}
	return path;
}

/* A name in the list, before it is known which of a file's names stands
 * first. */
struct listed {
	char *path;
	struct image_file *file;
};

static int
compare_listed(const void *left, const void *right)
{
	return strcmp(((const struct listed *)left)->path, ((const struct listed *)right)->path);
}

/* The next node of the walk over all. */
static struct node *
advance(struct node *node)
{
	if (node->first != NULL)
		return node->first;
	while (node->parent != NULL && node->next == NULL)
		node = node->parent;
	return node->next;
}

/* Names of one entry are one file: the first in the list has it, the others
 * lead to that. */
static void
fill(struct arena *arena, struct listed *listed, size_t count, struct image_files *ret_files)
{
	size_t i;

	ret_files->items = arena_array(arena, count, sizeof(*ret_files->items));
	ret_files->count = ret_files->capacity = count;
	for (i = 0; i < count; i++)
		listed[i].file->path = NULL;
	for (i = 0; i < count; i++) {
		struct image_file *file = &ret_files->items[i];

		*file = *listed[i].file;
		if (file->path != NULL) {
			file->type = '1';
			file->link = file->path;
		}
		file->path = listed[i].path;
		if (file->type != '1')
			listed[i].file->path = listed[i].path;
	}
}

int
image_tree_list(struct image_tree *tree, struct image_files *ret_files, struct error *err)
{
	size_t count = 0, capacity = 1, bytes = 0;
	struct listed *listed = arena_array(tree->arena, capacity, sizeof(*listed));
	struct node *node;

	for (node = advance(&tree->root); node != NULL; node = advance(node)) {
		/* folders that no entry made count too: who unpacks makes
		 * them */
		bytes += node->path_length;
		if (bytes > LISTED_LIMIT)
			return error_set(err, ERROR_FAILED,
			    "the paths of the image are more than mote reads of one image");
		if (node->file == NULL)
			continue;
		listed = arena_grow(tree->arena, listed, count, &capacity, sizeof(*listed));
		listed[count].file = node->file;
		listed[count++].path = path_of(tree->arena, node);
	}
	if (count > 1)
		qsort(listed, count, sizeof(*listed), compare_listed);
	fill(tree->arena, listed, count, ret_files);
	return 0;
}
