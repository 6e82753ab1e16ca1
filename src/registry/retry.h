#ifndef REGISTRY_RETRY_H
#define REGISTRY_RETRY_H

#include "registry/http.h"

/*
 * When a request is worth another try, and when: exponential backoff with
 * jitter, or what Retry-After says.
 *
 *	struct retry retry = retry_new(access);
 *	struct http_response response;
 *	while (http_perform(arena, http, &request, &response, err) != 0)
 *		if (retry_wait(&retry, &response, err->text, err) != 0) ...
 *
 * Clause: RFC 9110, section 10.2.3.
 */
struct retry {
	unsigned left; /* tries */
	double delay; /* seconds before the next */
};

/* Bytes that make a try count as none: a line that brings so much each time
 * brings all in the end. */
enum { RETRY_PROGRESS = 64 << 10 };

struct retry retry_new(const struct registry_access *access);

/* Whether the answer, or that there was none, may be another one later: 408 425
 * 429 500 502 503 504, and cut, refused, reset and stalled connections. */
bool retry_is_worth(const struct http_response *response);

/* Takes one try and returns the seconds to wait before it, a minute at most
 * whoever asks for more; negative: it is not worth it, or no try is left. */
double retry_take(struct retry *retry, const struct http_response *response);

/* 1 after the wait; 0 when there is no other try; -1 when mote was asked to
 * stop, which then is the error. Says that it waits, with `why` where there was
 * no answer: a note when somebody has to wait for it, else with -v. */
int retry_wait(struct retry *retry, const struct http_response *response, const char *why,
    struct error *err) MUST_CHECK;

#endif
