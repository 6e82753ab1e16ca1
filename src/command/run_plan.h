#ifndef COMMAND_RUN_PLAN_H
#define COMMAND_RUN_PLAN_H

#include "command/run_user.h"
#include "image/image.h"

/*
 * What `mote run` is going to execute: the image's config and the user's wishes become bubblewrap's
 * arguments. The program sees the unpacked image as /, with /proc (read-only) and /dev as any runtime adds them, its own
 * user, process, host and network names, /etc/hosts with localhost, and nothing else of the host but, where it is asked
 * for, its network. PATH and HOME are set where neither the image nor the user sets them.
 * Clause: image-spec 1.1, conversion.md.
 *
 *	run_plan_prepare(arena, manifest, &wishes, &plan, err)	the unpacked image gets what the sandbox needs
 *	run_plan_arguments(arena, manifest, &wishes, &plan)	bwrap and all
 */
struct run_wishes {
	struct text_list env; /* NAME=VALUE */
	const char *user, *workdir, *entrypoint;
	const char *emulator; /* a static program on the host */
	const char *const *arguments; /* replace the image's cmd when there are any */
	bool host_network;
	const char *root; /* the folder that holds the unpacked image */
	struct image_owners *owners; /* of what is in it */
};

/* How bubblewrap is told where the program goes. */
struct run_sandbox {
	const char *root; /* where it finds the unpacked image */
	const char *
	    shared; /* and a folder for shared memory; NULL: bubblewrap makes one for the program's user */
	int info; /* where it writes that the sandbox is there */
	int filter; /* a file of run_filter.h, or -1 */
	int user_namespace; /* that has ids for all owners of files; -1: bubblewrap makes one that has the user's alone */
};

struct run_plan {
	struct run_user user;
	struct text_list command, environment;
	const char *workdir; /* absolute */
	const char *program; /* as the image or the user names it */
	bool emulated; /* by the emulator that was named, or one that the kernel knows */
};

/* Makes in the unpacked image what the sandbox needs: /proc, /dev, the working folder, files of /etc. ERROR_NOT_FOUND
 * when the program is not in the image. */
int run_plan_prepare(struct arena *arena, const struct image_manifest *manifest,
    const struct run_wishes *wishes, struct run_plan *ret_plan, struct error *err) MUST_CHECK;

/* NULL-terminated. Options of bubblewrap 0.4 are all that is needed. */
const char *const *run_plan_arguments(struct arena *arena, const struct run_wishes *wishes,
    const struct run_plan *plan, const struct run_sandbox *sandbox) RETURNS_NONNULL;

#endif
