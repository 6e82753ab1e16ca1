#ifndef COMMAND_USER_SPACE_H
#define COMMAND_USER_SPACE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdint.h>

/*
 * User namespaces with a range of ids: which ids of the host may be used (subuid(5)), and a namespace that has them, whose
 * map root writes itself, and newuidmap(1) and newgidmap(1) for anybody else.
 */
struct user_range {
	uint32_t first, count; /* on the host */
};

/* The ids that mote's user may give away: as many users as groups. */
int user_space_ranges(struct arena *arena, struct user_range *ret_users,
    struct user_range *ret_groups, struct error *err) MUST_CHECK;

/* A namespace in which the ranges are the ids from 0, and the one behind is mote's own user. The caller owns the
 * descriptor. */
int user_space_make_outer(struct arena *arena, const struct user_range *users,
    const struct user_range *groups, int *ret_space, struct error *err) MUST_CHECK;

/* From inside of such a namespace, with all capabilities there: one below it with the same ids from 0 and none else. */
int user_space_make_inner(uint32_t count, int *ret_space, struct error *err) MUST_CHECK;

#endif
