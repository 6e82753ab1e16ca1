#include "base/clock.h"
#include "base/scope.h"
#include "http/download_part.h"
#include "http/retry.h"

#include <string.h>

enum { MOST_REDIRECTS = 10, TRIES_AGAIN = 3 };

static const struct registry_access patient = {.retries = TRIES_AGAIN, .has_retries = true};

/* One address that is asked for the rest of the file. */
struct source {
	struct download_part *part;
	struct http *http;
	const char *address; /* without the login */
	const char *login; /* "user:password"; NULL: none */
	const char *validator; /* of the answer that gave the part; NULL: none */
	struct http_response response;
	bool has_begun; /* the answer at hand was looked at */
	bool has_earlier; /* a part that another place or run has given */
};

/* A server may give all where the rest was asked for.
 * Clause: RFC 9110, section 14.2 "Range" and 15.3.7 "206 Partial Content". */
static int
begin(struct source *source, struct error *err)
{
	const struct http_response *response = &source->response;
	struct download_part *part = source->part;
	char start[32];

	if (response->status == 200 && part->offset > 0 && download_part_clear(part, err) != 0)
		return -1;
	if (response->status == 200)
		source->has_earlier = false;
	snprintf(start, sizeof(start), "bytes %llu-", (unsigned long long)part->offset);
	if (response->status == 206 &&
	    (response->content_range == NULL || !text_starts_with(response->content_range, start)))
		return error_set(err, ERROR_FAILED,
		    "asked for the bytes from %llu on, it gives \"%s\"",
		    (unsigned long long)part->offset,
		    response->content_range == NULL ? "" : response->content_range);
	/* an answer that says that it is too long is believed */
	if (response->content_length != UINT64_MAX) {
		part->total = part->offset + response->content_length;
		if (part->offset > part->wanted->limit ||
		    response->content_length > part->wanted->limit - part->offset)
			return error_set(err, ERROR_FAILED,
			    "it has more than %llu bytes, the most that are taken of it",
			    (unsigned long long)part->wanted->limit);
	}
	/* Clause: RFC 9110, section 8.8.3.2: a weak one is no proof */
	source->validator = response->etag != NULL && !text_starts_with(response->etag, "W/")
	    ? response->etag
	    : NULL;
	source->has_begun = true;
	return 0;
}

static int
take(void *context, const void *bytes, size_t size, struct error *err)
{
	struct source *source = context;

	if (!source->has_begun && begin(source, err) != 0)
		return -1;
	return download_part_add(source->part, bytes, size, err);
}

/* One request, and those that redirects lead to. */
static int
ask(struct arena *arena, struct source *source, struct error *err)
{
	const char *headers[3] = {NULL};
	struct http_request request = {.method = "GET",
	    .url = source->address,
	    .headers = headers,
	    .take = take,
	    .take_context = source,
	    .is_idempotent = true};
	unsigned count;

	if (source->part->offset > 0)
		headers[0] = arena_printf(
		    arena, "Range: bytes=%llu-", (unsigned long long)source->part->offset);
	if (source->part->offset > 0 && source->validator != NULL &&
	    source->part->wanted->sha256 == NULL)
		headers[1] = arena_printf(arena, "If-Range: %s", source->validator);
	source->has_begun = false;
	for (count = 0; count <= MOST_REDIRECTS; count++) {
		bool is_own = http_same_origin(source->address, request.url);

		request.login = is_own ? source->login : NULL;
		if (http_perform(arena, source->http, &request, &source->response, err) != 0)
			return -1;
		if (source->response.location == NULL || source->response.status / 100 != 3)
			return 0;
		request.url = http_resolve(arena, request.url, source->response.location, err);
		if (request.url == NULL)
			return -1;
		if (text_starts_with(source->address, "https:") &&
		    !text_starts_with(request.url, "https:"))
			return error_set(err, ERROR_REFUSED,
			    "it leads from HTTPS to plain HTTP, \"%s\"; that is not followed",
			    request.url);
	}
	return error_set(
	    err, ERROR_FAILED, "it leads in circles: more than %d redirects", MOST_REDIRECTS);
}

static int
refusal(const struct http_response *response, struct error *err)
{
	const char *remedy = "";

	if (response->status == 401)
		remedy = "; an address may name a user, as in https://USER:PASSWORD@HOST";
	else if (response->status == 407)
		remedy = "; " HTTP_PROXY_REMEDY;
	return error_set(err,
	    response->status == 404 || response->status == 410 ? ERROR_NOT_FOUND : ERROR_FAILED,
	    "the answer is %d%s", response->status, remedy);
}

/* 1: all of it is here, 0: a part of it may be, -1: an error that no second try
 * changes. */
static int
get_rest(struct arena *arena, struct source *source, struct error *err)
{
	struct http_response *response = &source->response;
	struct download_part *part = source->part;

	/* without a proof that the file is the same still, it begins again */
	if (part->offset > 0 && part->wanted->sha256 == NULL && source->validator == NULL &&
	    download_part_clear(part, err) != 0)
		return -1;
	if (ask(arena, source, err) != 0) {
		if (error_if_stopped(err) != 0)
			part->own_fault = true;
		return !part->own_fault && retry_is_worth(response) ? 0 : -1;
	}
	/* an empty file has no byte that `take` would be called for */
	if (response->status == 200 || response->status == 206)
		return source->has_begun || begin(source, err) == 0 ? 1 : -1;
	/* the part is all, or more than it has: the SHA-256 tells */
	if (response->status == 416 && part->offset > 0 && part->wanted->sha256 != NULL)
		return 1;
	refusal(response, err);
	return retry_is_worth(response) ? 0 : -1;
}

static int
get(struct arena *arena, struct source *source, struct error *err)
{
	struct retry retry = retry_new(&patient);
	uint64_t farthest = source->part->offset;
	int status, again = 1;

	for (;;) {
		status = get_rest(arena, source, err);
		if (status != 0)
			return status < 0 ? -1 : 0;
		if (source->part->offset >= farthest + RETRY_PROGRESS) {
			farthest = source->part->offset;
			retry = retry_new(&patient);
		}
		again = retry_wait(&retry, &source->response, err->text, err);
		if (again < 0)
			source->part->own_fault = true;
		if (again <= 0)
			return -1;
	}
}

/* A part that another place or an earlier run gave may be one of other bytes:
 * then all is fetched once more, from this place alone. */
static int
get_right(struct arena *arena, struct source *source, struct error *err)
{
	struct download_part *part = source->part;
	bool again = true;
	int status = 0;

	while (again) {
		source->has_earlier = part->offset > 0;
		if (get(arena, source, err) != 0)
			return -1;
		again = source->has_earlier;
		status = download_part_finish(part, err);
		if (status != 0)
			return status;
		part->begun = clock_seconds();
	}
	return status;
}

int
download_from_address(
    struct arena *arena, struct download_part *part, const char *address, struct error *err)
{
	const struct http_options options = {0};
	struct source source = {.part = part};
	SCOPED(http) struct http *http = http_new(&options, err);
	int status;

	if (http == NULL) {
		part->own_fault = true;
		return -1;
	}
	source.http = http;
	source.address = http_without_login(arena, address, &source.login, err);
	if (source.address == NULL)
		return 0;
	status = get_right(arena, &source, err);
	if (status > 0 || part->own_fault)
		return status;
	/* libcurl's errors name the address */
	if (strstr(err->text, source.address) == NULL)
		error_wrap(err, "\"%s\"", source.address);
	return 0;
}
