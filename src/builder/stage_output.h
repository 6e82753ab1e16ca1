#ifndef BUILDER_STAGE_OUTPUT_H
#define BUILDER_STAGE_OUTPUT_H

#include "base/output.h"
#include "builder/stage_context.h"

/*
 * The output of the commands of a stage (base/output.h). While the stage is
 * built, a file receives all of it. The file of a failed stage stays; old files
 * are removed when there are too many or they are too large.
 */
void stage_output_open(struct stage_context *stage, struct output *output);

/* Called when the stage failed with `err`: prints the last lines, and adds the
 * path of the file with all lines to the error. Always returns -1. */
int stage_output_failed(const struct stage_context *stage, struct error *err);

#endif
