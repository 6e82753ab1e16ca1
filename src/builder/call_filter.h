#ifndef BUILDER_CALL_FILTER_H
#define BUILDER_CALL_FILTER_H

#include "base/error.h"

#include <stdbool.h>

/*
 * The system calls that a build is refused: those of filter_program_refuse_common(), and memory that no limit sees. Each
 * fails with an errno (EPERM, or ENOSYS where a C library then takes an older call). The numbers of another architecture
 * end the process.
 *
 *	call_filter_open(network, &fd, err)	strict: for bwrap --seccomp FD
 *	call_filter_enter(&wishes, err)		landlock: in the child, after no_new_privs
 */

/* Whether a filter is written for this processor. */
bool call_filter_known(void);
/* A file with the filter, which is closed at exec unless the child says otherwise. With the network, sockets are those of
 * streams and datagrams over IPv4 and IPv6 alone: without a network namespace of its own, a build could reach by local
 * ones the daemons that act for the user. */
int call_filter_open(bool network, int *ret_file, struct error *err) MUST_CHECK;

struct call_filter_wishes {
	/* As above; without it there is no socket at all, but pairs, which lead nowhere. */
	bool network;
	/* The file rules of this kernel do not know truncation (Landlock before ABI 3): truncate() is refused, and to open a
	 * file for reading that is emptied by that. */
	bool refuse_truncation;
};

/* In the child: lays it on, for good. There are no namespaces, so what these would keep from others is refused too: System
 * V's shared memory, semaphores and message queues, POSIX message queues, to watch folders, and to change limits, priority, scheduling or
 * processors of a process that is named by its number (0, the caller, is allowed), or to signal all processes. */
int call_filter_enter(const struct call_filter_wishes *wishes, struct error *err) MUST_CHECK;

#endif
