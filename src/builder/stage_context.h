#ifndef BUILDER_STAGE_CONTEXT_H
#define BUILDER_STAGE_CONTEXT_H

#include "builder/stage_place.h"
#include "builder/stage_root.h"
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
 *	stage_root	its other programs	stage_programs		finished programs
 *	stage_wrapper	ccache, distcc		stage_proof		checks of programs
 *	stage_sandbox	isolation		stage_failure		errors
 *	stage_cache	keys, recalled results	stage_output		output of commands
 *						stage_kept		a stage that stays
 *
 * stage_open.h begins a stage; stage.h builds in it, and stage_shell.h opens a
 * shell in it.
 */
struct limit_watch;
struct stage_context {
	struct arena *arena;
	const struct spec *spec;
	struct stage_place place;
	struct stage_tools tools;
	struct stage_root root;
	struct stage_wrapper wrapper; /* set when the work folder is made */
	struct build_cache cache;
	const char *identity; /* stage_cache.h; NULL: nothing may be cached */
	struct output *output; /* of its commands; set when the work folder is made */
	struct limit_watch *watch; /* set when the work folder is made */
	struct folder_filter filter; /* the entries of the source folder that `run` gets */
	bool has_cxx; /* C++ is among the sources */
	bool shell; /* a user will look around in it */
};

#endif
