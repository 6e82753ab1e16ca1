#ifndef BUILDER_STAGE_H
#define BUILDER_STAGE_H

#include "base/file.h"
#include "base/temporary_folder.h"
#include "cache/build_cache.h"
#include "spec/spec.h"
#include "toolchain/toolchain.h"

/*
 * The builder stage of one platform: it builds executables from sources, and
 * checks that they exist. `sources:` are compiled in parallel and linked to one
 * static-pie executable. `run:` executes the project's own build, with CC and
 * similar variables set. Neither can write to the user's source folder: /src is
 * read-only, or for `run:` a private copy.
 */
struct stage_request {
	const struct spec *spec;
	const struct platform *platform;
	/* the result of sandbox_choose, set by the first stage that needs it;
	 * DEFAULT before. Stages in several processes share it. */
	enum isolation *rung;
	/* a file that the stage locks while it chooses; made when it is
	 * missing; NULL: no other stage runs */
	const char *rung_lock;
	const struct build_cache *cache;
	bool shell; /* the stage has a shell for the user in any case */
};

struct stage_program {
	const char *path; /* the stripped executable on the host, in the stage's work folder */
	const char *name; /* its base name */
	const char *image_path; /* its path below DESTDIR if `output` names one, else NULL */
};

struct stage_result {
	struct stage_program *programs; /* at least one */
	size_t program_count, program_capacity;
	const char *installed; /* $DESTDIR, whose content goes into the image; NULL: it is empty */
	const char *toolchain; /* description */
	enum isolation rung; /* the rung on which it was built */
	const char *root; /* whose programs it had: "sha256:..." (stage_root.h), or "host" */
	/* host paths of all files of the project and the host that were read,
	 * and of the folders in which a new name would be another input */
	struct text_list inputs;
	const char
	    *wrapper; /* the program that ran the compile steps: "ccache", "distcc"; NULL: none */
	bool network; /* the stage had the network */
	bool recalled; /* it came from the cache and was not built */
	int lock; /* the lock on the cache entry; -1: none */
	struct temporary_folder work; /* has all files of the result; the scope removes it */
};

#define STAGE_RESULT_NONE ((struct stage_result){.lock = -1})

/* Debug information goes to <cache>/debug/.build-id/xx/yyyy.debug
 * (base/places.h). gdb finds it there when its debug-file-directory is
 * <cache>/debug. */
int stage_build(struct arena *arena, const struct stage_request *request,
    struct stage_result *ret_result, struct error *err) MUST_CHECK;
void scope_stage_result(struct stage_result *result);

#endif
