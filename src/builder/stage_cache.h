#ifndef BUILDER_STAGE_CACHE_H
#define BUILDER_STAGE_CACHE_H

#include "builder/compile_plan.h"
#include "builder/stage_context.h"

/*
 * The results of whole stages in the build cache: what `run:` made of one
 * source folder, what was linked of one set of objects. A result is used where
 * it lies, under a shared lock that the stage's result holds, and its content
 * is compared with its digest before.
 */

/* The beginning of every key of the stage: toolchain, host, platform, rung,
 * ports, and the place and owner of the source folder. NULL: nothing may be
 * kept. */
const char *stage_identity(const struct stage_context *stage);

/* The digest of the source folder is in the key of `run:`. */
void stage_key_of_run(
    const struct stage_context *stage, const struct digest *source, struct cache_key *ret_key);
/* Without a digest when an object has no key or the linker's flags may name
 * files. */
void stage_key_of_sources(
    const struct stage_context *stage, const struct compile_plan *plan, struct cache_key *ret_key);

/* Fills programs' paths and what was installed; false: there is no whole
 * result. `programs` are named already. */
bool stage_recall(
    const struct stage_context *stage, const struct cache_key *key, struct stage_result *result);
void stage_remember(const struct stage_context *stage, const struct cache_key *key,
    const struct stage_result *result);

#endif
