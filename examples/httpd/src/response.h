#ifndef HTTPD_RESPONSE_H
#define HTTPD_RESPONSE_H

#include "request.h"
#include "site.h"

/*
 * The answer to a request: a head that is ready to be sent, then `left` bytes of `fd` from `at`. Short
 * texts (errors) are part of the head.
 */
enum { HEAD_LIMIT = PATH_LIMIT * 3 + 1024 };

struct response {
	int status;
	char head[HEAD_LIMIT];
	size_t head_size;
	int fd; /* -1: none; the caller closes it */
	uint64_t at, left;
	bool keep_alive;
};

void response_make(
    struct response *response, const struct site *site, const struct request *request);

/* An answer without a request that one could understand: the connection ends after it. */
void response_error(struct response *response, int status);

#endif
