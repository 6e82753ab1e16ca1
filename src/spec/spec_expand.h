#ifndef SPEC_SPEC_EXPAND_H
#define SPEC_SPEC_EXPAND_H

#include "spec/git_facts.h"
#include "spec/spec.h"

/*
 * The variables of texts in mote.yaml: ${name}, ${git.revision}, ${git.tag}, ${git.dirty} and ${env.X}. "$$" is one "$",
 * and a "$" before anything else is itself. git is asked once, and only when it is needed.
 *
 * tags, created, labels, annotations, entrypoint, cmd, both env, cflags and ldflags know them; "run" is the shell's, and
 * "toolchain" has its own ${triple}. Elsewhere "${" is an error, for nobody means it, and "$${" is a "${".
 */
struct expansion {
	struct arena *arena;
	const char *name; /* of the image */
	const char *directory; /* where git is asked */
	const struct spec_trust
	    *trust; /* which variables of the environment may be named; NULL: all */
	const struct git_facts *git; /* NULL: not asked yet */
};

/* `what` is for the error: "label \"x\"". Returns the text itself when it has no "$". */
int expansion_apply(
    struct expansion *expansion, const char *what, const char **text, struct error *err) MUST_CHECK;
int expansion_apply_list(struct expansion *expansion, const char *what, struct text_list *list,
    struct error *err) MUST_CHECK;

/* Whether all variables are known ones, where the text is read: the error then gets the line. */
int expansion_check(const char *text, struct error *err) MUST_CHECK;

/* For a key that knows none: refuses "${", and takes one "$" of "$${" away. */
int expansion_refuse(
    struct arena *arena, const char *key, const char **text, struct error *err) MUST_CHECK;

#endif
