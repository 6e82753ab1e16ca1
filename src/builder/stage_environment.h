#ifndef BUILDER_STAGE_ENVIRONMENT_H
#define BUILDER_STAGE_ENVIRONMENT_H

#include "builder/stage_context.h"

/* The complete environment, which is the same on every machine: see
 * mote.yaml(5). */
const char *const *stage_environment(
    const struct stage_context *stage, const struct sandbox *sandbox);

/* The flags of the compiler and the linker: first mote's flags, then the
 * user's, which win. */
/* With `sandbox` NULL: the flags as they are in keys, without the paths of the
 * lower rungs. */
struct text_list stage_cflags(const struct stage_context *stage, const struct sandbox *sandbox);
struct text_list stage_ldflags(const struct stage_context *stage, const struct sandbox *sandbox);
/* The linker's flag for the size of threads' stacks. */
const char *stage_stack_flag(const struct stage_context *stage) RETURNS_NONNULL;
/* The first flag in flags, variables or commands that compiles for the
 * processor of this machine: "-march=native". NULL: there is none. Files of the
 * project are not searched. */
const char *stage_native_flag(const struct stage_context *stage);
/* The libraries of the ports, each before the ones that it needs. On the
 * command line they come after the objects. */
struct text_list stage_libs(const struct stage_context *stage);

/* The libraries of malloc and libc-extras. The drivers link them into every
 * executable, even if a project ignores LDFLAGS. */
struct text_list stage_driver_libs(
    const struct stage_context *stage, const struct sandbox *sandbox);

#endif
