#ifndef SANDBOX_BUBBLEWRAP_H
#define SANDBOX_BUBBLEWRAP_H

#include "sandbox/sandbox.h"

/*
 * How bubblewrap is started on the strict rung. The environment of bubblewrap
 * itself is empty: a variable of the project, such as LD_PRELOAD, must not act
 * on a program that runs outside. The command's variables are passed by
 * --setenv, which acts when bubblewrap starts the command inside. All options
 * are in a file without a name (--args FD): a command line has a limit, and all
 * users of the machine see it, also the values of variables.
 *
 *	SCOPED(bubblewrap) struct bubblewrap start = BUBBLEWRAP_NONE;
 *	if (bubblewrap_prepare(arena, sandbox, argv, &start, err) != 0) ...
 *	options.arguments = start.arguments;
 *	options.environment = start.environment;
 *	bubblewrap_hand_on(&start, err); // in the child, before exec
 *
 * mote uses no option that is newer than bubblewrap 0.4.
 */
struct bubblewrap {
	const char *const *arguments, *const *environment;
	int options,
	    filter; /* files that bubblewrap reads; close-on-exec until bubblewrap_hand_on() */
};

#define BUBBLEWRAP_NONE ((struct bubblewrap){.options = -1, .filter = -1})

/* The command gets the variables of sandbox->environment; NULL: it gets
 * none. */
int bubblewrap_prepare(struct arena *arena, const struct sandbox *sandbox,
    const char *const *arguments, struct bubblewrap *ret_start, struct error *err) MUST_CHECK;
/* In the child: keeps the two files open across exec. */
int bubblewrap_hand_on(const struct bubblewrap *start, struct error *err) MUST_CHECK;
void scope_bubblewrap(struct bubblewrap *start);

#endif
