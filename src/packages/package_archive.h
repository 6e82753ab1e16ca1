#ifndef PACKAGES_PACKAGE_ARCHIVE_H
#define PACKAGES_PACKAGE_ARCHIVE_H

#include "packages/package_index.h"
#include "packages/package_release.h"

/*
 * A suite of Debian's archive, as the mirrors have it now (http/download.h
 * finds them). InRelease is fetched each time, an index only when its hash has
 * changed: both lie in index/ of mote's cache. The signature is the caller's
 * affair.
 *
 *	if (package_archive_open(arena, PACKAGE_SUITE, &archive, err) != 0 ||
 *	    package_archive_index(arena, &archive, "amd64", &index, err) != 0) ...
 */
struct package_archive {
	const char *suite;
	const char *folder; /* index/ of the cache */
	struct text_list places;
	struct package_release release;
	struct text release_bytes; /* for release_verify.h */
};

int package_archive_open(struct arena *arena, const char *suite,
    struct package_archive *ret_archive, struct error *err) MUST_CHECK;

/* Reads the list of the packages of component "main" for one processor. */
int package_archive_index(struct arena *arena, const struct package_archive *archive,
    const char *host, struct package_index *ret_index, struct error *err) MUST_CHECK;

#endif
