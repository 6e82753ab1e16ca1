#ifndef SANDBOX_READ_ONLY_HOST_H
#define SANDBOX_READ_ONLY_HOST_H

#include "sandbox/sandbox.h"

/*
 * Without namespaces the kernel treats a build as the user himself. File rules
 * (landlock.h) do not stop it from changing the mode, the times and the
 * attributes of the user's files. For root these are all files of the machine,
 * /dev/null too. A read-only mount stops it, and a device on such a mount can
 * still be written. So the child first gets its own mounts.
 *
 * This needs CAP_SYS_ADMIN or a user namespace; a host without bubblewrap may
 * still allow one. Where there is neither, the functions do nothing and return
 * 0.
 */

/* In the child, before bubblewrap: makes the devices that --dev shows
 * read-only. Only for root, who owns them. */
int read_only_devices(struct error *err) MUST_CHECK;

/* In the child, for the landlock rung: makes everything read-only except the
 * writable binds. The caller must enter the working folder again. */
int read_only_host(const struct sandbox *sandbox, struct error *err) MUST_CHECK;

#endif
