#ifndef COMMAND_RUN_IDS_H
#define COMMAND_RUN_IDS_H

#include "command/run_user.h"
#include "command/user_space.h"

#include <stdbool.h>

/*
 * User namespaces in which the files of an image have their owners, and a program can become another user. The ids of an
 * image, from 0, are ids of the host that belong to nobody: those that /etc/subuid and /etc/subgid give to mote's user,
 * or, where that is root and they give none, a range that no user has. So the image's root is not the host's.
 *
 *	run_ids_open(arena, &ids)			`ids.why` tells when it cannot be
 *	run_ids_fit(arena, &ids, needed, count)		where an image has larger ones than they are many
 *	run_ids_call(&ids, task, context, err)		as root of the outer namespace, in which mote's own user has an id too:
 *							gives files away, and removes them
 *	run_ids_enter(&ids, &entry, err)		in the child that is to become bubblewrap
 *
 * The outer namespace is for mote alone. The inner one, which bubblewrap enters and the image's program runs in, has the
 * image's ids only.
 */
struct run_ids {
	int outer; /* the namespace; -1: there is none */
	struct user_space space; /* its ids */
	const char *why; /* there is none, for the user */
};

void run_ids_open(struct arena *arena, struct run_ids *ret_ids);
/* The same ids of the host for an image that needs these, sorted and each once; `ids.why` tells when that cannot be. */
void run_ids_fit(struct arena *arena, struct run_ids *ids, const uint32_t *needed, size_t count);
/* Without ids from now on. */
void run_ids_give_up(struct run_ids *ids, const char *why);
void scope_run_ids(struct run_ids *ids);

/* Runs the task in a process of its own, where the ids of an image are as they are in the image. */
int run_ids_call(const struct run_ids *ids, int (*task)(void *context, struct error *err),
    void *context, struct error *err) MUST_CHECK;

struct run_entry {
	const struct run_user *user;
	const char *root; /* the unpacked image, which is then at RUN_IDS_ROOT */
	int inner; /* the descriptor that will be the inner namespace; open, whatever it is */
};

/* Where bubblewrap finds the image, whether or not the program's user could go the way there, and a folder for shared
 * memory that all its users may write: in a folder that every machine has, and that bubblewrap needs for nothing else. */
#define RUN_IDS_PLACE "/sys"
#define RUN_IDS_ROOT RUN_IDS_PLACE "/root"
#define RUN_IDS_SHARED RUN_IDS_PLACE "/shm"

/*
 * Only for a child that becomes bubblewrap: returns 0 in a child of its own again, which has the image's groups, and is
 * process 1 of a namespace, so that all that is started there ends with it; this one waits for it, ends as it ends, and
 * takes it along when mote is killed.
 */
int run_ids_enter(
    const struct run_ids *ids, const struct run_entry *entry, struct error *err) MUST_CHECK;

#endif
