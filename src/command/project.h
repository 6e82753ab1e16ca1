#ifndef COMMAND_PROJECT_H
#define COMMAND_PROJECT_H

#include "command/config_flags.h"
#include "spec/spec.h"

/*
 * The project of `mote build` and `mote shell`: the operands are a folder with
 * a mote.yaml, or source files. Fills what no flag has set in `spec`, from
 * mote.yaml and the environment. A spec without work is ERROR_USAGE.
 */
int project_read(struct arena *arena, const struct flag_result *flags,
    const struct config_choice *choice, struct spec *spec, struct error *err) MUST_CHECK;

#endif
