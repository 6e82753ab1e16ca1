#ifndef COMMAND_RUN_START_H
#define COMMAND_RUN_START_H

#include "command/run_ids.h"
#include "command/run_plan.h"

/* How to start it. */
struct run_start {
	const struct run_wishes *wishes;
	const struct run_plan *plan;
	const struct run_ids *ids; /* NULL: all files are the program's user's */
};

/*
 * Starts bubblewrap with a plan, hands the signals that mote gets to the program, and gives its exit status: 128 and the
 * number when a signal ended it. bubblewrap itself gets none of the image's variables, no file of mote's but those that
 * it is told of, a session keyring of its own, and a process group that a terminal sends nothing to.
 */
int run_start(struct arena *arena, const struct run_start *how, int *ret_status,
    struct error *err) MUST_CHECK;

#endif
