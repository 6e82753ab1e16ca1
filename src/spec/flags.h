#ifndef SPEC_FLAGS_H
#define SPEC_FLAGS_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Command-line flags from a table: long names (--name VALUE, --name=VALUE),
 * single letters (-q, -o VALUE, -oVALUE). "--" ends the flags. Operands and
 * flags may be mixed. The error for an unknown flag suggests a similar one. The
 * help and the completions are made from the same table.
 *
 *	struct thing_flags {
 *		bool json;
 *		const char *from;
 *	};
 *	static const struct flag flags[] = {
 *		{"from", 'f', "FILE", "read this file", FLAG_TEXT(struct thing_flags, from)},
 *		{"json", 0, NULL, "print JSON", FLAG_SWITCH(struct thing_flags, json)},
 *		{"level", 0, "N", "from 1 to 9", .set = set_level},
 *		{0},
 *	};
 */
struct flag_value;

struct flag {
	const char *name; /* without "--" */
	char letter; /* 0: none */
	/* Names the value in the help; NULL: the flag takes no value. These
	 * words are also completed: FILE, DIR, PLATFORM, PORT, TARGET (of
	 * mote.yaml), IMAGE. */
	const char *word;
	const char *help;
	/* Reads the value into the context. NULL: the member at `offset` is
	 * set: to true, to the text, or, with `choices`, to the number of the
	 * choice, from 1. */
	int (*set)(void *context, const struct flag_value *value, struct error *err);
	size_t offset;
	const char *const *choices; /* all allowed values, NULL-terminated; NULL: any value */
	/* the only word of the verb that has the flag: "show" for `mote cache
	 * show`; NULL: all */
	const char *of;
	bool often; /* the flag is in the short help too */
	const void *row; /* for `set` */
};

/* The arguments of `set`: a flag and its value. */
struct flag_value {
	const struct flag *flag;
	struct arena *arena;
	const char *text; /* NULL for a flag without value */
};

/* The member of the context that receives the value. The member has the type
 * that is named here. NOLINTBEGIN(bugprone-macro-parentheses): a designator has
 * no parentheses. */
#define FLAG_MEMBER(type, member, wanted) \
	.offset = offsetof(type, member) + _Generic(((type *)0)->member, wanted: 0)
/* NOLINTEND(bugprone-macro-parentheses) */
#define FLAG_SWITCH(type, member) FLAG_MEMBER(type, member, bool)
#define FLAG_TEXT(type, member) FLAG_MEMBER(type, member, const char *)
#define FLAG_CHOICE(type, member, names) FLAG_MEMBER(type, member, unsigned), .choices = (names)

/* Several tables, each with its own context, are searched in turn. */
struct flag_group {
	const char *name; /* of `mote help VERB NAME`; NULL: part of the short help */
	const char *title; /* a title in the help; NULL: none */
	const struct flag *flags;
	void *context;
};

struct flag_input {
	const char *verb; /* for errors: "mote build" */
	const struct flag_group *groups;
	size_t group_count;
	bool
	    operands_end_flags; /* `mote run IMAGE ARG...`: the arguments behind IMAGE are the program's */
};

struct flag_result {
	const char **operands; /* NULL-terminated */
	size_t operand_count;
	const struct flag **used; /* NULL-terminated, in the order given */
	bool help; /* --help or -h was given */
	const char *help_group; /* the group that was named after --help, or NULL */
};

int flags_parse(struct arena *arena, const struct flag_input *input, const char *const *arguments,
    struct flag_result *ret_result, struct error *err) MUST_CHECK;

/* The index of `text` in the names, or -1. */
int choice_find(const char *const *names, const char *text);
/* 'unknown KIND "TEXT": it is A, B or C'. Always returns -1. */
int choice_refuse(const char *kind, const char *const *names, const char *text, struct error *err);

#endif
