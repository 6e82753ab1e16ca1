#ifndef SANDBOX_PRIVILEGES_H
#define SANDBOX_PRIVILEGES_H

#include "base/error.h"

/* Takes every capability from the calling process and from all processes that
 * it starts, for good: the five sets are empty, no program gives a capability
 * back (no_new_privs), and root is a user like others. For an ordinary user,
 * who has no capability, this changes little. */
int privileges_drop(struct error *err) MUST_CHECK;

#endif
