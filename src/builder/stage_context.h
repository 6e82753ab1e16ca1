#ifndef BUILDER_STAGE_CONTEXT_H
#define BUILDER_STAGE_CONTEXT_H

#include "base/beneath.h"
#include "base/file.h"
#include "builder/source_copy.h"
#include "builder/stage.h"
#include "cache/build_cache.h"
#include "sandbox/sandbox.h"
#include "toolchain/port.h"
#include "toolchain/toolchain.h"

/* stage_wrapper.h */
struct stage_wrapper {
	enum wrapper
	    kind; /* NONE, CCACHE or DISTCC; before it is chosen DEFAULT, which does nothing */
	const char *program; /* "/usr/bin/ccache" */
	const char *folder; /* holds distcc.sh, on the host; NULL: it is not needed */
	const char *cache; /* the folder on the host that the stage may write; NULL: none */
};

/*
 * What the parts of a builder stage share. Each line has a part of the work folder on the host, and
 * its path inside on the strict rung. On the lower rungs the parts have their host paths inside
 * too.
 *
 *	<work>/src	/src		run: the private copy; sources: the source itself, read-only
 *	<work>/build	/build		objects, home folder, DESTDIR (/build/root), Makefile
 *	<work>/tmp	/tmp
 *	<work>/shm	/dev/shm
 *	<work>/etc/..	/etc/..		passwd and group with one user, as whom the build runs
 *	<work>/out	/out		stripped programs; shown only to the tools that strip
 *	<work>/debug	/debug		their debug information by build-id; likewise
 *	the toolchain	/toolchain	read-only
 *	the ports	/ports		read-only, when the project asks for one
 *	<work>/empty	/src/.../.git	an empty folder, in the place of what git_places.h finds
 *	<work>/closed	/src/.../.git	a file that nobody may read, in the place of a file
 *	<work>/wrapper	/wrapper	templates/builder/distcc.sh; read-only
 *	ccache's folder	/ccache		where compile steps go through ccache
 */
struct stage_context {
	struct arena *arena;
	const struct spec *spec;
	struct toolchain toolchain;
	enum isolation rung;
	struct build_cache *cache;
	struct port_set ports; /* that the project asks for, and what they need */
	struct text_list port_keys; /* of each */
	const char *ports_folder; /* where they are built, on the host */
	const char *identity; /* stage_cache.h; NULL: nothing may be kept */
	const char *work; /* host */
	struct limit_watch *watch; /* from when there is a work folder */
	struct stage_wrapper wrapper; /* from when there is a work folder */
	const char *source; /* the source folder on the host, absolute, without links */
	struct folder_filter filter; /* what of the source folder counts for run: */
	bool has_cxx; /* C++ is among the sources */
	const char *bound; /* what is bound at /src: `source`, a folder above it, or the copy */
	struct text_list git_places; /* below `bound`, hidden; from when there is a work folder */
	const char *folder; /* the working folder of commands: `source` or its copy, on the host */
};

/* A path below the work folder, on the host. */
char *stage_work_path(const struct stage_context *stage, const char *name) RETURNS_NONNULL;

/* The same, for files that mote opens after a command of the project, or its compiler, may have
 * run in the stage. */
struct beneath stage_work_file(const struct stage_context *stage, const char *name);

/* The sandbox of this stage, without a working folder and environment. */
struct sandbox stage_sandbox(const struct stage_context *stage);

/* The complete environment, the same whatever the machine: see mote.yaml(5). */
const char *const *stage_environment(
    const struct stage_context *stage, const struct sandbox *sandbox);

/* The compiler's and the linker's flags: mote's own, then the user's, which win. */
/* Without a sandbox: as they are in keys, without the paths that lower rungs have. */
struct text_list stage_cflags(const struct stage_context *stage, const struct sandbox *sandbox);
struct text_list stage_ldflags(const struct stage_context *stage, const struct sandbox *sandbox);
/* The linker's flag for the size of threads' stacks. */
const char *stage_stack_flag(const struct stage_context *stage) RETURNS_NONNULL;
/* The first flag, in flags, variables and commands, that asks for the processor of this machine:
 * "-march=native". NULL: there is none. Files of the project are not read for it. */
const char *stage_native_flag(const struct stage_context *stage);
/* What stands behind the objects: the ports' libraries, each before those that it needs. */
struct text_list stage_libs(const struct stage_context *stage);

/* What the drivers link into every executable besides, whichever flags a project heeds; malloc and libc-extras. */
struct text_list stage_driver_libs(
    const struct stage_context *stage, const struct sandbox *sandbox);

/* `"make -j2" exited with status 2`; always -1. */
int stage_command_failed(const char *command, int status, struct error *err);

/* The same for a command of the project or a compiler: of a reason that its own words do not name, the error tells. */
int stage_build_failed(
    const struct stage_context *stage, const char *command, int status, struct error *err);

/* After a compiler of `sources` failed because of a missing header: adds to the error which port
 * has that header, if a port has it. Returns -1 always. */
struct compile_plan;
int stage_suggest_port(
    const struct stage_context *stage, const struct compile_plan *plan, struct error *err);

/* Whether the toolchain is still there: without it PATH leads to this machine's compiler. */
int stage_check_toolchain(const struct stage_context *stage, struct error *err) MUST_CHECK;

/* sources: to one executable, "build/program" of the work folder. Objects that the cache has are not compiled; the
 * inputs and keys of the others are learned. */
int stage_compile(
    struct stage_context *stage, struct compile_plan *plan, struct error *err) MUST_CHECK;
#define STAGE_PROGRAM "program"

/*
 * Takes finished programs out of the stage: each (a path inside, and the name it gets) is copied to
 * <work>/out/<name> and stripped, and so is every ELF executable below DESTDIR where it lies; debug
 * information of those with a build-id is kept. All that touches a program's bytes runs in the sandbox.
 * Fills `programs` with paths on the host.
 */
int stage_take_programs(const struct stage_context *stage, struct stage_program *programs,
    size_t count, struct error *err) MUST_CHECK;

/* Marks the debug information of recalled programs as used just now: the cache is pruned by the
 * time of last use. */
void stage_use_debug(const struct stage_context *stage, const struct stage_result *result);

/*
 * Checks the programs that were taken. ERROR_REFUSED, with the finding, when a program has
 * functions in a section from which nothing calls them. Where the project asks for a malloc or a
 * stack, each executable below DESTDIR is checked too: it must allocate by that malloc or not at
 * all, and its threads must get that stack.
 */
int stage_prove_programs(const struct stage_context *stage, const struct stage_result *result,
    struct error *err) MUST_CHECK;

#endif
