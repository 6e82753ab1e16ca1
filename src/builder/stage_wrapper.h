#ifndef BUILDER_STAGE_WRAPPER_H
#define BUILDER_STAGE_WRAPPER_H

#include "base/error.h"
#include "sandbox/sandbox.h"
#include "spec/spec.h"

/*
 * The program through which the compile steps of a stage go: ccache or distcc.
 * The toolchain's drivers call it when the variable MOTE_WRAPPER names it.
 *
 * ccache keeps its objects in <cache>/ccache/KEY, which the stage may write. A
 * build could put a false object there, which a later build would take for the
 * compiler's. So the key is made of the source folder (its place and owner),
 * the platform, the rung, and whether commands of the project run: a project
 * can only deceive itself. For the same reason ccache is used only where the
 * user asks for it, and results that went through it are not kept in the rest
 * of the build cache. ccache is told the stage's identity in place of the
 * compiler's, so its keys depend on all on which mote's own keys depend.
 * Settings of ccache that change what the compiler is told are not used: the
 * bytes are the compiler's.
 *
 * zig cc has no wrapper. It gets such a folder for its own cache.
 *
 * distcc needs the network. The stage then has the network, a message says so,
 * and none of its results is kept in the build cache: no key has the compilers
 * of other machines, or what commands may have fetched.
 *
 *	stage_wrapper_choose(stage, &lock, err); // once the rung and the identity are known
 *	stage_wrapper_bind(&stage->wrapper, &sandbox); // for all commands
 *	stage_wrapper_variables(stage, &sandbox, pairs);
 */
struct stage_context;
struct stage_wrapper {
	enum wrapper
	    kind; /* NONE, CCACHE or DISTCC; before it is chosen DEFAULT, which does nothing */
	const char *program; /* "/usr/bin/ccache" */
	const char *folder; /* holds distcc.sh, on the host; NULL: it is not needed */
	const char *cache; /* the folder on the host that the stage may write; NULL: none */
};

/* Fills stage->wrapper. `*ret_lock` keeps the cache folder from being pruned,
 * or is -1. */
int stage_wrapper_choose(struct stage_context *stage, int *ret_lock, struct error *err) MUST_CHECK;

void stage_wrapper_bind(const struct stage_wrapper *wrapper, struct sandbox *sandbox);
void stage_wrapper_variables(
    const struct stage_context *stage, const struct sandbox *sandbox, struct pairs *pairs);

/* Whether the stage's results may come from inputs that no key of the build
 * cache has: the compiler of another machine, or a folder that an earlier build
 * wrote. Such results are not kept. */
bool stage_wrapper_hides_inputs(const struct stage_context *stage);

/* "ccache", "distcc", or NULL. */
const char *stage_wrapper_name(const struct stage_wrapper *wrapper);

/* How many jobs a build with this spec runs at once: distcc knows how many its
 * hosts take; else as many as there are processors. */
unsigned stage_wrapper_jobs(struct arena *arena, const struct spec *spec);

#endif
