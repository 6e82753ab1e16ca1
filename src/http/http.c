#include "http/http.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/places.h"
#include "base/scope.h"
#include "base/version.h"
#include "http/http_failure.h"
#include "http/stall_watch.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ERROR_BODY_LIMIT = 64 << 10, BODY_LIMIT = 4 << 20, BUFFER = 512 << 10 };

/* Limit for the headers of an answer, with those of all informational answers
 * before it. */
enum { HEAD_LIMIT = 256 << 10 };

enum { STALL_SECONDS = 60 };

#define USER_AGENT "mote/" MOTE_VERSION

struct http {
	const struct curl_library *curl;
	struct http_options options; /* its texts are of `texts` */
	struct arena texts;
	CURL *easy;
};

/* One request on its way. */
struct exchange {
	struct arena *arena;
	struct http *http;
	const struct http_request *request;
	struct http_response *response;
	struct error failure; /* that a callback met; kind NONE: none */
	size_t limit; /* of the body that is kept */
	bool has_enough; /* of an error's body: the rest is not waited for */
	bool
	    has_body; /* some of the answer's body came: what looks like a header then is a trailer */
	bool has_given; /* a part of the request's body is on its way */
	bool has_stalled;
	struct stall_watch watch;
	uint64_t head; /* bytes of the answer's that came */
};

static void
keep(struct http *http, const char **text)
{
	if (*text != NULL)
		*text = arena_strdup(&http->texts, *text);
}

struct http *
http_new(const struct http_options *options, struct error *err)
{
	const struct curl_library *curl = curl_library_get(err);
	struct http *http;

	if (curl == NULL)
		return NULL;
	http = calloc(1, sizeof(*http));
	if (http != NULL)
		http->easy = curl->easy_init();
	if (http == NULL || http->easy == NULL) {
		free(http);
		error_set(err, ERROR_FAILED, "out of memory");
		return NULL;
	}
	http->curl = curl;
	http->options = *options;
	keep(http, &http->options.socket);
	keep(http, &http->options.authorities);
	keep(http, &http->options.certificate);
	keep(http, &http->options.key);
	return http;
}

void
http_free(struct http *http)
{
	if (http == NULL)
		return;
	http->curl->easy_cleanup(http->easy);
	arena_release(&http->texts);
	free(http);
}

void
scope_http(struct http **http)
{
	http_free(*http);
}

/* The value of the header line, when it is the header `name`. */
static const char *
header_value(struct arena *arena, const char *line, size_t length, const char *name)
{
	size_t used = strlen(name);

	if (length <= used || strncasecmp(line, name, used) != 0 || line[used] != ':')
		return NULL;
	for (used++; used < length && (line[used] == ' ' || line[used] == '\t'); used++)
		continue;
	while (length > used && strchr("\r\n \t", line[length - 1]) != NULL)
		length--;
	return arena_copy(arena, line + used, length - used);
}

static void
begin_answer(struct http_response *response, const char *line, size_t length)
{
	const char *space = memchr(line, ' ', length);

	/* 100 and 103 come before the answer itself */
	*response = (struct http_response){.url = response->url, .content_length = UINT64_MAX};
	if (space != NULL && length - (size_t)(space - line) > 3)
		response->status =
		    (space[1] - '0') * 100 + (space[2] - '0') * 10 + (space[3] - '0');
}

