#ifndef BUILDER_COMPILE_PLAN_H
#define BUILDER_COMPILE_PLAN_H

#include "base/text.h"
#include "cache/build_cache.h"

/*
 * sources: which files are compiled, to which objects, and what of the host the
 * stage has to show for it (`bound` of the stage grows until all of it lies
 * inside).
 */
struct source {
	const char *path; /* relative to the source folder */
	const char *object; /* "objects/0001-main.o", below the build folder */
	bool is_cxx;
	bool
	    preprocessed; /* .s: reads no other file, and the compiler writes no list of what it read */
	struct cache_key inputs_key; /* of the list of what it reads; source_inputs.h */
	struct cache_key object_key; /* digest "": not known, or its object is not to be kept */
	struct text_list
	    inputs; /* what it reads of the project, on the host; when object_key is known */
	bool recalled; /* its object is there and need not be compiled */
};

struct compile_plan {
	struct source *sources;
	size_t count;
};

struct stage_context;
int compile_plan_make(
    struct stage_context *stage, struct compile_plan *plan, struct error *err) MUST_CHECK;

#endif
