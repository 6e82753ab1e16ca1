#ifndef REGISTRY_RETRY_H
#define REGISTRY_RETRY_H

#include "registry/http.h"

/*
 * When a request is worth another try, and when: exponential backoff with jitter, or what Retry-After says.
 *
 *	struct retry retry = retry_new(access);
 *	while (try() != 0 && retry_wait(&retry, &response, err.text)) ...
 *
 * Clause: RFC 9110, section 10.2.3.
 */
struct retry {
	unsigned left; /* tries */
	double delay; /* seconds before the next */
};

/* Bytes that make a try count as none: a line that brings so much each time brings all in the end. */
enum { RETRY_PROGRESS = 64 << 10 };

struct retry retry_new(const struct registry_access *access);

/* Whether the answer, or that there was none, may be another one later: 408 425 429 500 502 503 504, and cut, refused, reset
 * and stalled connections. */
bool retry_is_worth(const struct http_response *response);

/* Waits and returns true; false when it is not worth it, no try is left, or mote was asked to stop. Says so, with `why` where
 * there was no answer: a note when somebody has to wait for it, else with -v. */
bool retry_wait(struct retry *retry, const struct http_response *response, const char *why);

#endif
