#ifndef SPEC_STDOUT_USE_H
#define SPEC_STDOUT_USE_H

#include "spec/reference.h"

/*
 * Standard output carries one thing: the archive or the file that the user sends there ("-", "/dev/stdout"), or else
 * the reference that a verb prints.
 */
struct stdout_use {
	const struct reference *outputs;
	size_t output_count;
	const char *const *files; /* the digest file and its like; NULL: not asked for */
	size_t file_count;
};

/* `*ret_taken`: one of them goes to standard output. Two that do are an error. */
int stdout_use_check(const struct stdout_use *use, bool *ret_taken, struct error *err) MUST_CHECK;

/* The files would not write over one another, nor over an output. */
int stdout_use_check_files(
    struct arena *arena, const struct stdout_use *use, struct error *err) MUST_CHECK;

#endif
