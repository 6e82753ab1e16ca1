#ifndef BUILDER_STAGE_OUTPUT_H
#define BUILDER_STAGE_OUTPUT_H

#include "base/output.h"
#include "builder/stage_context.h"

/*
 * The output of the commands of a stage (base/output.h). All of it is in a file
 * while the stage is built. The file of a failed stage stays, with those of the
 * failed stages before it, as long as they are few and small.
 */
void stage_output_open(struct stage_context *stage, struct output *output);

/* The stage failed with `err`: prints the last lines, and adds to the error
 * where all are. Returns -1 always. */
int stage_output_failed(const struct stage_context *stage, struct error *err);

#endif
