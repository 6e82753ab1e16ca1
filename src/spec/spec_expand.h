#ifndef SPEC_SPEC_EXPAND_H
#define SPEC_SPEC_EXPAND_H

#include "spec/git_facts.h"
#include "spec/spec.h"

/*
 * The variables of labels, annotations, tags and created: ${name}, ${git.revision}, ${git.tag},
 * ${git.dirty} and ${env.X}; "$$" is one "$", and a "$" before anything else is itself. git is asked once, and only
 * when it is needed.
 */
struct expansion {
	struct arena *arena;
	const char *name; /* of the image */
	const char *directory; /* where git is asked */
	const struct git_facts *git; /* NULL: not asked yet */
};

/* `what` is for the error: "label \"x\"". Returns the text itself when it has no "$". */
int expansion_apply(
    struct expansion *expansion, const char *what, const char **text, struct error *err) MUST_CHECK;

#endif
