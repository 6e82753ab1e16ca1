#ifndef BUILDER_READ_ONLY_HOST_H
#define BUILDER_READ_ONLY_HOST_H

#include "builder/sandbox.h"

/*
 * Without namespaces a build is the user himself to the kernel. File rules (landlock.h) do not keep him from changing the
 * mode, the times and the attributes of his files, which to root are all of the machine, also /dev/null. A mount that is
 * read-only does, and does not keep devices from being written. So the child gets mounts of its own first.
 *
 * That takes CAP_SYS_ADMIN or a user namespace: where bubblewrap is missing there may be one. Where there is neither,
 * nothing is done and 0 returned.
 */

/* In the child, before bubblewrap: the devices that --dev shows, where they are the user's, which is root then. */
int read_only_devices(struct error *err) MUST_CHECK;

/* In the child, for the landlock rung: all but the writable binds. The working folder has to be entered again. */
int read_only_host(const struct sandbox *sandbox, struct error *err) MUST_CHECK;

#endif
