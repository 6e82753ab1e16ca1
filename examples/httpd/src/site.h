#ifndef HTTPD_SITE_H
#define HTTPD_SITE_H

#include "request.h"

#include <sys/types.h>
#include <time.h>

/*
 * The files that are served: a folder that no path leads out of. A folder is answered by its index.html, a
 * file by FILE.br or FILE.gz beside it when the client takes that, and with `spa` every path that looks like a
 * page, not like a file, by /index.html.
 */
struct site {
	int root; /* the folder */
	bool spa;
};

enum { TAG_LENGTH = 24 };

struct site_file {
	int fd; /* the caller closes it */
	uint64_t size;
	time_t modified; /* 0: not known, as in an image that has no times */
	char tag[TAG_LENGTH]; /* of the content, quoted: an ETag */
	char type_path[PATH_LIMIT + 16]; /* whose ending tells the media type */
	const char *encoding; /* "br", "gzip" or NULL */
	bool negotiated; /* the answer depends on Accept-Encoding */
};

/* 200, 301 (a folder asked for without its slash), 404 or 500. Only 200 gives a file. */
int site_find(const struct site *site, const struct request *request, struct site_file *file);

#endif
