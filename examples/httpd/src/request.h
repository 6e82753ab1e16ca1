#ifndef HTTPD_REQUEST_H
#define HTTPD_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * One HTTP/1.x request, read from bytes that a stranger sent. Clauses: RFC 9112 (message syntax), RFC 9110
 * (semantics). Nothing here allocates; texts point into the bytes, which are cut up in place.
 */
enum { REQUEST_LIMIT = 8192, PATH_LIMIT = 2048 };

enum method { METHOD_GET, METHOD_HEAD, METHOD_OTHER };

struct request {
	enum method method;
	bool http_1_1;
	bool keep_alive;
	bool has_body; /* we take none: the connection ends after the answer */
	bool accepts_gzip, accepts_br;
	char path[PATH_LIMIT]; /* decoded and cleaned: begins with '/', has no ".." and no "//" */
	bool path_is_folder; /* it ended with '/' */
	const char *query; /* behind '?', or NULL */
	const char *range, *if_range, *if_none_match, *if_modified_since; /* NULL: not sent */
};

/* The length of the request's head, the empty line included, or 0 when it is not complete yet. */
size_t request_head_length(const char *bytes, size_t size);

/* Parses a complete head of `length` bytes. 0, or the status of the answer: 400, 414, 505. */
int request_parse(struct request *request, char *head, size_t length);

/* One range of a file of `size` bytes (RFC 9110, 14.2): 206 and the first and last byte, 416 when it lies outside,
 * 200 when the header is absent, malformed or asks for several, which one may ignore. */
int request_range(const char *range, uint64_t size, uint64_t *first, uint64_t *last);

#endif
