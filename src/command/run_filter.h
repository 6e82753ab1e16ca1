#ifndef COMMAND_RUN_FILTER_H
#define COMMAND_RUN_FILTER_H

#include "base/error.h"

/*
 * The system calls that are forbidden for a program of an image, as in
 * container engines: those of filter_program_refuse_common(), also by the
 * numbers for programs of 32 bits. The filter of build stages
 * (sandbox/call_filter.h) also refuses shared memory and memfd. Here they are
 * allowed: the program has its own namespaces for them, and real programs need
 * them.
 */

/* Makes a file for bwrap --seccomp, which is closed at exec unless the child
 * changes that. The file is -1, without an error, when mote has no filter for
 * this processor. */
int run_filter_open(int *ret_file, struct error *err) MUST_CHECK;

/* In a child without namespaces: installs the filter, for good. It also refuses
 * a signal to all processes. The caller has no_new_privs; the processor has a
 * filter. */
int run_filter_enter(struct error *err) MUST_CHECK;

#endif
