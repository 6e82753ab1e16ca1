#ifndef BUILDER_HOST_IDENTITY_H
#define BUILDER_HOST_IDENTITY_H

#include "base/arena.h"

/*
 * The identity of the host's tools, for keys of the build cache. /usr is not
 * read: the database of the packages lists its content.
 */

/* The digests of the package databases (dpkg, rpm, apk), of the links of
 * /etc/alternatives, and of the loader's cache. NULL on a host without such a
 * database: the host's tools are then unknown, and nothing may be cached. */
const char *host_packages(struct arena *arena);

/* The digest of /usr/local, which belongs to no package: names, kinds, modes,
 * sizes and times. "" when there is no such folder, NULL when it cannot be
 * read. */
const char *host_local(struct arena *arena);

#endif
