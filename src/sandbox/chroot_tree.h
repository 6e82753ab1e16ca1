#ifndef SANDBOX_CHROOT_TREE_H
#define SANDBOX_CHROOT_TREE_H

#include "base/temporary_folder.h"
#include "sandbox/sandbox.h"

#include <stdint.h>
#include <sys/stat.h>

/*
 * The folder that a command on the rung "chroot" sees as "/". Without mounts,
 * all that the command sees must really lie in it:
 *
 *	<the root>	hard links of its files (chroot_fill.h)
 *	<a bind>	hard links or copies, put there once
 *	<a writable one>	is moved into the tree, and back when the command
 *				ends; meanwhile it belongs to the command's user
 *	<hidden places>	are empty
 *	/dev		devices of its own
 *
 * The tree is the layer of the sandbox's root, and stays there for the next
 * command; a file beside it, "<layer>.chroot", lists what was put. Without a
 * layer the tree is a temporary folder. 2,500 files of a root and 2,900 of a
 * toolchain take 0.15 s for the first command. A bind of another file system is
 * copied.
 *
 *	SCOPED(chroot_tree) struct chroot_tree tree = {.arena = arena, .sandbox = &sandbox};
 *	chroot_tree_enter(&tree, err);  // tree.path is complete
 *	...                             // one command runs
 *	chroot_tree_leave(&tree, err);  // the writable binds are where they were
 */
struct chroot_move {
	const char *from; /* where the folder was, and will be */
	const char *to; /* its path inside */
	int parent; /* the open folder of the tree that it lies in now */
	struct stat status;
};

struct chroot_tree {
	struct arena *arena;
	const struct sandbox *sandbox;
	const char *path; /* from chroot_tree_enter */
	uint64_t disk; /* bytes that the tree took now; no limit of a build counts them */
	struct temporary_folder own; /* without a layer */
	struct chroot_move moves[SANDBOX_BIND_LIMIT];
	size_t move_count;
};

int chroot_tree_enter(struct chroot_tree *tree, struct error *err) MUST_CHECK;

/* ERROR_REFUSED: the command put something else in the place of a writable
 * bind. The others are moved back all the same. */
int chroot_tree_leave(struct chroot_tree *tree, struct error *err) MUST_CHECK;
void scope_chroot_tree(struct chroot_tree *tree);

#endif
