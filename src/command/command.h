#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include "base/arena.h"
#include "base/error.h"
#include "spec/flags.h"

#include <stdbool.h>

/*
 * The verbs. Each is one file, command_<verb>.c, with one `struct command`, and one row in commands[].
 * A verb parses its flags with command_parse, calls the rooms, and prints its result on stdout.
 */
struct command_call {
	struct arena *arena;
	const char *const *arguments; /* what follows the verb, NULL-terminated */
	int exit_status; /* mote's own when no error happened: `run` passes one on */
	int failed_status; /* instead of 1 when something failed: to `diff` 1 means something else; 0: 1 */
};

struct command {
	const char *name;
	const char *usage; /* "mote build [DIR | FILE.c...]" */
	const char *summary; /* one sentence for the list of verbs, no full stop */
	bool operands_end_flags; /* flags behind the first operand belong to somebody else */
	int (*run)(const struct command *self, struct command_call *call, struct error *err);
};

/* NULL-terminated, in the order of mote's help. */
extern const struct command *const commands[];

/* -q, -v, --progress, --help: understood by every verb. */
extern const struct flag common_flags[];

/*
 * Parses a call's arguments by the verb's own groups (`groups` ends with a row whose flags are NULL) and
 * the common flags, which take effect at once. After --help, which it prints, `ret_result->help` is true and the verb
 * returns 0.
 */
int command_parse(const struct command *self, struct command_call *call,
    const struct flag_group *groups, struct flag_result *ret_result, struct error *err) MUST_CHECK;

/* Writes bytes to stdout and reports a full disk or a closed pipe. */
int command_print(const char *text, struct error *err) MUST_CHECK;
/* Prints to stdout; where stdout carries an output already, to stderr, and with -q not at all. */
int command_print_beside(bool stdout_taken, const char *text, struct error *err) MUST_CHECK;

#endif
