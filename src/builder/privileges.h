#ifndef BUILDER_PRIVILEGES_H
#define BUILDER_PRIVILEGES_H

#include "base/error.h"

/* Takes every capability from the calling process and all that it starts, for good: the five sets are empty, no program
 * gives one back (no_new_privs), and root is a user like others. Without capabilities, as an ordinary user, that is done
 * too and changes little. */
int privileges_drop(struct error *err) MUST_CHECK;

#endif
