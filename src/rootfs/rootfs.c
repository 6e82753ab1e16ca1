#include "rootfs/rootfs.h"

#include "base/path.h"
#include "rootfs/extras.h"
#include "rootfs/files.h"

#include <string.h>

static int
add_programs(
    struct tree *tree, const struct spec *spec, const struct programs *programs, struct error *err)
{
	const char *first = spec->image.path;
	char *folder = path_folder(tree->arena, first);
	size_t i;

	for (i = 0; i < programs->count; i++) {
		const struct program *program = &programs->items[i];
		const char *to = i == 0 ? first : path_join(tree->arena, folder, program->name);

		if (!program->installed && files_add_program(tree, program->path, to, err) != 0)
			return -1;
	}
	return 0;
}

/* Whether the tree has the path, or has a link in it whose target may have
 * it. */
static bool
may_have(const struct tree *tree, const char *path)
{
	const struct tree_entry *entry = tree_find(tree, path);

	while (entry == NULL && strcmp(path, "/") != 0) {
		path = path_folder(tree->arena, path);
		entry = tree_find(tree, path);
		if (entry != NULL && entry->kind != TREE_LINK)
			return false;
	}
	return entry != NULL;
}

int
rootfs_gather(struct arena *arena, const struct spec *spec, const struct programs *programs,
    struct tree *ret_tree, struct error *err)
{
	const struct text_list *entrypoint = &spec->image.entrypoint;

	tree_init(ret_tree, arena);
	if (add_programs(ret_tree, spec, programs, err) != 0)
		return -1;
	if (programs->installed != NULL &&
	    files_add_folder(ret_tree, programs->installed, "/", err) != 0)
		return -1;
	if (files_add(ret_tree, spec, err) != 0 || extras_add(ret_tree, &spec->with, err) != 0 ||
	    tree_finish(ret_tree, err) != 0)
		return -1;
	/* a name without a slash is looked up in PATH at run time */
	if (entrypoint->count == 0 || entrypoint->items[0][0] != '/' ||
	    may_have(ret_tree, path_clean(arena, entrypoint->items[0])))
		return 0;
	return error_set(err, ERROR_REFUSED,
	    "the entrypoint \"%s\" is not in the image; name a file that is, see \"path\" and "
	    "\"files\"",
	    entrypoint->items[0]);
}

void
rootfs_inputs(const struct tree *tree, const struct programs *programs, struct arena *arena,
    struct text_list *inputs)
{
	size_t i;

	for (i = 0; i < tree->count; i++) {
		const char *source = tree->entries[i].source;

		if (source != NULL && !programs_have_made(programs, source))
			text_list_add(inputs, arena, source);
	}
	for (i = 0; i < tree->listed.count; i++)
		if (!programs_have_made(programs, tree->listed.items[i]))
			text_list_add(inputs, arena, tree->listed.items[i]);
}
