#ifndef SANDBOX_CHROOT_H
#define SANDBOX_CHROOT_H

#include "base/arena.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The rung "chroot", for mote as root in a container: Docker gives root the
 * right to change the root folder and the user, and neither namespaces nor
 * mounts. A command sees one folder of the host as "/", and the same paths
 * inside as on the strict rung. Four things keep it there:
 *
 *	another user	files of root cannot be changed, also not by another
 *			name (a hard link) of the same file
 *	no capability	it can neither leave the root folder nor change the user
 *	Landlock	no file outside of the folder can be opened, no file of
 *			root gets a name in a folder of the command, and no
 *			process outside is traced or, since Linux 6.12, signalled
 *	a call filter	no socket, no memory that belongs to no process
 *
 * The strict rung has some things that are missing here. /proc is empty, and so
 * there are no /dev/fd, /dev/stdin, /dev/stdout and /dev/stderr: "<(...)" of
 * bash and "tee /dev/stderr" fail. Ids are those of the host: a process of the
 * host's user 1000 has the same rights as the command, and may trace it; before
 * Linux 6.12 the command can signal such a process by its number. The host name
 * is the host's.
 *
 * chroot_tree.h makes the folder. `mote run` uses only the functions here, with
 * the folder of an unpacked image.
 */

/* The user and group of a command, as inside of the strict rung. */
enum { CHROOT_USER = 1000 };

/* Tries all that it needs: ids, devices, the root folder, Landlock. If one is
 * missing, ERROR_REFUSED names it. */
int chroot_available(struct error *err) MUST_CHECK;

/* Makes null, zero, full, random, urandom and tty in the open folder "dev" of a
 * root folder. A device that is there stays. */
int chroot_make_devices(int folder, struct error *err) MUST_CHECK;

struct chroot_entry {
	const char *root; /* the folder that becomes "/" */
	const char *folder; /* the working folder, a path inside */
	uid_t user;
	gid_t group;
	const gid_t *groups; /* supplementary ones */
	size_t group_count;
};

/* In the child: changes the root folder, the working folder and the ids, for
 * good. Root's capabilities are gone unless the user is 0: landlock_restrict()
 * and privileges_drop() come next. */
int chroot_enter(const struct chroot_entry *entry, struct error *err) MUST_CHECK;

/* The path inside of a program: `name` itself if it has a "/", else it is
 * searched in `path`, a list as in PATH. No link leads out of `root`. NULL:
 * there is no such program. */
const char *chroot_find_program(
    struct arena *arena, const char *root, const char *path, const char *name);

#endif
