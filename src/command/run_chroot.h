#ifndef COMMAND_RUN_CHROOT_H
#define COMMAND_RUN_CHROOT_H

#include "command/run_plan.h"

#include <stdbool.h>

/*
 * The lower rung of `mote run`, for mote as root in a container that blocks
 * namespaces, as most CI jobs are (sandbox/chroot.h). The program sees the
 * unpacked image as "/", runs as the user that the image names, and has no
 * capability. The same system calls as in namespaces are refused, and signals
 * to all processes. But it has the network, the host name and the ids of the
 * container, and /proc is empty.
 *
 *	run_chroot_choose(arena, &wanted, err); // before the image is unpacked
 *	if (wanted) ...                         // its files get their own owners
 *	run_chroot_start(arena, &options, &plan, &status, err);
 */

/* Whether mote must start the program in this way; a warning then says so. An
 * error if it can start it in no way. */
int run_chroot_choose(struct arena *arena, bool *ret_chroot, struct error *err) MUST_CHECK;

/* Starts the program and passes signals that mote receives to it. The status is
 * its exit status, or 128 plus the number of the signal that ended it. Every
 * process that it leaves behind is ended. */
int run_chroot_start(struct arena *arena, const struct run_options *options,
    const struct run_plan *plan, int *ret_status, struct error *err) MUST_CHECK;

#endif
