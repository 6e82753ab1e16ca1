#ifndef PACKAGES_PACKAGE_PROJECT_H
#define PACKAGES_PACKAGE_PROJECT_H

#include "packages/package_lock.h"
#include "spec/spec.h"

/*
 * The packages of a project: mote.yaml names them, and mote.lock beside it says
 * which files they are. `mote lock` writes mote.lock; a build only reads it,
 * and asks no archive.
 *
 *	struct package_lock lock;
 *	if (package_lock_for_build(arena, spec, &lock, err) != 0) ...
 */

/* The packages that the stage of this spec has besides mote's tools. There are
 * none when the spec names none, and then mote.lock is not read. ERROR_REFUSED
 * when mote.lock is missing or does not fit mote.yaml. */
int package_lock_for_build(struct arena *arena, const struct spec *spec,
    struct package_lock *ret_lock, struct error *err) MUST_CHECK;

/* The rest is for `mote lock`. */

/* mote.yaml's lock is mote.lock beside it, that of other.yaml is other.lock. */
char *package_project_path(struct arena *arena, const char *file) RETURNS_NONNULL;

/* The names of all targets in the file, sorted, and where each stands:
 * "mote.yaml:4". */
struct project_names {
	struct text_list names, places;
};
int package_project_names(struct arena *arena, const char *file, const struct spec_trust *trust,
    struct project_names *ret_names, struct error *err) MUST_CHECK;

/* Reads the lock; without the file, the lock is empty and its suite is NULL. */
int package_project_read(struct arena *arena, const char *path, struct package_lock *ret_lock,
    struct error *err) MUST_CHECK;

/* Whether the lock was made for exactly these names; ERROR_REFUSED says what
 * differs. */
struct project_check {
	const char *path; /* of the lock */
	const struct package_lock *lock;
	const struct text_list *names;
	const struct package_lock *tools; /* mote's own, which count as there */
};
int package_project_check(const struct project_check *check, struct error *err) MUST_CHECK;

/* Makes a lock from what the archive has now. */
struct project_wish {
	const struct project_names *wanted;
	const struct package_lock *earlier; /* its versions stay, where they can */
	bool
	    update; /* but none of its versions, or not those of `update_names` and what they need */
	const struct text_list *update_names; /* count 0: all */
	bool without_signature; /* nobody need have signed the archive */
	bool bare; /* mote's tools do not count as there */
};
int package_project_solve(struct arena *arena, const struct project_wish *wish,
    struct package_lock *ret_lock, struct error *err) MUST_CHECK;

#endif
