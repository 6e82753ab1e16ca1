#ifndef PACKAGES_PACKAGE_ABSENT_H
#define PACKAGES_PACKAGE_ABSENT_H

#include <stdbool.h>

/*
 * Whether a package counts as there although it is not: a stage has its own
 * compiler and C library, and runs no maintainer script, so compilers of Debian
 * and helpers of dpkg would only fill it. A package that the user names, and
 * what such a package needs of these, is taken all the same.
 */
bool package_is_absent(const char *name);

#endif
