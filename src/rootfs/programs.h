#ifndef ROOTFS_PROGRAMS_H
#define ROOTFS_PROGRAMS_H

#include "builder/stage.h"

/*
 * The executables of one platform's image: those that the stage made, or those
 * that the user gave.
 */
struct program {
	const char *path; /* on the host */
	const char *name; /* base name; the first program goes to the image's path */
	const char *called; /* in errors: as the user knows it */
	bool installed; /* it is in the image already, with all else that the build installed */
};

struct programs {
	const struct platform *platform;
	struct program *items;
	size_t count, capacity;
	const char *installed; /* a folder that goes into the image as it is; NULL: none */
	bool built; /* by the stage, not given by the user */
};

/* Those that a stage made; they live as long as `stage`. */
struct programs programs_of_stage(
    struct arena *arena, const struct platform *platform, const struct stage_result *stage);

/* The spec's finished executables, sorted by the platform that their headers
 * name: several of one platform are one image with several programs.
 * `*ret_rows` has one row for each platform. */
int programs_of_files(struct arena *arena, const struct spec *spec, struct programs **ret_rows,
    size_t *ret_count, struct error *err) MUST_CHECK;

/* Whether the stage made the file of the host. */
bool programs_have_made(const struct programs *programs, const char *path);

#endif