static size_t
take_header(char *line, size_t one, size_t count, void *context)
{
	struct exchange *exchange = context;
	struct http_response *response = exchange->response;
	const struct {
		const char *name, **value;
	} rows[] = {
	    {"Content-Type", &response->content_type},
	    {"Location", &response->location},
	    {"Range", &response->range},
	    {"Content-Range", &response->content_range},
	    {"ETag", &response->etag},
	    {"Retry-After", &response->retry_after},
	    {"Docker-Content-Digest", &response->docker_digest},
	    {"OCI-Chunk-Min-Length", &response->chunk_min_length},
	};
	size_t length = one * count, i;
	const char *value;

	if (exchange->has_body)
		return length;
	exchange->head += length;
	if (exchange->head > HEAD_LIMIT) {
		error_fill(&exchange->failure, ERROR_FAILED,
		    "%s %.*s: the head of the answer is longer than %d bytes, the most that is read of it",
		    exchange->request->method, (int)strcspn(exchange->request->url, "?"),
		    exchange->request->url, HEAD_LIMIT);
		return 0;
	}
	if (length > 5 && memcmp(line, "HTTP/", 5) == 0) {
		begin_answer(response, line, length);
		return length;
	}
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		value = header_value(exchange->arena, line, length, rows[i].name);
		if (value != NULL)
			*rows[i].value = value;
	}
	value = header_value(exchange->arena, line, length, "Link");
	if (value != NULL && response->next == NULL)
		response->next = http_link_next(exchange->arena, value);
	value = header_value(exchange->arena, line, length, "WWW-Authenticate");
	if (value != NULL)
		text_list_add(&response->challenges, exchange->arena, value);
	value = header_value(exchange->arena, line, length, "Content-Length");
	if (value != NULL && text_to_number(value, UINT64_MAX - 1, &response->content_length) != 0)
		response->content_length = UINT64_MAX;
	return length;
}

static size_t
keep_body(struct exchange *exchange, const char *bytes, size_t size)
{
	struct text *body = &exchange->response->body;
	bool good = exchange->response->status >= 200 && exchange->response->status < 300;
	size_t limit = good ? exchange->limit : ERROR_BODY_LIMIT;
	size_t room = limit - body->length;
	/* an answer that says that it is too long is believed */
	bool is_too_long = size > room ||
	    (exchange->response->content_length != UINT64_MAX &&
		exchange->response->content_length > limit);

	if (body->arena == NULL)
		text_init(body, exchange->arena);
	if (is_too_long && good) {
		error_fill(&exchange->failure, ERROR_FAILED,
		    "the answer is longer than %zu bytes, the most that is read of it", limit);
		return 0;
	}
	text_append(body, bytes, size < room ? size : room);
	exchange->has_enough = size > room;
	return exchange->has_enough ? 0 : size;
}

static size_t
take_body(char *bytes, size_t one, size_t count, void *context)
{
	struct exchange *exchange = context;
	const struct http_request *request = exchange->request;
	int status = exchange->response->status;
	size_t size = one * count;

	exchange->has_body = true;
	if (request->take == NULL || (status != 200 && status != 206))
		return keep_body(exchange, bytes, size);
	return request->take(request->take_context, bytes, size, &exchange->failure) == 0 ? size
											  : 0;
}

static size_t
give_body(char *buffer, size_t one, size_t count, void *context)
{
	struct exchange *exchange = context;
	const struct http_body *body = exchange->request->body;
	ssize_t got = body->read(body->context, buffer, one * count, &exchange->failure);

	exchange->has_given = true;
	return got < 0 ? CURL_READFUNC_ABORT : (size_t)got;
}

/* A connection that was kept open may be gone: then curl sends the request once
 * more by itself. Not when a part of the body has left, unless it may come
 * twice: the other side may have kept it, and who sent it asks. */
static int
begin_body_again(void *context, curl_off_t offset, int origin)
{
	struct exchange *exchange = context;
	const struct http_request *request = exchange->request;
	const struct http_body *body = request->body;

	if (offset != 0 || origin != SEEK_SET || (exchange->has_given && !request->is_idempotent))
		return CURL_SEEKFUNC_FAIL;
	return body->begin(body->context, &exchange->failure) == 0 ? CURL_SEEKFUNC_OK
								   : CURL_SEEKFUNC_FAIL;
}

/* There is a connection, a new one or one that was kept; until then
 * CURLOPT_CONNECTTIMEOUT watches. */
static int
begin_watch(void *context, char *address UNUSED, char *own_address UNUSED, int port UNUSED,
    int own_port UNUSED)
{
	struct exchange *exchange = context;

	stall_watch_begin(&exchange->watch, clock_seconds());
	return CURL_PREREQFUNC_OK;
}

