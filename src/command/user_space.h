#ifndef COMMAND_USER_SPACE_H
#define COMMAND_USER_SPACE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * User namespaces with a range of ids. user_space_find looks up which ids of
 * the host may be used (subuid(5)). The other functions make a namespace with
 * these ids. As root, mote writes the map of ids itself; otherwise newuidmap(1)
 * and newgidmap(1) write it.
 */
struct user_range {
	uint32_t first, count; /* ids of the host */
};

enum { USER_SPACE_EXTRA_LIMIT = 64 };

struct user_space {
	struct user_range users, groups; /* both have the same count */
	/* Ids of the image that are larger than the plain range, which begins
	 * at 0. They are mapped to the last ids of the ranges. */
	uint32_t extra[USER_SPACE_EXTRA_LIMIT];
	size_t extra_count;
};

/* The id of mote's own user, and of its group, in an outer namespace. */
#define USER_SPACE_OWN (UINT32_MAX - 1)

/* Finds the ids that mote's user may give to others. */
int user_space_find(
    struct arena *arena, struct user_space *ret_space, struct error *err) MUST_CHECK;

/* Makes room for the ids of an image (sorted, each once). false: more than
 * USER_SPACE_EXTRA_LIMIT are behind the plain range, or one is too large for a
 * map. */
bool user_space_fit(struct user_space *space, const uint32_t *ids, size_t count);

/* Makes a namespace with the ids of the space and with mote's own id. The
 * caller owns the descriptor. */
int user_space_make_outer(
    struct arena *arena, const struct user_space *space, int *ret_fd, struct error *err) MUST_CHECK;

/* Called in an outer namespace, with all capabilities there: makes a namespace
 * below it with the ids of the space only. */
int user_space_make_inner(
    const struct user_space *space, int *ret_fd, struct error *err) MUST_CHECK;

#endif
