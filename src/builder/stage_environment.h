#ifndef BUILDER_STAGE_ENVIRONMENT_H
#define BUILDER_STAGE_ENVIRONMENT_H

#include "builder/stage_context.h"

/* The complete environment, the same whatever the machine: see mote.yaml(5). */
const char *const *stage_environment(
    const struct stage_context *stage, const struct sandbox *sandbox);

/* The compiler's and the linker's flags: mote's own, then the user's, which
 * win. */
/* Without a sandbox: as they are in keys, without the paths that lower rungs
 * have. */
struct text_list stage_cflags(const struct stage_context *stage, const struct sandbox *sandbox);
struct text_list stage_ldflags(const struct stage_context *stage, const struct sandbox *sandbox);
/* The linker's flag for the size of threads' stacks. */
const char *stage_stack_flag(const struct stage_context *stage) RETURNS_NONNULL;
/* The first flag, in flags, variables and commands, that asks for the processor
 * of this machine: "-march=native". NULL: there is none. Files of the project
 * are not read for it. */
const char *stage_native_flag(const struct stage_context *stage);
/* The libraries of the ports, each before those that it needs. They stand
 * behind the objects. */
struct text_list stage_libs(const struct stage_context *stage);

/* The libraries that the drivers link into every executable, whatever flags a
 * project heeds: malloc and libc-extras. */
struct text_list stage_driver_libs(
    const struct stage_context *stage, const struct sandbox *sandbox);

#endif
