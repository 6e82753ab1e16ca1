#ifndef SPEC_FLAGS_H
#define SPEC_FLAGS_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Command-line flags from a table: long names (--name VALUE, --name=VALUE),
 * single letters (-q, -o VALUE, -oVALUE). "--" ends the flags, operands may
 * stand anywhere. An unknown flag is an error that names the nearest. The help
 * and the completions are made from the same table.
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
	/* Reads the value into the context. NULL: the member at `offset` gets
	 * it: true, or the text, or, with `choices`, the number of the choice,
	 * from 1. */
	int (*set)(void *context, const struct flag_value *value, struct error *err);
	size_t offset;
	const char *const *choices; /* the values that there are, ends with NULL; NULL: any value */
	const char *of; /* only for this word of the verb: "show" of `mote cache show`; NULL: all */
	bool often; /* in the short help too */
	const void *row; /* for `set` */
};

/* A value on its way into a context. */
struct flag_value {
	const struct flag *flag;
	struct arena *arena;
	const char *text; /* NULL for a flag without value */
};

/* Where the value goes: a member of the context. The member has the type that
 * is named here.
 * NOLINTBEGIN(bugprone-macro-parentheses): a designator has no parentheses. */
#define FLAG_MEMBER(type, member, wanted) \
	.offset = offsetof(type, member) + _Generic(((type *)0)->member, wanted: 0)
/* NOLINTEND(bugprone-macro-parentheses) */
#define FLAG_SWITCH(type, member) FLAG_MEMBER(type, member, bool)
#define FLAG_TEXT(type, member) FLAG_MEMBER(type, member, const char *)
#define FLAG_CHOICE(type, member, names) FLAG_MEMBER(type, member, unsigned), .choices = (names)

/* Several tables, each with its own context, are searched in turn. */
struct flag_group {
	const char *name; /* of `mote help VERB NAME`; NULL: part of the short help */
	const char *title; /* in the help, NULL: none */
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
	bool help; /* --help or -h was among them */
	const char *help_group; /* the group that stands behind --help, or NULL */
};

int flags_parse(struct arena *arena, const struct flag_input *input, const char *const *arguments,
    struct flag_result *ret_result, struct error *err) MUST_CHECK;

/* The place of `text` among the names, or -1. */
int choice_find(const char *const *names, const char *text);
/* 'unknown KIND "TEXT": it is A, B or C'. Always returns -1. */
int choice_refuse(const char *kind, const char *const *names, const char *text, struct error *err);

#endif