/* About once a second where nothing moves, else more often. */
static int
look_around(void *context, curl_off_t down_total UNUSED, curl_off_t down,
    curl_off_t up_total UNUSED, curl_off_t up)
{
	struct exchange *exchange = context;
	uint64_t bytes = exchange->head + (uint64_t)down + (uint64_t)up;

	if (error_if_stopped(&exchange->failure) != 0)
		return 1;
	exchange->has_stalled = stall_watch_look(&exchange->watch, clock_seconds(), bytes);
	return exchange->has_stalled ? 1 : 0;
}

#define SET(option, value) http->curl->easy_setopt(http->easy, option, value)

static void
set_trust(const struct http *http)
{
	const struct http_options *options = &http->options;
	struct arena arena = {0};
	const char *bundle = place_existing(&arena, PLACE_AUTHORITIES);

	if (options->access != NULL && options->access->authorities != NULL) {
		bundle = options->access->authorities;
		/* instead of the system's: also of its folder */
		if (options->authorities == NULL)
			SET(CURLOPT_CAPATH, NULL);
	}
	if (bundle != NULL)
		SET(CURLOPT_CAINFO, bundle);
	arena_release(&arena);
	/* what is in CAPATH, the system's, is trusted beside it */
	if (options->authorities != NULL) {
		struct curl_blob blob = {(void *)(uintptr_t)options->authorities,
		    strlen(options->authorities), CURL_BLOB_COPY};

		SET(CURLOPT_CAINFO_BLOB, &blob);
	}
	if (options->certificate != NULL)
		SET(CURLOPT_SSLCERT, options->certificate);
	if (options->key != NULL)
		SET(CURLOPT_SSLKEY, options->key);
	if (options->insecure) {
		SET(CURLOPT_SSL_VERIFYPEER, 0L);
		SET(CURLOPT_SSL_VERIFYHOST, 0L);
	}
}

static void
set_options(const struct http *http, struct exchange *exchange)
{
	const struct registry_access *access = http->options.access;
	unsigned stall = access == NULL || access->timeout == 0 ? STALL_SECONDS : access->timeout;

	exchange->watch.patience = http->options.patience == 0 ? stall : http->options.patience;
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_PROTOCOLS_STR, "http,https");
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_USERAGENT, USER_AGENT);
	SET(CURLOPT_BUFFERSIZE, (long)BUFFER);
	SET(CURLOPT_UPLOAD_BUFFERSIZE, (long)BUFFER);
	SET(CURLOPT_CONNECTTIMEOUT, (long)stall);
	SET(CURLOPT_PREREQFUNCTION, begin_watch);
	SET(CURLOPT_PREREQDATA, exchange);
	SET(CURLOPT_NOPROGRESS, 0L);
	SET(CURLOPT_XFERINFOFUNCTION, look_around);
	SET(CURLOPT_XFERINFODATA, exchange);
	/* what a proxy says before the answer is none of it */
	SET(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	SET(CURLOPT_HEADERFUNCTION, take_header);
	SET(CURLOPT_HEADERDATA, exchange);
	SET(CURLOPT_WRITEFUNCTION, take_body);
	SET(CURLOPT_WRITEDATA, exchange);
	if (http->options.socket != NULL) {
		SET(CURLOPT_UNIX_SOCKET_PATH, http->options.socket);
		SET(CURLOPT_NOPROXY, "*");
	}
	set_trust(http);
}

static void
set_request(const struct http *http, struct exchange *exchange)
{
	const struct http_request *request = exchange->request;
	bool sends = strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0 &&
	    strcmp(request->method, "DELETE") != 0;
	curl_off_t size = 0;

	SET(CURLOPT_URL, request->url);
	if (request->login != NULL)
		SET(CURLOPT_USERPWD, request->login);
	if (strcmp(request->method, "HEAD") == 0)
		SET(CURLOPT_NOBODY, 1L);
	/* -1, not known: curl sends the body in chunks */
	if (request->body != NULL)
		size = request->body->size == UINT64_MAX ? -1 : (curl_off_t)request->body->size;
	if (sends) {
		SET(CURLOPT_UPLOAD, 1L);
		SET(CURLOPT_INFILESIZE_LARGE, size);
	}
	if (request->body != NULL) {
		SET(CURLOPT_READFUNCTION, give_body);
		SET(CURLOPT_READDATA, exchange);
		SET(CURLOPT_SEEKFUNCTION, begin_body_again);
		SET(CURLOPT_SEEKDATA, exchange);
	}
	if (sends || strcmp(request->method, "DELETE") == 0)
		SET(CURLOPT_CUSTOMREQUEST, request->method);
}

