#ifndef ROOTFS_PROGRAMS_H
#define ROOTFS_PROGRAMS_H

#include "builder/stage.h"

/*
 * The executables of one platform's image: built by the stage, or named by the
 * user.
 */
struct program {
	const char *path; /* on the host */
	const char *name; /* base name; the first program goes to the image's path */
	const char *called; /* its name in errors, which the user knows */
	bool installed; /* it is in `installed` of struct programs, so it is not added again */
};

struct programs {
	const struct platform *platform;
	struct program *items;
	size_t count, capacity;
	const char *installed; /* a folder that is copied into the image unchanged; NULL: none */
	bool built; /* built by the stage, not named by the user */
};

/* The programs that a stage made; they live as long as `stage`. */
struct programs programs_of_stage(
    struct arena *arena, const struct platform *platform, const struct stage_result *stage);

/* The spec's finished executables, sorted by the platform in their headers:
 * several executables of one platform become one image. `*ret_rows` has one row
 * for each platform. */
int programs_of_files(struct arena *arena, const struct spec *spec, struct programs **ret_rows,
    size_t *ret_count, struct error *err) MUST_CHECK;

/* Whether the stage made this file. */
bool programs_have_made(const struct programs *programs, const char *path);

#endif
