#ifndef SANDBOX_CALL_FILTER_H
#define SANDBOX_CALL_FILTER_H

#include "base/error.h"

#include <stdbool.h>

/*
 * The system calls that are forbidden in a build: those of
 * filter_program_refuse_common(), and those that make memory which the limits
 * cannot measure. A forbidden call fails with EPERM or EACCES, or with ENOSYS
 * if a C library then uses an older call. A call with a number of another
 * architecture ends the process.
 *
 *	call_filter_open(network, &fd, err); // strict: for bwrap --seccomp FD
 *	call_filter_enter(&options, err);     // landlock: in the child, after no_new_privs
 */

/* Whether mote has a filter for this processor. */
bool call_filter_known(void);
/* Makes a file with the filter; it is closed at exec unless the child changes
 * that. With the network, only stream and datagram sockets over IPv4 and IPv6
 * are allowed, and pairs of sockets as below: the build then has no network
 * namespace of its own, and could reach daemons that act for the user by their
 * local sockets. */
int call_filter_open(bool network, int *ret_file, struct error *err) MUST_CHECK;

struct call_filter_options {
	/* As above. Without it no socket can be made. With and without it,
	 * socketpair() makes only pairs of local SOCK_STREAM and SOCK_SEQPACKET
	 * sockets, which are connected only to each other. */
	bool network;
	/* For a kernel whose file rules do not know truncation (Landlock before
	 * ABI 3): refuses truncate(), and to open a file for reading with
	 * O_TRUNC. */
	bool refuse_truncation;
};

/* In the child: installs the filter, for good. The landlock rung has no
 * namespaces, so the filter also refuses calls that reach other processes:
 * System V shared memory, semaphores and message queues; POSIX message queues;
 * watching folders; changing limits, priority, scheduling or processors of a
 * process by its number (0, the caller, is allowed); and a signal to all
 * processes. */
int call_filter_enter(const struct call_filter_options *options, struct error *err) MUST_CHECK;

#endif
