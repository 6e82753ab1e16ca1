#ifndef SANDBOX_LANDLOCK_H
#define SANDBOX_LANDLOCK_H

#include "sandbox/sandbox.h"

/*
 * The second rung: file rules by Landlock, no capability, and a filter of
 * system calls that forbids opening sockets and acting on other processes. All
 * three bind the calling process and all processes that it starts, for good, so
 * they are installed in a child before exec. Interfaces: linux/landlock.h,
 * linux/seccomp.h; no library and no privilege is needed.
 *
 * Landlock controls opening, making, renaming and removing files. It does not
 * protect the modes, owners, times and attributes of the user's own files, and
 * it does not hide names and sizes. Where mote may make mounts,
 * read_only_host.h protects modes, owners, times and attributes.
 */

/* Whether this kernel has Landlock and the filter; if not, `err` names the
 * missing one. */
int landlock_available(struct error *err) MUST_CHECK;

/* Called in the child: allows only the files that `sandbox` lists, the programs
 * of the system, and the files of the private /dev. */
int landlock_enter(const struct sandbox *sandbox, struct error *err) MUST_CHECK;

/* The file rules only. On the chroot rung, after chroot_enter(), paths are
 * those inside. All of "/" can be read; all can be written where it is a
 * layer. */
int landlock_restrict(const struct sandbox *sandbox, struct error *err) MUST_CHECK;

#endif
