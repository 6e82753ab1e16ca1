#ifndef BUILDER_STAGE_CONTEXT_H
#define BUILDER_STAGE_CONTEXT_H

#include "builder/stage_place.h"
#include "builder/stage_tools.h"
#include "builder/stage_wrapper.h"
#include "cache/build_cache.h"
#include "cache/folder_filter.h"
#include "sandbox/sandbox.h"

/*
 * One builder stage, for the files stage_*.c. Its parts have headers of their
 * own; a function takes the part if one is enough.
 *
 *	stage_place	folders			stage_environment	flags and variables
 *	stage_tools	toolchain and ports	stage_compile		`sources`
 *	stage_wrapper	ccache, distcc		stage_programs		what is taken out
 *	stage_sandbox	how it is shut in	stage_proof		what is refused
 *	stage_cache	keys, recalled results	stage_failure		errors
 *	stage_output	what commands print
 */
struct limit_watch;
struct stage_context {
	struct arena *arena;
	const struct spec *spec;
	struct stage_place place;
	struct stage_tools tools;
	struct stage_wrapper wrapper; /* from when there is a work folder */
	struct build_cache cache;
	const char *identity; /* stage_cache.h; NULL: nothing may be kept */
	struct output *output; /* of its commands; from when there is a work folder */
	struct limit_watch *watch; /* from when there is a work folder */
	struct folder_filter filter; /* what of the source folder counts for `run` */
	bool has_cxx; /* C++ is among the sources */
};

#endif
