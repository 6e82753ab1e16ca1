#ifndef BUILDER_STAGE_SANDBOX_H
#define BUILDER_STAGE_SANDBOX_H

#include "builder/stage_context.h"

/* The sandbox of a stage, without a working folder and environment. */
struct sandbox stage_sandbox(const struct stage_context *stage);

#endif
