#ifndef SPEC_PLATFORM_CHOICE_H
#define SPEC_PLATFORM_CHOICE_H

#include "spec/platform.h"

/*
 * Which image of an index is wanted, by verbs that read: of any system and processor that the world has images for, while
 * struct platform is what mote compiles for. What has no image of its own takes the best one that its processors run as well,
 * as containerd does: arm/v7 one for v6 or v5, amd64/v3 one for v2 or plain amd64, arm64/v9 one for v8.
 * Clause: image-spec 1.1, image-index.md, "platform" and "Platform Variants".
 */
struct platform_choice {
	const char *os, *architecture;
	const char *
	    variant; /* as containerd normalizes it: "" for amd64/v1 and arm64/v8, "v7" for arm without one */
	const char *name; /* "linux/arm/v6", for people */
};

/* "arm/v6", "linux/amd64/v3", "windows/amd64", "loong64", and all names that platform_parse knows. */
int platform_choice_parse(struct arena *arena, const char *text, struct platform_choice *ret_choice,
    struct error *err) MUST_CHECK;

struct platform_choice platform_choice_of(const struct platform *platform);

/* How well an image fits: 0 exactly, more the worse; -1: not at all. `variant` may be NULL. */
int platform_choice_rank(const struct platform_choice *choice, const char *os,
    const char *architecture, const char *variant);

#endif
