#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "spec/flags.h"

#include <stdbool.h>

/*
 * The verbs. Each verb is one file, command_<verb>.c, with one `struct
 * command`, and one row in verbs.c. A verb parses its flags with command_parse,
 * calls functions of the other folders, and prints its result on stdout.
 *
 *	struct copy_options own = {0};
 *	const struct flag_group groups[] = {{NULL, NULL, flags, &own}, {0}};
 *	struct flag_result result;
 *	if (command_parse(self, call, groups, &result, err) != 0)
 *		return -1;
 *	if (result.help)
 *		return 0;
 */
struct command;

/* The flags of a verb and its place in the command line, for `mote
 * completion`. */
struct command_question {
	const struct flag_input *input; /* set by command_parse; lives as long as the arena */
};

struct command_call {
	struct arena *arena;
	const struct command *const *commands; /* all verbs, NULL-terminated */
	const char *const *arguments; /* the arguments behind the verb, NULL-terminated */
	/* mote's exit status when there was no error: `run` returns the
	 * program's */
	int exit_status;
	/* the exit status for ERROR_FAILED, because 1 has another meaning for
	 * `diff`; 0: 1 */
	int failed_status;
	/* when it is not NULL, command_parse only answers this question, and
	 * the verb returns 0 as after --help */
	struct command_question *question;
};

/* One call of a word: its operands and the flags of the verb. */
struct word_call {
	struct arena *arena;
	void *flags; /* the context of the verb's first group */
	const char *const *operands; /* NULL-terminated */
	size_t operand_count;
};

/* A word behind the verb: "show" of `mote cache show`. */
struct command_word {
	const char *name;
	size_t least, most; /* operands */
	const char *wants; /* names the operands in the error: "targets, or \"all\"" */
	const char *operands; /* as in struct command */
	int (*run)(const struct word_call *call, struct error *err);
};

struct command {
	const char *name;
	const char *usage; /* "mote build [DIR | FILE.c...]" */
	const char *summary; /* one sentence for the list of verbs, without a full stop */
	/* The kinds of the operands, for completions, as in struct flag: "DIR
	 * FILE". NULL: no kind that completions know. */
	const char *operands;
	const struct command_word
	    *words; /* ends with a row without a name; NULL: the verb has no words */
	bool minor; /* only named at the end of the list of verbs */
	bool operands_end_flags; /* flags behind the first operand belong to a program */
	int (*run)(const struct command *self, struct command_call *call, struct error *err);
};

/*
 * Parses the arguments by the groups of the verb (`groups` ends with a row
 * whose flags are NULL) and the flags of every verb (-q, -v, --progress,
 * --help), which take effect at once. For --help it prints the help and sets
 * `ret_result->help`; the verb then returns 0.
 */
int command_parse(const struct command *self, struct command_call *call,
    const struct flag_group *groups, struct flag_result *ret_result, struct error *err) MUST_CHECK;

/* For a verb with words: parses, finds the word, checks that the flags and the
 * number of operands fit it, and runs it. */
int command_run_word(const struct command *self, struct command_call *call,
    const struct flag_group *groups, struct error *err) MUST_CHECK;

/* The verb of this name; NULL with an error that suggests a similar name. */
const struct command *command_find(struct arena *arena, const struct command *const *commands,
    const char *name, struct error *err) MUST_CHECK;

/* Adds the list of all verbs, at most one screen long. */
void command_list(struct text *out, const struct command *const *commands);

/* Writes bytes to stdout; a full disk or a closed pipe is an error. */
int command_print(const char *text, struct error *err) MUST_CHECK;
/* Prints to stdout. When stdout has an output already, it prints to stderr, and
 * with -q nothing. */
int command_print_beside(bool stdout_taken, const char *text, struct error *err) MUST_CHECK;

#endif
