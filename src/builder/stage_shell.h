#ifndef BUILDER_STAGE_SHELL_H
#define BUILDER_STAGE_SHELL_H

#include "builder/stage.h"

/*
 * A shell in a stage, with the sandbox and the environment in which the
 * commands of a build run. It has a prompt and a terminal of its own
 * (sandbox/terminal.h); the variables PS1 and TERM are all that a build does
 * not have.
 */

/* A new stage, whose build has not begun. It is removed at the end, unless the
 * spec says `keep_stage`. `command` runs instead of an interactive shell; NULL:
 * none. `*ret_status` is the exit status of the shell. */
int stage_shell(struct arena *arena, const struct stage_request *request, const char *command,
    int *ret_status, struct error *err) MUST_CHECK;

/* The same in a stage that stayed (stage_kept.h). It is not removed. */
int stage_shell_kept(struct arena *arena, const char *folder, const char *command, int *ret_status,
    struct error *err) MUST_CHECK;

#endif
