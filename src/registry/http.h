#ifndef REGISTRY_HTTP_H
#define REGISTRY_HTTP_H

#include "base/error.h"
#include "base/text.h"
#include "spec/registry_access.h"

#include <sys/types.h>

/*
 * One HTTP request at a time over connections that are kept open, by libcurl. A
 * struct http belongs to one thread; whoever works in several opens several. It
 * knows nothing of registries: no retry, no redirect, no credential of its own.
 *
 *	struct http_options options = {.access = access};
 *	SCOPED(http) struct http *http = http_new(&options, err);
 *	struct http_request request = {.method = "GET", .url = url};
 *	struct http_response response;
 *	if (http_perform(arena, http, &request, &response, err) != 0) ...
 *
 * Clauses: RFC 9110, RFC 9112, RFC 9113.
 */
/* Of an answer 407. */
#define HTTP_PROXY_REMEDY \
	"it wants a user and a password, as in https_proxy=http://USER:PASSWORD@HOST:PORT"

/* http_new copies the texts. */
struct http_options {
	const struct registry_access *access;
	/* the path of a Unix socket that all requests go to, whatever proxy
	 * there is; NULL: to the URL's host */
	const char *socket;
	/* seconds that an answer may be thought about, where that is not what
	 * access->timeout says; 0: it is */
	unsigned patience;
	/* of one host: CA certificates (PEM) beside those that are trusted
	 * anyway, and files of a client certificate and its key; NULL: none */
	const char *authorities, *certificate, *key;
	bool insecure; /* certificates are not checked */
};

/* A body that is sent: `begin` goes to its beginning, also in the middle of a
 * request whose connection was gone; `read` gives up to `size` bytes, 0 at the
 * end. Both -1 with an error. */
struct http_body {
	int (*begin)(void *context, struct error *err);
	ssize_t (*read)(void *context, void *buffer, size_t size, struct error *err);
	void *context;
	uint64_t size; /* UINT64_MAX: not known, it goes in chunks (RFC 9112, section 7.1) */
};

struct http_request {
	const char *method; /* "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE" */
	const char *url;
	const char *authorization; /* "Bearer ..."; NULL: none. Never logged */
	const char *const *headers; /* "Accept: ...", NULL-terminated; NULL: none */
	const struct http_body
	    *body; /* NULL: none; Content-Length is 0 where the method wants one */
	/* Takes the body of an answer with status 200 or 206 piece by piece; -1
	 * ends the request with that error. NULL: the body is in the response,
	 * at most `limit` bytes. */
	int (*take)(void *context, const void *bytes, size_t size, struct error *err);
	void *take_context;
	size_t limit; /* bytes of a body that is not taken; more is an error. 0: 4 MiB */
	/* `body` twice is the same as once (RFC 9110, section 9.2.2): when a
	 * kept connection turns out to be gone, it goes out again at once, on a
	 * new one */
	bool is_idempotent;
};

/* Strings are the arena's of http_perform, NULL: the header was not there. */
struct http_response {
	const char *url; /* that was asked */
	int status; /* 0: there was no answer */
	/* there was no answer, or half of one, for a reason that may go away:
	 * refused, reset, cut, stalled */
	bool transient;
	bool refused; /* no answer: no server listens there */
	bool spoke_plain; /* no answer: the server sent plain text in a TLS handshake */
	const char *content_type, *location, *range, *content_range, *retry_after, *docker_digest,
	    *chunk_min_length, *next /* target of the Link header with rel=next */;
	uint64_t content_length; /* UINT64_MAX: not said */
	struct text_list challenges; /* each WWW-Authenticate */
	struct text body; /* also of an error's answer, its first 64 KiB */
};

struct http;

struct http *http_new(const struct http_options *options, struct error *err) MUST_CHECK;
void http_free(struct http *http);
void scope_http(struct http **http);

/* 0: there is an answer, whatever its status. -1: `err` says why not,
 * `ret_response` is filled as far as it came. */
int http_perform(struct arena *arena, struct http *http, const struct http_request *request,
    struct http_response *ret_response, struct error *err) MUST_CHECK;

/* The target of rel="next" in the value of a Link header (RFC 8288); NULL:
 * there is none. */
const char *http_link_next(struct arena *arena, const char *value);
/* Each byte that a query may not hold becomes %XX (RFC 3986, "unreserved"). */
char *http_escape(struct arena *arena, const char *text) RETURNS_NONNULL;
/* `location` as seen from `base` (RFC 3986, section 5). NULL with `err`: it is
 * no http or https URL. */
char *http_resolve(
    struct arena *arena, const char *base, const char *location, struct error *err) MUST_CHECK;
/* "host:port" of the URL, as libcurl would connect, always with a port; "" when
 * it is no URL. */
const char *http_host(struct arena *arena, const char *url) RETURNS_NONNULL;
/* Whether both URLs have the same scheme, host and port (RFC 6454). */
bool http_same_origin(const char *left, const char *right);

#endif
