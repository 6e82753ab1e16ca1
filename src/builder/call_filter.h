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
 * With the network, sockets are those of streams and datagrams over IPv4 and IPv6 alone: without a network namespace of
 * its own, a build could reach by local ones the daemons that act for the user.
 *
 *	call_filter_open(network, &fd, err)	strict: for bwrap --seccomp FD
 *	call_filter_enter(err)		landlock: in the child, after no_new_privs
 */

/* Whether a filter is written for this processor. */
bool call_filter_known(void);
/* A file with the filter, which is closed at exec unless the child says otherwise. */
int call_filter_open(bool network, int *ret_file, struct error *err) MUST_CHECK;
/* In the child: lays it on, for good. */
int call_filter_enter(struct error *err) MUST_CHECK;
/* Likewise the part about sockets, which call_filter_enter is without. */
int call_filter_enter_sockets(struct error *err) MUST_CHECK;

#endif
