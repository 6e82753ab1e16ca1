#ifndef PIPELINE_H
#define PIPELINE_H

#include "builder/stage.h"
#include "layer/layer.h"
#include "spec/spec.h"
#include "store/descriptor.h"

/*
 * The whole tool on one page: spec -> builder -> elf -> rootfs -> layer ->
 * image -> store -> transport.
 *
 *	pipeline_build   makes the executables in the builder stage, then packs them
 *	pipeline_pack    packs finished executables; their platforms are read from their headers
 *
 * The spec must have gone through spec_finish. Errors of one platform read as a
 * path: "linux/arm64: build: ...". Nothing is visible at an output before every
 * platform is done. Platforms are built side by side, and all of them to their
 * end: what was made for the others is in the cache when one of them fails.
 */
struct pipeline_platform {
	const struct platform *platform;
	struct descriptor manifest, config;
	struct layer layer;
	const char *isolation; /* the rung's name; NULL: nothing was built */
	const char *wrapper; /* that compile steps went through; NULL: none */
	bool network; /* the stage had it */
	bool recalled; /* the programs came from the build cache */
	bool screened; /* it is pushed, and no file looks like a secret */
	const char *toolchain; /* what built it; NULL: nothing was built */
	double build_seconds, pack_seconds;
	/* host paths of all that was read, and folders whose names were; in any
	 * order, some twice */
	struct text_list inputs;
	struct text_list stage_inputs; /* likewise, what the builder stage read: see stage_result */
};

struct pipeline_result {
	struct descriptor root;
	struct pipeline_platform *platforms;
	size_t platform_count;
	char **references; /* one an output, by digest: "archive:hello.tar@sha256:..." */
	size_t reference_count;
	double seconds;
	/* with keep_going: what is wrong with the platforms that are not in the
	 * image; kind ERROR_NONE: nothing */
	struct error failure;
	struct text_list
	    failures; /* the words of each, which begin with its platform: the first is `failure` */
	const struct platform **failed; /* theirs */
};

int pipeline_build(struct arena *arena, const struct spec *spec, struct pipeline_result *ret_result,
    struct error *err) MUST_CHECK;
int pipeline_pack(struct arena *arena, const struct spec *spec, struct pipeline_result *ret_result,
    struct error *err) MUST_CHECK;

#endif
