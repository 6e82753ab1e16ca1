#ifndef BUILDER_STAGE_WRAPPER_H
#define BUILDER_STAGE_WRAPPER_H

#include "base/error.h"
#include "sandbox/sandbox.h"
#include "spec/spec.h"

/*
 * The program that runs the compile steps of a stage: ccache or distcc. The
 * toolchain's drivers call it when the variable MOTE_WRAPPER names it.
 *
 * ccache stores its objects in <cache>/ccache/KEY, which the stage can write. A
 * build could put a false object there, and a later build would trust it. So
 * KEY depends on the source folder (its place and owner), the platform, the
 * rung, and whether commands of the project run: a project can only harm its
 * own builds. For the same reason mote uses ccache only when the user chooses
 * it, and stores no results of such builds in the rest of the build cache.
 * ccache gets the stage's identity instead of the compiler's, so its keys
 * depend on everything that mote's keys depend on. mote sets no option of
 * ccache that changes the compiler's arguments: the objects have the compiler's
 * bytes.
 *
 * zig cc uses no wrapper, but gets such a folder for its own cache.
 *
 * distcc needs the network. The stage then has the network, a message says so,
 * and none of its results is stored in the build cache: the keys cannot include
 * the compilers of other machines or files that commands fetched.
 *
 *	stage_wrapper_choose(stage, &lock, err); // once the rung and the identity are known
 *	stage_wrapper_bind(&stage->wrapper, &sandbox); // for all commands
 *	stage_wrapper_variables(stage, &sandbox, pairs);
 */
struct stage_context;
struct stage_wrapper {
	enum wrapper
	    /* NONE, CCACHE or DISTCC; DEFAULT, which has no effect, before
	     * stage_wrapper_choose */
	    kind;
	const char *program; /* "/usr/bin/ccache" */
	const char *folder; /* the host folder with distcc.sh; NULL: it is not needed */
	const char *cache; /* the host folder that the stage can write; NULL: none */
};

/* Fills stage->wrapper. `*ret_lock` prevents that the cache folder is pruned;
 * -1: there is none. */
int stage_wrapper_choose(struct stage_context *stage, int *ret_lock, struct error *err) MUST_CHECK;

void stage_wrapper_bind(const struct stage_wrapper *wrapper, struct sandbox *sandbox);
void stage_wrapper_variables(
    const struct stage_context *stage, const struct sandbox *sandbox, struct pairs *pairs);

/* Whether the stage's results may come from inputs that no key of the build
 * cache has: the compiler of another machine, or a folder that an earlier build
 * wrote. Such results are not cached. */
bool stage_wrapper_hides_inputs(const struct stage_context *stage);

/* "ccache", "distcc", or NULL. */
const char *stage_wrapper_name(const struct stage_wrapper *wrapper);

/* The number of parallel jobs of a build: distcc's number for its hosts, or
 * else the number of processors. */
unsigned stage_wrapper_jobs(struct arena *arena, const struct spec *spec);

#endif
