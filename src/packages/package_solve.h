#ifndef PACKAGES_PACKAGE_SOLVE_H
#define PACKAGES_PACKAGE_SOLVE_H

#include "packages/package_index.h"
#include "packages/package_lock.h"

/*
 * Finds the packages that wanted ones need, of one index: all of Depends and
 * Pre-Depends, nothing of Recommends, and no essential package by itself.
 *
 * - Of alternatives ("a | b") one that is already chosen counts, else the first
 *   that the index has.
 * - A virtual name is provided by a package that is already chosen, else by the
 *   first by name. A user must name a real package.
 * - mote's tools count as chosen in the version that their lock says. When a
 *   package needs another version of one, the index's takes the place of the
 *   tool, and the tools that need exactly this version follow.
 * - Packages that no stage can use are left out: package_absent.h.
 * - Conflicts are not looked at: nothing is installed, only unpacked.
 *
 *	const struct package_request request = {.index = &index, .wanted = &names};
 *	if (package_solve(arena, &request, &locked, err) != 0) ...
 */
struct package_request {
	const struct package_index *index;
	const struct text_list *wanted;
	/* where each was named, for errors: "mote.yaml:4"; NULL: not known */
	const struct text_list *places;
	const struct package_lock *tools; /* NULL: there are none */
	/* versions that stay where the index still has them and they fit;
	 * NULL: there are none */
	const struct package_lock *kept;
};

/* Adds the packages of `index->host` to the lock, without the tools that stay.
 * ERROR_USAGE: a wanted name is unknown or virtual. */
int package_solve(struct arena *arena, const struct package_request *request,
    struct package_lock *lock, struct error *err) MUST_CHECK;

#endif
