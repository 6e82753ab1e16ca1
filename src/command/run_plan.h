#ifndef COMMAND_RUN_PLAN_H
#define COMMAND_RUN_PLAN_H

#include "command/run_user.h"
#include "image/image.h"

/*
 * Makes bubblewrap's arguments from the image's config and the flags of `mote
 * run`. The program sees the unpacked image as /, with /proc (read-only) and
 * /dev as every runtime adds them, and /etc/hosts with localhost. It has its
 * own user, process, host name and network namespaces. It sees nothing else of
 * the host, except the network if the user allows it. mote sets PATH and HOME
 * if neither the image nor the user sets them. Clause: image-spec 1.1,
 * conversion.md.
 *
 *	run_plan_prepare(arena, manifest, &options, &plan, err); // fills the unpacked image
 *	run_plan_arguments(arena, &options, &plan, &sandbox); // the command line, from "bwrap" on
 */
struct run_options {
	struct text_list env; /* NAME=VALUE */
	const char *user, *workdir, *entrypoint;
	const char *emulator; /* a static program on the host */
	const char *const *arguments; /* replace the image's cmd, unless there are none */
	bool host_network;
	const char *root; /* the folder with the unpacked image */
	struct image_owners *owners; /* owners of the files in `root` */
};

/* The parts of the sandbox, as bubblewrap finds them. */
struct run_sandbox {
	const char *root; /* path of the unpacked image */
	const char *
	    shared; /* a folder for the shared memory; NULL: bubblewrap makes one for the program */
	int info; /* descriptor to which bubblewrap writes when the sandbox is ready */
	int filter; /* descriptor of the filter (run_filter.h), or -1 */
	int user_namespace; /* has ids for all owners; -1: bubblewrap makes one with one id */
};

struct run_plan {
	struct run_user user;
	struct text_list command, environment;
	const char *workdir; /* absolute */
	const char *program; /* as the image or the user names it */
	bool emulated; /* it runs under an emulator, which the user named or the kernel knows */
};

/* Makes the files in the unpacked image that the sandbox needs: /proc, /dev,
 * the working folder, files of /etc. ERROR_NOT_FOUND when the image does not
 * have the program. */
int run_plan_prepare(struct arena *arena, const struct image_manifest *manifest,
    const struct run_options *options, struct run_plan *ret_plan, struct error *err) MUST_CHECK;

/* The arguments, NULL-terminated. mote uses no option that is newer than
 * bubblewrap 0.4. */
const char *const *run_plan_arguments(struct arena *arena, const struct run_options *options,
    const struct run_plan *plan, const struct run_sandbox *sandbox) RETURNS_NONNULL;

#endif
