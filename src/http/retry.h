#ifndef HTTP_RETRY_H
#define HTTP_RETRY_H

#include "http/http.h"

/*
 * Decides whether a request is tried again, and how long mote waits before:
 * exponential backoff with jitter, or the time in Retry-After.
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
	double delay; /* seconds before the next try */
};

/* A try that transfers at least this many bytes is not counted: a bad
 * connection that transfers so much each time completes the blob in the end. */
enum { RETRY_PROGRESS = 64 << 10 };

struct retry retry_new(const struct registry_access *access);

/* Whether a later try may succeed: after status 408 425 429 500 502 503 504,
 * and after a cut, refused, reset or stalled connection. */
bool retry_is_worth(const struct http_response *response);

/* Counts one try and returns the seconds to wait before it, at most a minute
 * even if Retry-After is longer. Negative: another try makes no sense, or none
 * is left. */
double retry_next_delay(struct retry *retry, const struct http_response *response);

/* Returns 1 after the wait; 0 when there is no other try; -1 with an error when
 * mote was asked to stop. Prints that it waits, with `why` if there was no
 * answer: as a note for a long wait, else only with -v. */
int retry_wait(struct retry *retry, const struct http_response *response, const char *why,
    struct error *err) MUST_CHECK;

#endif
