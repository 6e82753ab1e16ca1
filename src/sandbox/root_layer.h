#ifndef SANDBOX_ROOT_LAYER_H
#define SANDBOX_ROOT_LAYER_H

#include "sandbox/sandbox.h"

/*
 * The mounts of a sandbox's own root (struct sandbox_root), as options of
 * bubblewrap, and the folders of its layer on which they are mounted.
 *
 * A command may have put anything into the layer, also a link in the place
 * where a later command has a mount. Bubblewrap would follow it, and make the
 * missing parts of that path on the host. So every such place must be a folder
 * before bubblewrap starts; no process of the stage is alive at that time.
 */
struct root_mount {
	const char *option; /* "--ro-bind", "--bind", "--symlink" */
	const char *from, *to; /* a path on the host, or the target of a link; a path inside */
};

struct root_mounts {
	struct root_mount *items;
	size_t count, capacity;
};

/* ERROR_REFUSED: a command put something else in the place of a mount. */
int root_layer_prepare(struct arena *arena, const struct sandbox *sandbox,
    struct root_mounts *ret_mounts, struct error *err) MUST_CHECK;

/* The folders of the root that are places for files of the command, as paths
 * relative to it. */
int root_layer_places(struct arena *arena, const struct sandbox_root *root,
    struct text_list *places, struct error *err) MUST_CHECK;

/* Opens a folder of the layer by its path inside, and makes the missing ones.
 * Follows no link: ERROR_REFUSED. The caller owns the descriptor; -1. */
int root_layer_open(
    struct arena *arena, const char *layer, const char *path, struct error *err) MUST_CHECK;

#endif
