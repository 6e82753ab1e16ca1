#ifndef COMMAND_RUN_START_H
#define COMMAND_RUN_START_H

#include "command/run_ids.h"
#include "command/run_plan.h"

/* The inputs of run_start(). */
struct run_start {
	const struct run_options *options;
	const struct run_plan *plan;
	const struct run_ids *ids; /* NULL: all files belong to the user of the program */
};

/*
 * Starts bubblewrap with a plan and passes signals that mote receives to the
 * program. Returns the program's exit status, or 128 plus the number of the
 * signal that ended it. bubblewrap does not get the image's variables, and only
 * the open files of mote that its arguments name. It has its own session
 * keyring, and a process group to which a terminal sends no signals.
 */
int run_start(struct arena *arena, const struct run_start *how, int *ret_status,
    struct error *err) MUST_CHECK;

#endif
