#ifndef BUILDER_STAGE_H
#define BUILDER_STAGE_H

#include "base/file.h"
#include "base/temporary_folder.h"
#include "cache/build_cache.h"
#include "spec/spec.h"
#include "toolchain/toolchain.h"

/*
 * The builder stage of one platform: sources in, proven-to-exist executables
 * out. `sources:` become objects in parallel and one static-pie executable;
 * `run:` executes the project's own build with CC and its family set. The
 * source is read-only to the host: the stage works on a private copy at /src.
 */
struct stage_request {
	const struct spec *spec;
	const struct platform *platform;
	/* from sandbox_choose, by the first stage that needs it; before:
	 * DEFAULT. Stages in several processes share it. */
	enum isolation *rung;
	const char *rung_lock; /* a file that the chooser locks, made if need be */
	const struct build_cache *cache;
};

struct stage_program {
	const char *path; /* the stripped executable on the host, in the stage's work folder */
	const char *name; /* its base name */
	const char *image_path; /* where it is below DESTDIR when `output` said so, else NULL */
};

struct stage_result {
	struct stage_program *programs; /* at least one */
	size_t program_count, program_capacity;
	const char *installed; /* $DESTDIR when it is not empty, else NULL: goes into the image */
	const char *toolchain; /* description */
	enum isolation rung; /* that it was built on */
	/* host paths of all files of the project and the host that it was made
	 * of, and of the folders where a name more would be another input */
	struct text_list inputs;
	const char *
	    wrapper; /* that compile steps went through: "ccache", "distcc"; NULL: nothing was compiled, or so */
	bool network; /* the stage had it */
	bool recalled; /* it lies in the cache, and was not built */
	int lock; /* on that; -1 */
	struct temporary_folder work; /* holds all of it; the scope removes it */
};

#define STAGE_RESULT_NONE ((struct stage_result){.lock = -1})

/* Debug information goes to <cache>/debug/.build-id/xx/yyyy.debug
 * (base/places.h). gdb finds it there when its debug-file-directory is
 * <cache>/debug. */
int stage_build(struct arena *arena, const struct stage_request *request,
    struct stage_result *ret_result, struct error *err) MUST_CHECK;
void scope_stage_result(struct stage_result *result);

#endif
