#ifndef BUILDER_STAGE_PROGRAMS_H
#define BUILDER_STAGE_PROGRAMS_H

#include "builder/stage_context.h"

/*
 * Copies each finished program (a path inside the stage, and its new name) to
 * <work>/out/<name> and strips it. Also strips every ELF executable below
 * DESTDIR, in its place. The debug information of executables with a build-id
 * is stored. strip runs in the sandbox (stage_strip.h). Fills `programs` with
 * paths on the host.
 */
int stage_extract_programs(const struct stage_context *stage, struct stage_program *programs,
    size_t count, struct error *err) MUST_CHECK;

/* Marks the debug information of recalled programs as used just now: the cache
 * is pruned by the time of last use. */
void stage_use_debug(const struct stage_context *stage, const struct stage_result *result);

#endif
