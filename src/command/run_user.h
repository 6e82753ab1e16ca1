#ifndef COMMAND_RUN_USER_H
#define COMMAND_RUN_USER_H

#include "base/arena.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Finds the user as whom a program of an image runs, in the image's own
 * /etc/passwd and /etc/group. Links in the image never lead to the files of the
 * host. As with container engines, the user also gets the groups that list him,
 * unless the group was given with the user.
 */
enum { RUN_USER_GROUP_LIMIT = 1024 };

struct run_user {
	uint32_t user, group;
	const uint32_t *groups; /* supplementary groups */
	size_t group_count;
	const char *home; /* home folder from /etc/passwd, else "/" */
};

/* `text`: "65532", "65532:65532", "nobody", "root:staff"; NULL and "" mean
 * root. `root` is the open folder of the unpacked image. */
int run_user_find(struct arena *arena, int root, const char *text, struct run_user *ret_user,
    struct error *err) MUST_CHECK;

#endif
