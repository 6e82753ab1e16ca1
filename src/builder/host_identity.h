#ifndef BUILDER_HOST_IDENTITY_H
#define BUILDER_HOST_IDENTITY_H

#include "base/arena.h"

/*
 * What the tools of the host are, for keys of the build cache, without reading /usr: its packages are named by their
 * database.
 */

/* The digests of the databases of packages (dpkg, rpm, apk), of where the links of /etc/alternatives lead, and of the
 * loader's cache. NULL on a host that has none of those databases: nothing can then be said of its tools, and nothing may be
 * kept. */
const char *host_packages(struct arena *arena);

/* What lies in /usr/local, which belongs to no package: names, kinds, modes, sizes and times. NULL: it cannot be told. */
const char *host_local(struct arena *arena);

#endif
