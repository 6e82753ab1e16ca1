#ifndef COMMAND_RUN_FILTER_H
#define COMMAND_RUN_FILTER_H

#include "base/error.h"

/*
 * The system calls that a program of an image is refused, as container engines refuse them: those of
 * filter_program_refuse_common(), also for programs of 32 bits. Shared memory and memfd stay, which the filter of the
 * build stage (builder/call_filter.h) refuses: here they are in namespaces of the program's own, and real programs need
 * them.
 */

/* A file for bwrap --seccomp, which is closed at exec unless the child says otherwise; -1 without an error where no
 * filter is written for this processor. */
int run_filter_open(int *ret_file, struct error *err) MUST_CHECK;

#endif
