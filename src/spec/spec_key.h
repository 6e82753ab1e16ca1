#ifndef SPEC_SPEC_KEY_H
#define SPEC_SPEC_KEY_H

#include "spec/spec.h"

/*
 * The keys of mote.yaml and the flags with the same meaning: one row each, in
 * spec_keys.c. Everything else is made from these rows: the reader of the file
 * (spec_file.h), the flags and their help (spec_flags.h), the schema for
 * editors (spec_schema.h), the completions, and the names in "did you mean".
 */

/* The form of a value, and how it is stored in the member of the spec. */
enum key_type {
	/* one text */
	KEY_TEXT, /* const char *: not empty */
	KEY_FOLDER, /* const char *: a path that starts at the folder of mote.yaml */
	KEY_COMMAND, /* struct text_list: split at blanks; a path of a program starts at mote.yaml */
	KEY_CHOICE, /* an enum: the index of the choice, plus 1 */
	KEY_WISH, /* enum wish: true or false */
	KEY_NUMBER, /* uint64_t from `least` to `most` */
	KEY_SIZE, /* uint64_t: bytes from `least` to `most`, as "4GiB" */
	KEY_PARSED, /* `parse` reads it */
	KEY_PATH, /* const char *: the name of an output; only a flag */
	KEY_SWITCH, /* bool; only a flag */
	/* a list of texts, or one text */
	KEY_TEXTS, /* struct text_list */
	KEY_WORDS, /* struct text_list: each text is split at blanks */
	KEY_ARGUMENTS, /* struct text_list; an empty list means "none" */
	KEY_PARSED_LIST, /* `parse` reads each text */
	/* other forms */
	KEY_PAIRS, /* struct pairs: a map of texts */
	KEY_FILES, /* struct spec_files: a list of maps */
	KEY_WITH, /* struct spec_with: a list of names, and of maps */
	KEY_SECTION, /* a map of keys: those of section `inner` */
	KEY_TARGETS, /* a map of targets: spec_file.c */
};

/* The place of a key in the file. */
enum key_section {
	SECTION_NONE, /* only a flag */
	SECTION_ROOT,
	SECTION_BUILD,
	SECTION_LIMITS,
	SECTION_IMAGE,
	SECTION_FILES, /* an entry of `files`: the member is in struct spec_file */
	SECTION_COUNT
};

/* The group of the flag in the help. */
enum key_group { GROUP_NONE, GROUP_BUILD, GROUP_IMAGE, GROUP_OUTPUT, GROUP_TRUST };

/* The meaning of "${" in a value: spec_expand.h. */
enum key_dollar {
	DOLLAR_REFUSED, /* an error, because it would have no effect */
	DOLLAR_EXPANDED, /* a variable */
	DOLLAR_KEPT, /* not changed: the shell of `run` expands it */
};

/* Which values of the file --untrusted accepts: spec_trust.h. */
enum key_trust { TRUST_ANY, TRUST_NO_VALUE, TRUST_NONE, TRUST_STRICT, TRUST_OUTPUT, TRUST_FOLDER };

typedef int key_parse(void *spec, struct arena *arena, const char *text, struct error *err);

struct spec_key {
	const char *name; /* in the file; NULL: only a flag */
	enum key_section section;
	enum key_type type;
	size_t offset, size; /* of the member in struct spec */
	key_parse *parse; /* for KEY_PARSED and KEY_PARSED_LIST */
	const char *const
	    /* for KEY_CHOICE, in the order of the enum after its default, and
	     * for KEY_WITH */
	    *choices;
	uint64_t least, most; /* KEY_NUMBER, KEY_SIZE */
	enum key_section inner; /* KEY_SECTION */
	size_t
	    /* KEY_ARGUMENTS: offset of the bool that is true when there is a
	     * value, even an empty one */
	    given;
	enum key_dollar dollar;
	enum key_trust trust;
	const char *pattern; /* a pattern for the schema; NULL: any text */
	const char *config; /* the name in the config of the image (config.md of OCI); NULL: none */

	const char *flag; /* without "--"; NULL: none */
	char letter; /* 0: none */
	/* names the flag's value, as in struct flag; NULL: the flag has no
	 * value */
	const char *word;
	const char *fixed; /* the value to set when the flag has none on the command line */
	key_parse *parse_flag; /* reads the flag, if its form differs from the file's */
	enum key_group group;
	bool often; /* the flag is in the short help */
	const char *help; /* for the flag, and for the key in the schema */
};

/* All rows; the last one has neither name nor flag. */
extern const struct spec_key spec_keys[];

/* The key of this name in the section, or NULL. */
const struct spec_key *spec_key_find(enum key_section section, const char *name);

/* The key whose value is this member: spec_key_at(offsetof(struct spec,
 * build.run)). */
const struct spec_key *spec_key_at(size_t offset);

/* The member that the key fills, in a struct spec or, for SECTION_FILES, in a
 * struct spec_file. */
void *spec_key_member(const struct spec_key *key, void *base);

/* Whether the spec has no value for the key yet. */
bool spec_key_is_absent(const struct spec_key *key, const struct spec *spec);

/* The kind of a pair in errors: "env", "label", "annotation". */
const char *spec_key_kind(const struct spec_key *key);

/*
 * Reads one text into the member: it is added to a list, and replaces any other
 * value. Flags, mote.yaml and the environment all use this function.
 * ERROR_USAGE names the key and its possible values.
 */
int spec_key_set(const struct spec_key *key, void *base, struct arena *arena, const char *text,
    struct error *err) MUST_CHECK;

#endif
