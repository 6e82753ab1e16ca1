#ifndef BUILDER_STAGE_WRAPPER_H
#define BUILDER_STAGE_WRAPPER_H

#include "builder/stage_context.h"

/*
 * What the compile steps of a stage go through, by the variable MOTE_WRAPPER that the toolchain's drivers heed.
 *
 * ccache keeps its objects in <cache>/ccache/KEY, which the stage may write. A build could put there what another one then
 * takes for the compiler's work, so the key is that of the source folder (its place and owner), of the platform, of the rung,
 * and of whether commands of the project run: a project can only deceive itself. For the same reason nothing that
 * went through it is kept in the rest of the build cache, and it is used only where the user asks for it. ccache is told the stage's identity as what the compiler is, so that all that mote's own keys
 * depend on is in its keys too. None of its settings that change what the compiler is told are used: the
 * bytes are the compiler's.
 *
 * zig cc has no wrapper, and such a folder for its own cache.
 *
 * distcc needs the network. The stage then has it, says so, and nothing of its results is kept in the build cache:
 * compilers of other machines are in no key, nor is what commands may have fetched.
 *
 *	stage_wrapper_choose(&stage, &lock, err)	once the rung and the identity are known
 *	stage_wrapper_bind(&stage, &sandbox)		for all commands
 *	stage_wrapper_variables(&stage, &sandbox, pairs)
 */

/* Fills stage->wrapper. `*ret_lock` keeps the cache folder from being pruned, or is -1. */
int stage_wrapper_choose(struct stage_context *stage, int *ret_lock, struct error *err) MUST_CHECK;

void stage_wrapper_bind(const struct stage_context *stage, struct sandbox *sandbox);
void stage_wrapper_variables(
    const struct stage_context *stage, const struct sandbox *sandbox, struct spec_pairs *pairs);

/* Whether the stage's results may come from what is in no key of the build cache: another machine's compiler, or a
 * folder that an earlier build wrote. Then they are not kept. */
bool stage_wrapper_hides_inputs(const struct stage_context *stage);

/* "ccache", "distcc", or NULL. */
const char *stage_wrapper_name(const struct stage_context *stage);

/* How many jobs a build with this spec runs at once: distcc knows how many its hosts take; else as many as there are
 * processors. */
unsigned stage_wrapper_jobs(struct arena *arena, const struct spec *spec);

#endif
