#ifndef BUILDER_STAGE_PROGRAMS_H
#define BUILDER_STAGE_PROGRAMS_H

#include "builder/stage_context.h"

/*
 * Takes finished programs out of the stage: each (a path inside, and the name
 * it gets) is copied to <work>/out/<name> and stripped, and so is every ELF
 * executable below DESTDIR where it lies. The debug information of those with a
 * build-id is kept. strip runs in the sandbox (stage_strip.h). Fills `programs`
 * with paths on the host.
 */
int stage_take_programs(const struct stage_context *stage, struct stage_program *programs,
    size_t count, struct error *err) MUST_CHECK;

/* Marks the debug information of recalled programs as used just now: the cache
 * is pruned by the time of last use. */
void stage_use_debug(const struct stage_context *stage, const struct stage_result *result);

#endif
