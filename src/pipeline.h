#ifndef PIPELINE_H
#define PIPELINE_H

#include "builder/stage.h"
#include "layer/layer.h"
#include "spec/spec.h"
#include "store/descriptor.h"

/*
 * The main steps of build and pack: spec -> builder -> elf -> rootfs -> layer
 * -> image -> store -> transport.
 *
 *	pipeline_build   makes the executables in the builder stage, then packs them
 *	pipeline_pack    packs finished executables; their platforms are read from their headers
 *
 * The spec must have gone through spec_finish. An error of one platform begins
 * with its name: "linux/arm64: build: ...". No output changes before every
 * platform is done. Platforms are built side by side. When one fails, the
 * builds of the others are still finished, so that their results are in the
 * cache.
 */
struct pipeline_platform {
	const struct platform *platform;
	struct descriptor manifest, config;
	struct layer layer;
	const char *isolation; /* the name of the rung; NULL: nothing was built */
	const char *wrapper; /* the program that ran the compile steps; NULL: none */
	bool network; /* the stage had the network */
	bool recalled; /* the programs came from the build cache */
	bool screened; /* it is pushed, and no secret was found in its layer */
	const char *toolchain; /* the toolchain that built it; NULL: nothing was built */
	const char *root; /* whose programs the stage had: see stage_result */
	double build_seconds, pack_seconds;
	/* host paths of all files that were read, and of all folders that were
	 * listed; in any order, some twice */
	struct text_list inputs;
	struct text_list stage_inputs; /* the same for the builder stage: see stage_result */
};

struct pipeline_result {
	struct descriptor root;
	struct pipeline_platform *platforms;
	size_t platform_count;
	char **references; /* one for each output, by digest: "archive:hello.tar@sha256:..." */
	size_t reference_count;
	double seconds;
	/* with keep_going: the error for the platforms that are not in the
	 * image; kind ERROR_NONE: all are in it */
	struct error failure;
	struct text_list
	    /* the text of each failure, beginning with its platform: the first
	     * is `failure` */
	    failures;
	const struct platform **failed; /* the platforms of `failures`, in the same order */
};

int pipeline_build(struct arena *arena, const struct spec *spec, struct pipeline_result *ret_result,
    struct error *err) MUST_CHECK;
int pipeline_pack(struct arena *arena, const struct spec *spec, struct pipeline_result *ret_result,
    struct error *err) MUST_CHECK;

#endif
