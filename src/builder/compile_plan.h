#ifndef BUILDER_COMPILE_PLAN_H
#define BUILDER_COMPILE_PLAN_H

#include "base/text.h"
#include "cache/build_cache.h"

/*
 * The plan for `sources`: which files are compiled, and to which objects.
 * Making the plan moves the stage's `bound` up until all of these files are
 * below it.
 */
struct source {
	const char *path; /* relative to the source folder */
	const char *object; /* "objects/0001-main.o", below the build folder */
	bool is_cxx;
	bool
	    preprocessed; /* .s: it reads no other file, and the compiler writes no list of files */
	struct cache_key inputs_key; /* key of the list of its inputs (source_inputs.h) */
	struct cache_key object_key; /* digest "": unknown, or its object must not be cached */
	struct text_list
	    inputs; /* host paths of the project's files that it reads, if object_key is known */
	bool recalled; /* its object came from the cache, so it is not compiled */
};

struct compile_plan {
	struct source *sources;
	size_t count;
};

struct stage_context;
int compile_plan_make(
    struct stage_context *stage, struct compile_plan *plan, struct error *err) MUST_CHECK;

#endif
