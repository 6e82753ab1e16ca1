#ifndef PACKAGES_PACKAGE_RELEASE_H
#define PACKAGES_PACKAGE_RELEASE_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The file InRelease of a suite: it has the hash of each index of the suite,
 * between the lines of a signature. Clause: the format of Debian's archives,
 * wiki.debian.org/DebianRepository/Format.
 *
 *	if (package_release_parse(arena, "InRelease", &bytes, &release, err) != 0) ...
 *	file = *package_release_find(&release, "main/binary-amd64/Packages.xz");
 */
struct release_file {
	const char *path; /* below dists/SUITE/ */
	const char *sha256;
	uint64_t size;
};

struct package_release {
	const char *codename; /* "bookworm" */
	const char *version; /* "12.5"; "": not said */
	bool by_hash; /* files also lie below the names of their hashes */
	struct release_file *files;
	size_t count, capacity;
};

enum { PACKAGE_RELEASE_LIMIT = 8 << 20 /* bytes */ };

/*
 * Reads only what stands between the first line and the signature, and refuses
 * a file that has anything before or behind these: so nothing is believed that
 * the signature does not cover. Does not check the signature.
 */
int package_release_parse(struct arena *arena, const char *name, const struct text *bytes,
    struct package_release *ret_release, struct error *err) MUST_CHECK;

/* The file with this path, or NULL. */
const struct release_file *package_release_find(
    const struct package_release *release, const char *path);

#endif
