#ifndef PACKAGES_PACKAGE_PRUNE_H
#define PACKAGES_PACKAGE_PRUNE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdint.h>

/*
 * Removes roots and packages that nothing used for a time, and parts of
 * packages that no run goes on to fetch. A root that a process holds
 * (package_root.h) stays, and so does a package that a root which stays is made
 * of. Where a root is being made at this moment, nothing is removed.
 */
struct package_pruned {
	uint64_t entries; /* roots, packages and parts */
	uint64_t bytes; /* of packages and parts; a root has only links to those */
};

enum { PACKAGE_DAYS = 30 };

/* `home` is that of the store; `seconds`: how long nothing used it. */
int package_prune(struct arena *arena, const char *home, uint64_t seconds,
    struct package_pruned *ret_pruned, struct error *err) MUST_CHECK;

#endif
