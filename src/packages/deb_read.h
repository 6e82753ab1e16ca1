#ifndef PACKAGES_DEB_READ_H
#define PACKAGES_DEB_READ_H

#include "base/error.h"

#include <archive.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Reads a Debian package: an ar archive with the members "debian-binary",
 * "control.tar" and "data.tar" in this order, each tar as it is or in gzip, xz
 * or zstd. libarchive reads all of these formats. No byte is trusted: the
 * limits stop decompression bombs.
 *
 *	const struct deb_source source = {fd, "autoconf 2.71-3", deb_limits_for(size)};
 *	SCOPED(deb_read) struct deb_read *deb = deb_read_open(&source, err);
 *	if (deb == NULL || deb_read_part(deb, "control.tar", err) != 0) ...
 *	while ((entry = deb_read_next(deb, &end, err)) != NULL) ...
 *	if (!end || deb_read_part(deb, "data.tar", err) != 0) ...
 *
 * Clause: deb(5).
 */
struct deb_read;

/* The limits for both tars of a package together. */
struct deb_limits {
	uint64_t bytes; /* of the tars after decompression */
	uint64_t content; /* of the files, which may exceed a sparse tar */
	uint64_t entries;
	uint64_t names; /* bytes of paths and links, and the cost by access_lists.h */
};

struct deb_source {
	int fd; /* the package, read from its begin; the caller owns it */
	const char *name; /* for errors: "autoconf 2.71-3" */
	struct deb_limits limits;
};

/* For a package of that size: 200 times as many bytes, but at least 256 MiB and
 * at most 8 GiB, and half a million entries. */
struct deb_limits deb_limits_for(uint64_t size);

/* `source` must live as long as the reader. */
struct deb_read *deb_read_open(const struct deb_source *source, struct error *err);

/* Goes on to the member "control.tar" or "data.tar". */
int deb_read_part(struct deb_read *deb, const char *part, struct error *err) MUST_CHECK;

/* The next entry of this tar. NULL: at the end, with `*ret_end` true; or on an
 * error, with `err` filled. */
struct archive_entry *deb_read_next(struct deb_read *deb, bool *ret_end, struct error *err);

/* Checks, before a file of that size is written, that the limits allow it. */
int deb_read_afford(const struct deb_read *deb, uint64_t size, struct error *err) MUST_CHECK;

/* Reads content of the entry. Returns the number of bytes, 0 at its end, or
 * -1. */
ssize_t deb_read_content(
    struct deb_read *deb, void *buffer, size_t size, struct error *err) MUST_CHECK;

void deb_read_free(struct deb_read *deb);
void scope_deb_read(struct deb_read **deb);

#endif
