#ifndef HTTP_DOWNLOAD_H
#define HTTP_DOWNLOAD_H

#include "base/error.h"
#include "base/text.h"

#include <stdint.h>

/*
 * Brings one file from a place, a folder or an address, to a file of this
 * machine. What was cut off continues where it stopped, also in a later run: a
 * part stays beside the file as "<file>.part". The file appears whole or not at
 * all, by a rename. Two processes that want the same file wait for each other.
 *
 *	const struct download wanted = {.places = &mirrors, .path = "pool/main/a/...",
 *	    .file = file, .sha256 = digits, .limit = 332240, .called = "autoconf 2.71-3"};
 *	if (download(arena, &wanted, err) != 0) ...
 *
 * Size, percent and speed are printed every few seconds, unless mote is quiet.
 * HTTP_PROXY and its like count as for a registry.
 */
struct download {
	/* folders ("/srv/mirror") and addresses ("https://host/debian"), asked
	 * one after another until one has the file */
	const struct text_list *places;
	const char *path; /* below each place */
	const char *file; /* on this machine, absolute; its folder exists */
	/* 64 hexadecimal digits; a file with these bytes is not fetched again.
	 * NULL: not known, the file is always fetched anew */
	const char *sha256;
	uint64_t limit; /* more bytes than these are an error */
	const char *called; /* its name for the user */
};

/* The error names each place that was asked and why it did not have the
 * file. */
int download(struct arena *arena, const struct download *wanted, struct error *err) MUST_CHECK;

/* The archives of Debian to ask: $MOTE_MIRROR, else the line "mirror" of mote's
 * configuration files, else what apt on this machine uses. The main archive
 * stands before that of security updates. ERROR_NOT_FOUND says how to name
 * one. */
int download_mirrors(
    struct arena *arena, struct text_list *ret_places, struct error *err) MUST_CHECK;

#endif
