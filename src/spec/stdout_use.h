#ifndef SPEC_STDOUT_USE_H
#define SPEC_STDOUT_USE_H

#include "spec/reference.h"

/*
 * Standard output has one result: the archive or file that the user writes
 * there ("-", "/dev/stdout"), or else the reference that a verb prints.
 */
struct stdout_use {
	const struct reference *outputs;
	size_t output_count;
	const char *const *files; /* the digest file and others; NULL: not wanted */
	size_t file_count;
};

/* `*ret_taken`: an output goes to standard output. Two such outputs are an
 * error. */
int stdout_use_check(const struct stdout_use *use, bool *ret_taken, struct error *err) MUST_CHECK;

/* Checks that no file would overwrite another one or an output. */
int stdout_use_check_files(
    struct arena *arena, const struct stdout_use *use, struct error *err) MUST_CHECK;

#endif
