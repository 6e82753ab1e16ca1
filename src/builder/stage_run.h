#ifndef BUILDER_STAGE_RUN_H
#define BUILDER_STAGE_RUN_H

#include "builder/stage_context.h"

/*
 * `run`: the project's own build.
 *
 *	stage_run_plan(stage, &result, err); // names the programs that it must make
 *	stage_run_copy(stage, err);          // makes a writable copy of the source for it
 *	stage_run(stage, err);               // runs its commands, one after the other
 */
int stage_run_plan(
    const struct stage_context *stage, struct stage_result *result, struct error *err) MUST_CHECK;
int stage_run_copy(struct stage_context *stage, struct error *err) MUST_CHECK;
int stage_run(const struct stage_context *stage, struct error *err) MUST_CHECK;

#endif
