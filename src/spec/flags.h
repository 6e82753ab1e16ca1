#ifndef SPEC_FLAGS_H
#define SPEC_FLAGS_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Command-line flags from a table: long names (--name VALUE, --name=VALUE), single letters (-q, -o
 * VALUE, -oVALUE), "--" ends them, operands may stand anywhere. An unknown flag is an error that names
 * the nearest. The table is also the help text, so the two cannot disagree.
 *
 *	static const struct flag flags[] = {
 *		{"output", 'o', "REFERENCE", "where to write (again: several)", take_output},
 *		{0},
 *	};
 */
struct flag {
	const char *name; /* without "--" */
	char letter; /* 0: none */
	const char *argument; /* the value's name in the help, NULL: takes none */
	const char *help;
	/* value is NULL for a flag without argument */
	int (*take)(void *context, struct arena *arena, const char *value, struct error *err);
};

/* Several tables, each with its own context, are searched in turn. */
struct flag_group {
	const char *title; /* in the help, NULL: none */
	const struct flag *flags;
	void *context;
};

struct flag_input {
	const char *verb; /* for errors: "mote build" */
	const struct flag_group *groups;
	size_t group_count;
	bool operands_end_flags; /* `mote run IMAGE ARG...`: what follows the image is not ours */
};

struct flag_result {
	const char **operands; /* NULL-terminated */
	size_t operand_count;
	bool help; /* --help or -h was among them */
};

int flags_parse(struct arena *arena, const struct flag_input *input, const char *const *arguments,
    struct flag_result *ret_result, struct error *err) MUST_CHECK;

/* "usage: ..." and the groups' flags in columns of at most 80, to stdout. */
void flags_print_help(const char *usage, const char *summary, const struct flag_input *input);

#endif
