#ifndef COMMAND_LOCK_REPORT_H
#define COMMAND_LOCK_REPORT_H

#include "packages/package_lock.h"

/*
 * The difference between two locks, for people: "added m4 1.4.19-3", "removed
 * flex 2.6.4-8.2", "changed bison 3.7 -> 3.8". A line that is not true for all
 * processors names its processor at the end. "": the packages are the same.
 */
char *lock_report(struct arena *arena, const struct package_lock *earlier,
    const struct package_lock *now) RETURNS_NONNULL;

#endif
