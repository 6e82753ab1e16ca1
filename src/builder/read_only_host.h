#ifndef BUILDER_READ_ONLY_HOST_H
#define BUILDER_READ_ONLY_HOST_H

#include "builder/sandbox.h"

/*
 * Where mote is root, every file of the machine is the build's own to the kernel, though it has no capability: a build
 * could change the mode, the times and the attributes of /dev/null and, on the landlock rung, of all. A mount that is
 * read-only refuses that, and does not keep devices from being written. So the child gets mounts of its own first.
 *
 * That takes CAP_SYS_ADMIN: without it, and as an ordinary user, nothing is done and 0 returned.
 */

/* In the child, before bubblewrap: the devices that --dev shows. */
int read_only_devices(struct error *err) MUST_CHECK;

/* In the child, for the landlock rung: all but the writable binds. The working folder has to be entered again. */
int read_only_host(const struct sandbox *sandbox, struct error *err) MUST_CHECK;

#endif
