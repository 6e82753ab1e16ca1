#ifndef BUILDER_STAGE_FAILURE_H
#define BUILDER_STAGE_FAILURE_H

#include "builder/compile_plan.h"
#include "builder/stage_context.h"

/* `"make -j2" exited with status 2`; always -1. */
int stage_command_failed(const char *command, int status, struct error *err);

/* The same for a command of the project or a compiler. Adds the reason to the
 * error if mote knows one that the command itself did not print. */
int stage_build_failed(
    const struct stage_context *stage, const char *command, int status, struct error *err);

/* Called after a compiler of `sources` failed because of a missing header: adds
 * to the error the name of the port with that header, if there is one. Always
 * returns -1. */
int stage_suggest_port(
    const struct stage_context *stage, const struct compile_plan *plan, struct error *err);

#endif
