#ifndef REGISTRY_HTTP_FAILURE_H
#define REGISTRY_HTTP_FAILURE_H

#include "registry/curl_library.h"
#include "registry/http.h"

/*
 * Why there was no answer, or only a part of one: what libcurl says of it, as
 * an error, and as what may be done about it.
 */
struct http_failure {
	const struct http_request *request;
	CURLcode code;
	const char *words; /* of libcurl */
	long tunnel_status; /* what a proxy answered to CONNECT; 0: it was not asked */
};

/* Fills `err` and returns -1 always. Sets `transient`, `refused` and
 * `spoke_plain` of the response. */
int http_failure_explain(
    const struct http_failure *failure, struct http_response *response, struct error *err);

#endif
