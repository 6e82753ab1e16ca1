#ifndef SPEC_PLATFORM_CHOICE_H
#define SPEC_PLATFORM_CHOICE_H

#include "spec/platform.h"

/*
 * The platform whose image a verb reads from an index. It can be any system and
 * processor; struct platform is only for platforms that mote compiles for. When
 * the index has no image for exactly this platform, the best other image that
 * runs on it is chosen, as in containerd: for arm/v7 one for v6 or v5, for
 * amd64/v3 one for v2 or plain amd64, for arm64/v9 one for v8. Clause:
 * image-spec 1.1, image-index.md, "platform" and "Platform Variants".
 */
struct platform_choice {
	const char *os, *architecture;
	const char *
	    /* normalized as in containerd: "" for amd64/v1 and arm64/v8, "v7"
	     * for plain arm */
	    variant;
	const char *name; /* for messages: "linux/arm/v6" */
};

/* Reads "arm/v6", "linux/amd64/v3", "windows/amd64", "loong64", and all names
 * that platform_parse knows. */
int platform_choice_parse(struct arena *arena, const char *text, struct platform_choice *ret_choice,
    struct error *err) MUST_CHECK;

struct platform_choice platform_choice_of(const struct platform *platform);

/* How well an image fits: 0 exactly, a larger number worse, -1 not at all.
 * `variant` may be NULL. */
int platform_choice_rank(const struct platform_choice *choice, const char *os,
    const char *architecture, const char *variant);

#endif
