#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include "base/error.h"
#include "base/text.h"
#include "spec/registry_access.h"

#include <sys/types.h>

/*
 * One HTTP request at a time over connections that are kept open, by libcurl. A
 * struct http belongs to one thread: each thread opens its own. This module
 * knows nothing about registries: it does not retry, follow redirects or add
 * credentials.
 *
 *	struct http_options options = {.access = access};
 *	SCOPED(http) struct http *http = http_new(&options, err);
 *	struct http_request request = {.method = "GET", .url = url};
 *	struct http_response response;
 *	if (http_perform(arena, http, &request, &response, err) != 0) ...
 *
 * Clauses: RFC 9110, RFC 9112, RFC 9113.
 */
/* The end of the error for an answer 407. */
#define HTTP_PROXY_REMEDY \
	"it wants a user and a password, as in https_proxy=http://USER:PASSWORD@HOST:PORT"

/* http_new copies the texts. */
struct http_options {
	const struct registry_access *access;
	/* the path of a Unix socket for all requests, with no proxy; NULL:
	 * requests go to the URL's host */
	const char *socket;
	/* how many seconds the server may wait before it answers; 0:
	 * access->timeout */
	unsigned patience;
	/* for one host: more CA certificates (PEM), which are trusted too, and
	 * the files of a client certificate and its key; NULL: none */
	const char *authorities, *certificate, *key;
	bool insecure; /* certificates are not checked */
};

/* The body of a request. `begin` goes back to its first byte; it is called
 * again when the connection breaks in the middle. `read` returns up to `size`
 * bytes, 0 at the end. Both return -1 with an error. */
struct http_body {
	int (*begin)(void *context, struct error *err);
	ssize_t (*read)(void *context, void *buffer, size_t size, struct error *err);
	void *context;
	uint64_t size; /* UINT64_MAX: not known; sent in chunks (RFC 9112, section 7.1) */
};

struct http_request {
	const char *method; /* "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE" */
	const char *url;
	const char *authorization; /* "Bearer ..."; NULL: none. Never logged */
	const char *login; /* "user:password", by Basic; NULL: none. Never logged */
	const char *const *headers; /* "Accept: ...", NULL-terminated; NULL: none */
	const struct http_body
	    *body; /* NULL: none; Content-Length is then 0 if the method needs it */
	/* Called with each piece of the body of an answer with status 200 or
	 * 206; -1 ends the request with that error. NULL: the body is put in
	 * the response, at most `limit` bytes. */
	int (*take)(void *context, const void *bytes, size_t size, struct error *err);
	void *take_context;
	/* the size limit of a body without `take`; a longer one is an error. 0:
	 * 4 MiB */
	size_t limit;
	/* sending the request twice has the same effect as once (RFC 9110,
	 * section 9.2.2): when the server has closed a reused connection, the
	 * request is sent again at once, on a new one */
	bool is_idempotent;
};

/* Strings are in the arena of http_perform; NULL: there was no such header. */
struct http_response {
	const char *url; /* of the request */
	int status; /* 0: there was no answer */
	/* there was no complete answer, for a reason that may go away: the
	 * connection was refused, reset, cut or stalled */
	bool transient;
	bool refused; /* no answer: no server listens there */
	bool spoke_plain; /* no answer: the server sent plain text in a TLS handshake */
	const char *content_type, *location, *range, *content_range, *etag, *retry_after,
	    *docker_digest, *chunk_min_length, *next /* target of the Link header with rel=next */;
	uint64_t content_length; /* UINT64_MAX: absent */
	struct text_list challenges; /* each WWW-Authenticate */
	struct text body; /* of an answer with an error only the first 64 KiB */
};

struct http;

struct http *http_new(const struct http_options *options, struct error *err) MUST_CHECK;
void http_free(struct http *http);
void scope_http(struct http **http);

/* 0: there is an answer, with any status. -1: `err` says why there is none;
 * `ret_response` has the part that arrived. */
int http_perform(struct arena *arena, struct http *http, const struct http_request *request,
    struct http_response *ret_response, struct error *err) MUST_CHECK;

/* The target of rel="next" in the value of a Link header (RFC 8288); NULL:
 * there is none. */
const char *http_link_next(struct arena *arena, const char *value);
/* Each byte that is not allowed in a query becomes %XX (RFC 3986,
 * "unreserved"). */
char *http_escape(struct arena *arena, const char *text) RETURNS_NONNULL;
/* Resolves `location` relative to `base` (RFC 3986, section 5). NULL with
 * `err`: the result is not an http or https URL. */
char *http_resolve(
    struct arena *arena, const char *base, const char *location, struct error *err) MUST_CHECK;
/* "host:port" to which libcurl would connect for the URL, always with a port;
 * "" when it is no URL. */
const char *http_host(struct arena *arena, const char *url) RETURNS_NONNULL;
/* The URL without "user:password@", for messages; `*ret_login` has what stood
 * there, with each %XX decoded, or NULL. NULL with `err`: it is no URL. */
char *http_without_login(
    struct arena *arena, const char *url, const char **ret_login, struct error *err) MUST_CHECK;
/* The same, by the text alone, for a message about a place that may be no URL.
 */
char *http_hide_login(struct arena *arena, const char *place) RETURNS_NONNULL;
/* Whether both URLs have the same scheme, host and port (RFC 6454). */
bool http_same_origin(const char *left, const char *right);

#endif
