#ifndef PACKAGES_PACKAGE_RELATION_H
#define PACKAGES_PACKAGE_RELATION_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The relations of a Debian package to others: the fields Depends, Pre-Depends
 * and Provides. "m4 (>= 1.4), gcc | c-compiler" is three relations, the second
 * of which has another behind it as its alternative. Clause: Debian Policy 7.1.
 */
enum relation_kind {
	RELATION_ANY, /* no version is named */
	RELATION_EARLIER, /* << */
	RELATION_AT_MOST, /* <= */
	RELATION_EQUAL, /* = */
	RELATION_AT_LEAST, /* >= */
	RELATION_LATER, /* >> */
};

struct package_relation {
	const char *name;
	const char *processor; /* "any" of "python3:any"; NULL: not named */
	enum relation_kind kind;
	const char *version; /* NULL with RELATION_ANY */
	bool or_next; /* the next relation is an alternative of this one */
};

struct package_relations {
	struct package_relation *items;
	size_t count, capacity;
};

enum { PACKAGE_RELATIONS_LIMIT = 4096 /* in one field */ };

/* Reads the value of a field; NULL has no relations. The error names the
 * text that is wrong. */
int package_relations_parse(struct arena *arena, const char *text,
    struct package_relations *ret_relations, struct error *err) MUST_CHECK;

/* Whether the version fits; only RELATION_ANY fits NULL, no version. */
bool package_relation_fits(const struct package_relation *relation, const char *version);

/* "m4 (>= 1.4)", for errors. */
char *package_relation_print(
    struct arena *arena, const struct package_relation *relation) RETURNS_NONNULL;

#endif
