#ifndef SANDBOX_LANDLOCK_H
#define SANDBOX_LANDLOCK_H

#include "sandbox/sandbox.h"

/*
 * The second rung: file rules by Landlock, no capability, and a system call
 * filter that opens no socket and names no other process. All three bind the
 * calling process and all processes that it starts, for good, so they are
 * installed in a child before exec. Interfaces: linux/landlock.h,
 * linux/seccomp.h; no library and no privilege is needed.
 *
 * Landlock decides who may open, make, rename and remove a file. It does not
 * protect the modes, owners, times and attributes of the user's own files, and
 * it does not hide names and sizes. Where mote may make mounts,
 * read_only_host.h protects modes, owners, times and attributes.
 */

/* Whether this kernel has both; else `err` says what is missing. */
int landlock_available(struct error *err) MUST_CHECK;

/* In the child: leaves it what `sandbox` lists, the system's programs and the
 * private /dev files. */
int landlock_enter(const struct sandbox *sandbox, struct error *err) MUST_CHECK;

#endif
