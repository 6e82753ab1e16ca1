#ifndef COMMAND_RUN_ROOT_H
#define COMMAND_RUN_ROOT_H

#include "base/file.h"
#include "base/temporary_folder.h"
#include "command/run_ids.h"
#include "image/image_owners.h"

/*
 * The folder into which an image is unpacked, and which becomes its "/". It
 * lies in a temporary folder of mote's user. After its files were given to
 * their owners, mote's user can neither write nor remove them: a process in a
 * user namespace does that, also for the files that a killed mote left.
 *
 *	SCOPED(run_root) struct run_root root = {.ids = {.outer = -1}};
 *	run_root_make(arena, &root, err);
 *	...                             // fill root.path, note its files in `owners`
 *	run_root_set_owners(arena, &root, &owners, err);
 */
struct run_root {
	struct temporary_folder folder;
	char path[sizeof(((struct temporary_folder *)NULL)->path) + 8];
	struct run_ids ids;
	bool own_ids; /* ids of the image are those of the host, and mote is root (run_chroot.h) */
	bool given; /* the files belong to their owners in the image, in a user namespace */
};

struct run_owners {
	struct image_owners *files;
	const struct run_user *user; /* the user as whom the program runs */
};

int run_root_make(struct arena *arena, struct run_root *root, struct error *err) MUST_CHECK;

/* Gives the files to their owners in the image. Where that is impossible, all
 * files stay mote's; a note says so if the program can see a difference. */
int run_root_set_owners(struct arena *arena, struct run_root *root, const struct run_owners *owners,
    struct error *err) MUST_CHECK;

void scope_run_root(struct run_root *root);

#endif
