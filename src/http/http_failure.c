#include "http/http_failure.h"

#include <string.h>

/* No second try changes a failure of the certificate, the name, the scheme or a
 * callback. */
static bool
is_transient(CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_CONNECT:
	case CURLE_PARTIAL_FILE:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_SEND_FAIL_REWIND:
	case CURLE_RECV_ERROR:
	case CURLE_HTTP2:
	case CURLE_HTTP2_STREAM:
		return true;
	default:
		return false;
	}
}

/* OpenSSL has one code for a line that was cut while it shook hands and for a
 * certificate that it does not like. */
static bool
is_cut(const char *words)
{
	static const char *const cuts[] = {"SSL_ERROR_SYSCALL", "reset by peer", "unexpected eof"};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cuts) && strstr(words, cuts[i]) == NULL; i++)
		continue;
	return i < ARRAY_SIZE(cuts);
}

/* Whether OpenSSL says that it got bytes which are no TLS record, such as
 * "HTTP/1.1 400 Bad Request". */
static bool
is_plain(const char *words)
{
	static const char *const signs[] = {
	    "wrong version number", "packet length too long", "http request", "unknown protocol"};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(signs) && strstr(words, signs[i]) == NULL; i++)
		continue;
	return i < ARRAY_SIZE(signs);
}

static const char *
remedy(CURLcode code, const char *words)
{
	bool is_unknown = strstr(words, "issuer") != NULL || strstr(words, "self-signed") != NULL ||
	    strstr(words, "self signed") != NULL;

	return code == CURLE_PEER_FAILED_VERIFICATION && is_unknown
	    ? "; --ca names a file of certificates to trust"
	    : "";
}

/* libcurl repeats a proxy that it cannot read, and with it the password. */
static const char *
without_proxy(const char *words)
{
	return strstr(words, "proxy") != NULL && strpbrk(words, "'@") != NULL
	    ? "the proxy that the environment names is no address of one, as http://HOST:PORT is"
	    : words;
}

/* A proxy that lets nobody through.
 * Clause: RFC 9110, section 9.3.6 "CONNECT". */
static int
explain_tunnel(
    const struct http_failure *failure, struct http_response *response, struct error *err)
{
	long status = failure->tunnel_status;

	response->transient = status >= 500 || status == 408 || status == 429;
	return error_set(err, ERROR_FAILED, "%s %.*s: the proxy answers %ld; %s",
	    failure->request->method, (int)strcspn(failure->request->url, "?"),
	    failure->request->url, status,
	    status == 407 ? HTTP_PROXY_REMEDY
			  : "NO_PROXY is a list of the hosts that are reached without it");
}

int
http_failure_explain(
    const struct http_failure *failure, struct http_response *response, struct error *err)
{
	const struct http_request *request = failure->request;
	CURLcode code = failure->code;
	const char *words = without_proxy(failure->words);

	if (failure->tunnel_status >= 300)
		return explain_tunnel(failure, response, err);
	/* an alert is what the other side of TLS has decided */
	response->transient =
	    (is_transient(code) && words == failure->words && strstr(words, "alert") == NULL) ||
	    (code == CURLE_SSL_CONNECT_ERROR && is_cut(words));
	response->refused = code == CURLE_COULDNT_CONNECT;
	response->spoke_plain = code == CURLE_SSL_CONNECT_ERROR && is_plain(words);
	if (code == CURLE_SEND_FAIL_REWIND)
		words = "the connection was cut";
	return error_set(err, ERROR_FAILED, "%s %.*s: %s%s", request->method,
	    (int)strcspn(request->url, "?"), request->url, words, remedy(code, words));
}
