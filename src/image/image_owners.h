#ifndef IMAGE_IMAGE_OWNERS_H
#define IMAGE_IMAGE_OWNERS_H

#include "base/arena.h"
#include "base/error.h"

#include <stdint.h>
#include <sys/types.h>

/*
 * The owners of the files of an unpacked image. The process that unpacks
 * usually has no right to give files to other users. So it notes the owner of
 * each new file here, by inode; the latest note of an inode counts. At the end
 * a process with that right changes the owners.
 *
 *	struct image_owners owners = {.arena = arena};
 *	image_unpack(store, manifest, folder, &owners, err);
 *	image_owners_apply(&owners, root, err); // as root, or as the root of a user namespace
 */
struct image_owner {
	uint32_t user, group;
	unsigned mode; /* 0..07777 */
};

struct image_owners {
	struct arena *arena;
	struct noted_owner *items;
	size_t count, capacity;
};

/* Notes the owner of the file `name`, which has just been made in the folder.
 * `owners` NULL: does nothing. */
void image_owners_note(
    struct image_owners *owners, int folder, const char *name, const struct image_owner *owner);

/* The ids of all users and groups, and the ids in `more`; sorted, each once. */
uint32_t *image_owners_ids(const struct image_owners *owners, const uint32_t *more,
    size_t more_count, size_t *ret_count) RETURNS_NONNULL;
/* Whether a file belongs to a user or group that is neither this one nor
 * root. */
bool image_owners_differ(const struct image_owners *owners, uint32_t user, uint32_t group);

/* Gives the open folder and all files below it to their owners, with their
 * modes. A file without a note goes to root. No other process may change the
 * tree meanwhile. */
int image_owners_apply(struct image_owners *owners, int root, struct error *err) MUST_CHECK;

#endif
