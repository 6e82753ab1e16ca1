#ifndef HTTP_HTTP_FAILURE_H
#define HTTP_HTTP_FAILURE_H

#include "http/curl_library.h"
#include "http/http.h"

/*
 * Turns a failure of libcurl (no answer, or only a part of one) into an error
 * with a remedy.
 */
struct http_failure {
	const struct http_request *request;
	CURLcode code;
	const char *words; /* libcurl's text of the error */
	long tunnel_status; /* the proxy's answer to CONNECT; 0: there was no CONNECT */
};

/* Fills `err` and always returns -1. Sets `transient`, `refused` and
 * `spoke_plain` of the response. */
int http_failure_explain(
    const struct http_failure *failure, struct http_response *response, struct error *err);

#endif
