#ifndef BUILDER_CALL_FILTER_H
#define BUILDER_CALL_FILTER_H

#include "base/error.h"

#include <stdbool.h>

/*
 * The system calls that no build needs and that reach past namespaces and file rules: the kernel's keyrings,
 * mounts and new namespaces, bpf, performance events, userfaultfd, io_uring, modules, kexec, and typing
 * into a terminal. Each fails with an errno (EPERM, or ENOSYS where a C library then takes an older call).
 * The numbers of another architecture end the process.
 *
 *	call_filter_open(&fd, err)	strict: for bwrap --seccomp FD
 *	call_filter_enter(err)		landlock: in the child, after no_new_privs
 */

/* Whether a filter is written for this processor. */
bool call_filter_known(void);
/* A file with the filter, which is closed at exec unless the child says otherwise. */
int call_filter_open(int *ret_file, struct error *err) MUST_CHECK;
/* In the child: lays it on, for good. */
int call_filter_enter(struct error *err) MUST_CHECK;

#endif
