#ifndef BUILDER_LANDLOCK_H
#define BUILDER_LANDLOCK_H

#include "builder/sandbox.h"

/*
 * The second rung: file rules by Landlock and a system call filter that opens no socket. Both
 * bind the calling process and all it starts, for good, so they are laid on in a child before exec.
 * Interfaces: linux/landlock.h, linux/seccomp.h; no library and no privilege is needed.
 */

/* Whether this kernel has both; else `err` says what is missing. */
int landlock_available(struct error *err) MUST_CHECK;

/* In the child: leaves it what `sandbox` lists, the system's programs and the private /dev files. */
int landlock_enter(const struct sandbox *sandbox, struct error *err) MUST_CHECK;

#endif
