#ifndef COMMAND_RUN_IDS_H
#define COMMAND_RUN_IDS_H

#include "command/run_user.h"
#include "command/user_space.h"

#include <stdbool.h>

/*
 * User namespaces in which the files of an image have their owners, and in
 * which a program can become another user. The ids of an image, from 0 on, are
 * mapped to ids of the host that no user of the host has: those that
 * /etc/subuid and /etc/subgid give to mote's user; or, when mote runs as root
 * and they give none, a range that no user has. So the image's root is not the
 * host's root.
 *
 *	run_ids_open(arena, &ids);               // without ids, `ids.why` says why
 *	run_ids_fit(arena, &ids, needed, count); // makes room for larger ids of an image
 *	run_ids_call(&ids, task, context, err);  // runs a task as root of the outer namespace:
 *	                                         // it gives files away, and removes them
 *	run_ids_enter(&ids, &entry, err);        // in the child that will become bubblewrap
 *
 * Only mote uses the outer namespace, in which mote's own user has an id too.
 * bubblewrap enters the inner one, in which the image's program runs; it has
 * the image's ids only.
 */
struct run_ids {
	int outer; /* descriptor of the outer namespace; -1: there is none */
	struct user_space space; /* the ids of the outer namespace */
	const char *why; /* the reason, as a text for the user, when there is none */
};

void run_ids_open(struct arena *arena, struct run_ids *ret_ids);
/* Maps the same ids of the host in another way, for an image that needs the ids
 * `needed` (sorted, each once). When that is impossible, closes the namespace
 * and sets `ids.why`. */
void run_ids_fit(struct arena *arena, struct run_ids *ids, const uint32_t *needed, size_t count);
/* Closes the namespace; `why` becomes `ids.why`. */
void run_ids_give_up(struct run_ids *ids, const char *why);
void scope_run_ids(struct run_ids *ids);

/* Runs the task in a child process in the outer namespace, where the ids of
 * files are those of the image. */
int run_ids_call(const struct run_ids *ids, int (*task)(void *context, struct error *err),
    void *context, struct error *err) MUST_CHECK;

struct run_entry {
	const struct run_user *user;
	const char *root; /* the unpacked image; it will be mounted at RUN_IDS_ROOT */
	int inner; /* an open descriptor, which will be replaced by the inner namespace */
};

/* Where bubblewrap finds the image, even when the program's user cannot reach
 * the path of the unpacked image, and a folder for shared memory that all users
 * of the image may write to. /sys: every machine has it, and bubblewrap needs
 * nothing in it. */
#define RUN_IDS_PLACE "/sys"
#define RUN_IDS_ROOT RUN_IDS_PLACE "/root"
#define RUN_IDS_SHARED RUN_IDS_PLACE "/shm"

/*
 * Only for a child that becomes bubblewrap. It returns 0 in a child of the
 * caller, which has the groups of the image's user and is process 1 of a new
 * namespace: all processes that are started there end with it. The caller
 * itself does not return: it waits for that child, ends with its status, and
 * kills it when mote is killed.
 */
int run_ids_enter(
    const struct run_ids *ids, const struct run_entry *entry, struct error *err) MUST_CHECK;

#endif
