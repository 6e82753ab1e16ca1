#ifndef COMMAND_RUN_START_H
#define COMMAND_RUN_START_H

#include "command/run_ids.h"
#include "command/run_plan.h"

/* The inputs of run_start(). */
struct run_start {
	const struct run_wishes *wishes;
	const struct run_plan *plan;
	const struct run_ids *ids; /* NULL: all files belong to the program's user */
};

/*
 * Starts bubblewrap with a plan, hands signals that mote gets over to the
 * program, and returns its exit status: 128 and the number when a signal ended
 * it. bubblewrap gets none of the image's variables, only those files of mote
 * that its arguments name, a session keyring of its own, and a process group to
 * which a terminal sends no signals.
 */
int run_start(struct arena *arena, const struct run_start *how, int *ret_status,
    struct error *err) MUST_CHECK;

#endif
