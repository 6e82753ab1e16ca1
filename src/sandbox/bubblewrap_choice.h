#ifndef SANDBOX_BUBBLEWRAP_CHOICE_H
#define SANDBOX_BUBBLEWRAP_CHOICE_H

#include "base/arena.h"
#include "base/error.h"

/*
 * Which bubblewrap mote starts. There may be two: mote's own, which lies beside
 * the toolchains (toolchain/bubblewrap makes it), and the host's in PATH. A
 * host may allow namespaces to only one of them: Ubuntu's AppArmor knows
 * /usr/bin/bwrap by its path. So the first that really starts a process is
 * taken, mote's own before the host's.
 *
 *	if (bubblewrap_choose(arena, err) == NULL) ... // no strict rung; err says why
 *	options.program = bubblewrap_find(arena);      // from then on
 *
 * bubblewrap runs outside of every sandbox. Only the user's own variables and
 * PATH say where it lies, and mote's own must belong to the user or to root: a
 * project cannot choose it.
 */

/* Starts a process in each. NULL and ERROR_REFUSED: none can; `err` has no
 * remedy. */
const char *bubblewrap_choose(struct arena *arena, struct error *err) MUST_CHECK;

/* The one that was chosen, or that would be. Starts a process only if there are
 * two and none was chosen yet. NULL: there is none. */
const char *bubblewrap_find(struct arena *arena);

#endif