/* NULL: out of memory, what was there is freed. */
static struct curl_slist *
add_header(const struct http *http, struct curl_slist *list, const char *line)
{
	struct curl_slist *longer = http->curl->slist_append(list, line);

	if (longer == NULL)
		http->curl->slist_free_all(list);
	return longer;
}

static void
clear_headers(const struct http *http, struct curl_slist *headers)
{
	const struct curl_slist *at;

	for (at = headers; at != NULL; at = at->next)
		if (strncasecmp(at->data, "Authorization:", 14) == 0)
			explicit_bzero(at->data, strlen(at->data));
	http->curl->slist_free_all(headers);
}

/* curl waits for "100 Continue" before it sends a body, unless told not to: who
 * we are was settled before. */
static struct curl_slist *
make_headers(const struct http *http, const struct http_request *request)
{
	struct curl_slist *headers = add_header(http, NULL, "Expect:");
	const char *const *line;
	char *authorization = NULL;
	size_t size;

	for (line = request->headers; line != NULL && *line != NULL && headers != NULL; line++)
		headers = add_header(http, headers, *line);
	if (request->authorization == NULL || headers == NULL)
		return headers;
	size = strlen(request->authorization) + sizeof("Authorization: ");
	authorization = malloc(size);
	if (authorization == NULL) {
		http->curl->slist_free_all(headers);
		return NULL;
	}
	snprintf(authorization, size, "Authorization: %s", request->authorization);
	headers = add_header(http, headers, authorization);
	explicit_bzero(authorization, size);
	free(authorization);
	return headers;
}

static int
explain(struct exchange *exchange, CURLcode code, const char *words, struct error *err)
{
	const struct http *http = exchange->http;
	struct http_failure failure = {
	    exchange->request, code, words[0] != '\0' ? words : http->curl->easy_strerror(code), 0};

	if (exchange->failure.kind != ERROR_NONE) {
		*err = exchange->failure;
		return -1;
	}
	if (exchange->has_stalled) {
		exchange->response->transient = true;
		return error_set(err, ERROR_FAILED, "%s %.*s: the connection stood still for %u s",
		    exchange->request->method, (int)strcspn(exchange->request->url, "?"),
		    exchange->request->url, exchange->watch.patience);
	}
	http->curl->easy_getinfo(http->easy, CURLINFO_HTTP_CONNECTCODE, &failure.tunnel_status);
	return http_failure_explain(&failure, exchange->response, err);
}

int
http_perform(struct arena *arena, struct http *http, const struct http_request *request,
    struct http_response *ret_response, struct error *err)
{
	struct exchange exchange = {.arena = arena,
	    .http = http,
	    .request = request,
	    .response = ret_response,
	    .limit = request->limit == 0 ? BODY_LIMIT : request->limit};
	char words[CURL_ERROR_SIZE] = "";
	struct curl_slist *headers;
	CURLcode code;

	*ret_response = (struct http_response){.url = request->url, .content_length = UINT64_MAX};
	if (request->body != NULL && request->body->begin(request->body->context, err) != 0)
		return -1;
	headers = make_headers(http, request);
	if (headers == NULL)
		return error_set(err, ERROR_FAILED, "out of memory");
	http->curl->easy_reset(http->easy);
	set_options(http, &exchange);
	set_request(http, &exchange);
	SET(CURLOPT_ERRORBUFFER, words);
	SET(CURLOPT_HTTPHEADER, headers);
	code = http->curl->easy_perform(http->easy);
	SET(CURLOPT_HTTPHEADER, NULL);
	SET(CURLOPT_ERRORBUFFER, NULL);
	clear_headers(http, headers);
	/* a query may be signed, or be a token's */
	log_detail("%s %.*s: %d", request->method, (int)strcspn(request->url, "?"), request->url,
	    ret_response->status);
	return code == CURLE_OK || exchange.has_enough ? 0 : explain(&exchange, code, words, err);
}
