#ifndef SANDBOX_JOBSERVER_H
#define SANDBOX_JOBSERVER_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <sys/types.h>

/*
 * The jobserver of the make that called mote, lent to a command in the stage:
 * GNU make's manual, "Sharing Job Slots with GNU make". A token is one byte in
 * make's pipe. Every process may run one job; for each token that it has read,
 * it may run one more.
 *
 *	SCOPED(jobserver) struct jobserver jobs = JOBSERVER_NONE;
 *	if (jobserver_lend(arena, &jobs, err) != 0) ...
 *	if (jobs.flags != NULL) ... // MAKEFLAGS of the command, which gets jobs.read and jobs.write
 *
 * The command never uses make's own pipe. It gets another pipe, and a small
 * process between the two pipes, the lender, counts the tokens that it took
 * from make. So a command cannot lose a token, add one, or block make, even
 * when it is killed. All tokens go back to make when the scope ends, and also
 * when mote is killed.
 */
struct jobserver {
	const char *flags; /* the value of MAKEFLAGS, NULL: no make has a jobserver for us */
	int read, write; /* the command's pipe: close-on-exec until the child clears the flag */
	int life; /* the lender ends when this is closed */
	pid_t lender;
};

#define JOBSERVER_NONE ((struct jobserver){.read = -1, .write = -1, .life = -1, .lender = -1})

/* Whether MAKEFLAGS names a jobserver that can be reached. Make closes the pipe
 * to recipes without "+". */
bool jobserver_offered(struct arena *arena);

/* It is no error when there is no jobserver; `ret_jobs->flags` is NULL then. */
int jobserver_lend(struct arena *arena, struct jobserver *ret_jobs, struct error *err) MUST_CHECK;

/* Returns all tokens to make. */
void scope_jobserver(struct jobserver *jobs);

#endif
