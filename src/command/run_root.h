#ifndef COMMAND_RUN_ROOT_H
#define COMMAND_RUN_ROOT_H

#include "base/file.h"
#include "command/run_ids.h"
#include "image/image_owners.h"

/*
 * The folder that an image is unpacked into and that becomes its "/". It lies in a temporary folder of mote's user. Once
 * its files were given to their owners mote's user can neither write nor remove them by himself: what does so is a
 * process in a user namespace, also for what a mote that was killed left.
 *
 *	SCOPED(run_root) struct run_root root = {.ids = {.outer = -1}};
 *	run_root_make(arena, &root, err)
 *	...					root.path is filled, and what is made there noted in `owners`
 *	run_root_give(arena, &root, &owners, err)
 */
struct run_root {
	struct temporary_folder folder;
	char path[sizeof(((struct temporary_folder *)NULL)->path) + 8];
	struct run_ids ids;
	bool given; /* the files have their owners */
};

struct run_owners {
	struct image_owners *files;
	const struct run_user *user; /* of the program */
};

int run_root_make(struct arena *arena, struct run_root *root, struct error *err) MUST_CHECK;

/* Gives all that is in it to its owners. Where that cannot be, all files stay mote's, and a line says so if it makes a
 * difference to the program. */
int run_root_give(struct arena *arena, struct run_root *root, const struct run_owners *owners,
    struct error *err) MUST_CHECK;

void scope_run_root(struct run_root *root);

#endif
