#ifndef COMMAND_USER_SPACE_H
#define COMMAND_USER_SPACE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * User namespaces with a range of ids: which ids of the host may be used (subuid(5)), and a namespace that has them, whose
 * map root writes itself, and newuidmap(1) and newgidmap(1) for anybody else.
 */
struct user_range {
	uint32_t first, count; /* on the host */
};

enum { USER_SPACE_EXTRA_LIMIT = 64 };

struct user_space {
	struct user_range users, groups; /* as many of both */
	/* Ids that are larger than those from 0 on: the last of the ranges are theirs. */
	uint32_t extra[USER_SPACE_EXTRA_LIMIT];
	size_t extra_count;
};

/* The user and the group of mote itself in an outer namespace. */
#define USER_SPACE_OWN (UINT32_MAX - 1)

/* The ids that mote's user may give away. */
int user_space_find(
    struct arena *arena, struct user_space *ret_space, struct error *err) MUST_CHECK;

/* Makes room for these ids, which are sorted, each once. False: they are too many, or too large. */
bool user_space_fit(struct user_space *space, const uint32_t *ids, size_t count);

/* A namespace with the ids of the space, and mote's own. The caller owns the descriptor. */
int user_space_make_outer(
    struct arena *arena, const struct user_space *space, int *ret_fd, struct error *err) MUST_CHECK;

/* From inside of such a namespace, with all capabilities there: one below it with the ids of the space and none else. */
int user_space_make_inner(
    const struct user_space *space, int *ret_fd, struct error *err) MUST_CHECK;

#endif
