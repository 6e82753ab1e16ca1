#ifndef PACKAGES_DEB_VERSION_H
#define PACKAGES_DEB_VERSION_H

#include <stdbool.h>

/*
 * Versions of Debian packages: "[EPOCH:]UPSTREAM[-REVISION]", compared as dpkg
 * compares them. "~" stands before everything, even before the end:
 * 1.0~rc1 < 1.0 < 1.0+b1 < 1:0.9. Clause: Debian Policy 5.6.12.
 */

/* Below 0, 0 or above 0. Takes any text; an epoch that is no number counts as a
 * part of the version. */
int deb_version_compare(const char *left, const char *right);

/* Whether mote accepts the text as a version: it begins with a digit and has
 * letters, digits and ".+-~:" only. */
bool deb_version_is(const char *text);

#endif
