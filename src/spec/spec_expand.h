#ifndef SPEC_SPEC_EXPAND_H
#define SPEC_SPEC_EXPAND_H

#include "spec/git_facts.h"
#include "spec/spec.h"

/*
 * The variables of texts in mote.yaml: ${name}, ${git.revision}, ${git.tag},
 * ${git.dirty} and ${env.X}. "$$" becomes "$". A "$" before any other character
 * stays. git runs once, and only when a text needs it.
 *
 * These keys have variables: tags, created, labels, annotations, entrypoint,
 * cmd, both env, cflags and ldflags. In "run" the shell expands variables, and
 * "toolchain" has only ${triple}. In any other key "${" is an error, because it
 * would have no effect, and "$${" becomes "${".
 */
struct expansion {
	struct arena *arena;
	const char *name; /* the name of the image */
	const char *directory; /* the folder in which git runs */
	const struct spec_trust
	    *trust; /* lists the allowed variables of the environment; NULL: all */
	const struct git_facts *git; /* NULL: git did not run yet */
};

/* `what` is for the error: "label \"x\"". Returns the text itself when it has
 * no "$". */
int expansion_apply(
    struct expansion *expansion, const char *what, const char **text, struct error *err) MUST_CHECK;

/* Checks that all variables have known names. Called while the file is read, so
 * that an error gets its line. */
int expansion_check(const char *text, struct error *err) MUST_CHECK;

/* For a key without variables: refuses "${", and turns "$${" into "${". */
int expansion_refuse(
    struct arena *arena, const char *key, const char **text, struct error *err) MUST_CHECK;

#endif
