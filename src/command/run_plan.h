#ifndef COMMAND_RUN_PLAN_H
#define COMMAND_RUN_PLAN_H

#include "image/image.h"

/*
 * What `mote run` is going to execute: the image's config and the user's wishes become bubblewrap's
 * arguments. The program sees the unpacked image as /, with /proc and /dev as any runtime adds them, its own
 * user, process and host names, and nothing else of the host but, unless told otherwise, its network.
 * Clause: image-spec 1.1, conversion.md.
 */
struct run_wishes {
	struct text_list env; /* NAME=VALUE */
	const char *user, *workdir, *entrypoint;
	const char *emulator; /* a static program on the host */
	const char *const *arguments; /* replace the image's cmd when there are any */
	bool no_network;
	const char *root; /* the folder that holds the unpacked image */
	int info_fd; /* where bubblewrap writes the program's process id */
};

struct run_plan {
	const char *const *arguments; /* bwrap and all, NULL-terminated */
	const char *ids[2]; /* numbers of user and group */
	const char *workdir; /* absolute */
	const char *program; /* as the image or the user names it */
};

/* Makes in the unpacked image what the sandbox needs: /proc, /dev, the working folder. ERROR_NOT_FOUND when the
 * program is not in the image. */
int run_plan_make(struct arena *arena, const struct image_manifest *manifest,
    const struct run_wishes *wishes, struct run_plan *ret_plan, struct error *err) MUST_CHECK;

#endif
