#ifndef IMAGE_IMAGE_OWNERS_H
#define IMAGE_IMAGE_OWNERS_H

#include "base/arena.h"
#include "base/error.h"

#include <stdint.h>
#include <sys/types.h>

/*
 * To whom the files of an unpacked image belong. Who unpacks is mostly not allowed to say so at once: what is made is noted
 * here by its inode, the latest note counting, and given to its owners at the end by a process that may.
 *
 *	struct image_owners owners = {.arena = arena};
 *	image_unpack(store, manifest, folder, &owners, err)
 *	image_owners_apply(&owners, root, err)		as root, or as the root of a user namespace
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

/* The file `name` in the folder has just been made. `owners` NULL: nobody wants to know. */
void image_owners_note(
    struct image_owners *owners, int folder, const char *name, const struct image_owner *owner);

/* The numbers of all users and groups, sorted, each once, and those that are given. */
uint32_t *image_owners_ids(const struct image_owners *owners, const uint32_t *more,
    size_t more_count, size_t *ret_count) RETURNS_NONNULL;
/* Whether something belongs to another user or group. */
bool image_owners_differ(const struct image_owners *owners, uint32_t user, uint32_t group);

/* Gives the open folder and all below it to their owners, with their modes; what was not noted to root. Nothing else
 * changes the tree meanwhile. */
int image_owners_apply(struct image_owners *owners, int root, struct error *err) MUST_CHECK;

#endif
