#ifndef PACKAGES_PACKAGE_ROOT_H
#define PACKAGES_PACKAGE_ROOT_H

#include "base/digest.h"
#include "packages/package_store.h"

#include <stdbool.h>

/*
 * A root folder made of Debian packages, which a sandbox shows as "/" and only
 * for reading. Its files are hard links to those of the store; where the file
 * system refuses links, they are copies.
 *
 *	<home>/roots/<digits>/root/...    the folder that the sandbox shows
 *	<home>/roots/<digits>/packages    a line for each package, for people
 *
 *	const struct package_root_request request = {.store = {home, NULL}, .packages = tools};
 *	SCOPED(package_root) struct package_root made = {.lock = -1};
 *	if (package_root_provide(arena, &request, &made, err) != 0) ...
 *
 * What dpkg and the scripts of packages would do, and tools need, is done too:
 *
 * - /usr is merged: bin, sbin and lib are links into usr, and so are lib32,
 *   lib64 and libx32 where a package has files there.
 * - The links of update-alternatives are made (package_alternatives.h). Of
 *   several packages that offer a name, the one with the highest priority gets
 *   it, then the one whose name is first.
 * - There are folders and empty files for what a stage mounts (/src, /build,
 *   /toolchain, /etc/passwd, ...).
 *
 * Files keep the modes and times of the store, 0644 or 0755: a build that
 * copies one may then change its copy, as on Debian. Folders have the mode 0755
 * and the time 0. Nothing depends on the umask, the order of the list or the
 * time.
 */
struct package_root_request {
	struct package_store store;
	/* Of two packages with the same name, the later one counts: mote's
	 * tools come first, then the project's packages. */
	struct locked_packages packages;
};

struct package_root {
	const char *folder; /* absolute, without a link below `home` */
	/* of the sorted hashes of the packages, and of the way in which a root
	 * is made of them */
	struct digest digest;
	bool made; /* it was not there before */
	int lock; /* keeps it from being removed; -1: none */
};

#define PACKAGE_ROOT_NONE ((struct package_root){.lock = -1})

/* A root that is there already is found without a look at its packages. Two
 * packages that have different things at the same path are an error that names
 * both. */
int package_root_provide(struct arena *arena, const struct package_root_request *request,
    struct package_root *ret_root, struct error *err) MUST_CHECK;

/* The digest alone: nothing is fetched, and nothing need be there. */
int package_root_digest(struct arena *arena, const struct locked_packages *packages,
    struct digest *ret_digest, struct error *err) MUST_CHECK;

void scope_package_root(struct package_root *root);

#endif
