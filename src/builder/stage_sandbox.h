#ifndef BUILDER_STAGE_SANDBOX_H
#define BUILDER_STAGE_SANDBOX_H

#include "builder/stage_context.h"

/* Where the stage shows <work>/out to the tools that strip. A project may have
 * a folder "/out" of its own. */
#define STAGE_OUT "/stripped"

/* The sandbox of a stage, without a working folder and environment. */
struct sandbox stage_sandbox(const struct stage_context *stage);

#endif
