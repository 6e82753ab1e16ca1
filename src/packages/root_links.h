#ifndef PACKAGES_ROOT_LINKS_H
#define PACKAGES_ROOT_LINKS_H

#include "packages/package_store.h"
#include "packages/root_tree.h"

/*
 * Adds the links of update-alternatives to a finished tree: "/usr/bin/awk" and
 * "/etc/alternatives/awk". Each name goes to the package with the highest
 * priority, then to the one whose name is first. A link is left out, as by
 * update-alternatives, when no package has the file that it shall lead to or
 * the folder in which it shall lie, or when a package has a file in its place.
 * root_tree_finish must be called again afterwards.
 */

/* `packages` are sorted by name; `home` is that of the store. */
int root_links_add(struct root_tree *tree, const char *home, const struct locked_packages *packages,
    struct error *err) MUST_CHECK;

#endif
