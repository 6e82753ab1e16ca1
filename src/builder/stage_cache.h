#ifndef BUILDER_STAGE_CACHE_H
#define BUILDER_STAGE_CACHE_H

#include "builder/compile_plan.h"
#include "builder/stage_context.h"

/*
 * The results of whole stages in the build cache: the programs that `run:` made
 * from a source folder, or that were linked from a set of objects. A recalled
 * result is not copied: it is used in the cache, under a shared lock of the
 * stage's result. Its digest is checked before.
 */

/* The beginning of every key of the stage: toolchain, host, platform, rung,
 * ports, and the place and owner of the source folder. NULL: nothing may be
 * cached. */
const char *stage_identity(const struct stage_context *stage);

/* The digest of the source folder is in the key of `run:`. */
void stage_key_of_run(
    const struct stage_context *stage, const struct digest *source, struct cache_key *ret_key);
/* The key has no digest when an object has no key, or when the linker's flags
 * may name files. */
void stage_key_of_sources(
    const struct stage_context *stage, const struct compile_plan *plan, struct cache_key *ret_key);

/* Fills the programs' paths and `installed`; false: there is no complete
 * result. The names of `programs` are set already. */
bool stage_recall(
    const struct stage_context *stage, const struct cache_key *key, struct stage_result *result);
void stage_remember(const struct stage_context *stage, const struct cache_key *key,
    const struct stage_result *result);

#endif
