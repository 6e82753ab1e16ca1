#ifndef HTTP_DOWNLOAD_H
#define HTTP_DOWNLOAD_H

#include "base/error.h"
#include "base/text.h"

#include <stdint.h>

/*
 * Brings one file from a place, a folder or an address, to a file of this
 * machine. What was cut off continues where it stopped. If its SHA-256 is
 * known, it continues in a later run too: a part stays beside the file as
 * "<file>.part". The file appears whole or not at all, by a rename. Two
 * processes that want the same file wait for each other.
 *
 *	const struct download wanted = {.places = &mirrors, .path = "pool/main/a/...",
 *	    .file = file, .sha256 = digits, .limit = 332240, .called = "autoconf 2.71-3"};
 *	if (download(arena, &wanted, err) != 0) ...
 *
 * Size, percent and speed are printed every few seconds, unless mote is quiet.
 * The variables https_proxy, http_proxy and no_proxy count as for a registry,
 * and the certificates are those of the host (SSL_CERT_FILE). An address may
 * name a user, "https://USER:PASSWORD@HOST"; no message shows the password.
 *
 * Several threads may each fetch a file of their own.
 */
struct download {
	/* folders ("/srv/mirror") and addresses ("https://host/debian"), asked
	 * one after another until one has the file; a folder may have the file
	 * under the last part of `path` alone */
	const struct text_list *places;
	const char *path; /* below each place */
	const char *file; /* on this machine, absolute; its folder exists */
	/* 64 hexadecimal digits; a file with these bytes is not fetched again.
	 * NULL: not known, the file is always fetched anew */
	const char *sha256;
	uint64_t limit; /* more bytes than these are an error */
	const char *called; /* its name for the user */
	const char *remedy; /* the end of the error; NULL: none */
};

/* For files of Debian's archive. */
#define DOWNLOAD_MIRROR_REMEDY "set MOTE_MIRROR to an address or a folder that has the archive"

/* Asks each place until one has the file with the right SHA-256. A place that
 * breaks off is asked for the rest, up to three times without progress. The
 * error names each place that was asked, and why it did not have the file; it
 * is ERROR_NOT_FOUND when none has it. A full disk and a signal end all at
 * once, and leave the part. */
int download(struct arena *arena, const struct download *wanted, struct error *err) MUST_CHECK;

/* The archives of Debian to ask: those in $MOTE_MIRROR, separated by blanks,
 * else those in the line "mirror" of mote's configuration files
 * (base/settings.h), else those that apt on this machine uses. Then the main
 * archive stands before that of security updates. ERROR_NOT_FOUND says how to
 * name one. */
int download_mirrors(
    struct arena *arena, struct text_list *ret_places, struct error *err) MUST_CHECK;

#endif
