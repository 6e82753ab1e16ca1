#ifndef SANDBOX_CHROOT_FILL_H
#define SANDBOX_CHROOT_FILL_H

#include "base/error.h"
#include "base/text.h"

#include <stdint.h>
#include <sys/types.h>

/*
 * Puts files and folders of the host into the tree of the chroot rung, for
 * commands that read them. Everything there belongs to root, all users may read
 * it, and only root may write. A file that is so on the host already gets a
 * second name (a hard link), which takes no time and no room; any other file,
 * and one of another file system, is copied. Links are made anew. Devices,
 * sockets and pipes are left out.
 *
 *	struct chroot_fill fill = {.hidden = &sandbox.hidden.paths};
 *	chroot_fill(&fill, &(struct chroot_source){path, fd, "src"}, err);
 */
struct chroot_source {
	const char *from; /* on the host: a file or a folder, absolute */
	int parent; /* an open folder of the tree */
	const char *name; /* in that folder; a folder there is filled, and a file is replaced */
};

struct chroot_fill {
	/* paths on the host: in the place of each there is an empty folder, or
	 * a file that nobody may read */
	const struct text_list *hidden;
	uint64_t disk; /* bytes of all files so far, as a disk counts them */
	uint64_t copied, entries; /* both have a limit */
	unsigned depth;
};

int chroot_fill(
    struct chroot_fill *fill, const struct chroot_source *source, struct error *err) MUST_CHECK;

#endif
