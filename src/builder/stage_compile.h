#ifndef BUILDER_STAGE_COMPILE_H
#define BUILDER_STAGE_COMPILE_H

#include "builder/compile_plan.h"
#include "builder/stage_context.h"

/* Compiles `sources` and links one executable, "build/program" of the work
 * folder. Its stripped copy lies beside it, if strip could make one. Objects
 * that the cache has are not compiled; the inputs and keys of the others are
 * learned. */
int stage_compile(
    struct stage_context *stage, struct compile_plan *plan, struct error *err) MUST_CHECK;
#define STAGE_PROGRAM "program"
#define STAGE_STRIPPED "program.stripped"

#endif
