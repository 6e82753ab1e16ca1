#include "registry/session.h"

#include "base/json.h"
#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "registry/certificates.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_REDIRECTS = 10, MOST_RENEWALS = 2, MESSAGE_LENGTH = 300, JOBS = 4 };

/* The host of "host:port" or "[v6]:port". */
static char *
host_alone(struct arena *arena, const char *endpoint)
{
	if (endpoint[0] == '[')
		return arena_copy(arena, endpoint + 1, strcspn(endpoint + 1, "]"));
	return arena_copy(arena, endpoint, strcspn(endpoint, ":"));
}

/* This machine, or a network that no stranger is in. */
static bool
is_near(const char *host)
{
	unsigned char v4[4], v6[16];
	static const unsigned char self[16] = {[15] = 1};

	if (strcmp(host, "localhost") == 0 || text_ends_with(host, ".localhost"))
		return true;
	if (inet_pton(AF_INET, host, v4) == 1)
		return v4[0] == 127 || v4[0] == 10 || (v4[0] == 172 && (v4[1] & 0xf0) == 16) ||
		    (v4[0] == 192 && v4[1] == 168);
	if (inet_pton(AF_INET6, host, v6) == 1)
		return memcmp(v6, self, sizeof(self)) == 0 || (v6[0] & 0xfe) == 0xfc;
	return false;
}

static bool
is_insecure(const struct registry *registry, struct arena *arena, const char *endpoint)
{
	return text_list_has(&registry->access->insecure, endpoint) ||
	    text_list_has(&registry->access->insecure, host_alone(arena, endpoint));
}

/* Which scheme is tried first, and which then, if any. */
static int
choose_scheme(struct arena *arena, struct registry *registry, struct error *err)
{
	struct certificates certificates = {0};

	registry->scheme = "https";
	if (certificates_find(arena, registry->endpoint, &certificates, err) != 0)
		return -1;
	if (is_insecure(registry, arena, registry->endpoint)) {
		registry->other_scheme = "http";
	} else if (is_near(host_alone(arena, registry->endpoint)) &&
	    registry->access->authorities == NULL && certificates.authorities == NULL) {
		registry->scheme = "http";
		registry->other_scheme = "https";
	}
	return 0;
}

struct registry *
registry_open(struct arena *arena, const struct reference *reference, enum registry_right right,
    struct error *err)
{
	static const struct registry_access defaults = {0};
	const char *slash = strchr(reference->path, '/');
	struct registry *registry = arena_alloc(arena, sizeof(*registry));

	registry->access = reference->access == NULL ? &defaults : reference->access;
	registry->host = arena_copy(arena, reference->path, (size_t)(slash - reference->path));
	registry->name = slash[1] == '\0' ? registry->host : reference->path;
	registry->endpoint =
	    strcmp(registry->host, "docker.io") == 0 ? "registry-1.docker.io" : registry->host;
	registry->repository = slash + 1;
	registry->right = right;
	pthread_mutex_init(&registry->lock, NULL);
	pthread_mutex_init(&registry->renewal, NULL);
	return choose_scheme(arena, registry, err) == 0 ? registry : NULL;
}

void
registry_close(struct registry *registry)
{
	if (registry == NULL)
		return;
	while (registry->idle != NULL) {
		struct session_connection *connection = registry->idle;

		registry->idle = connection->next;
		http_free(connection->http);
		free(connection->origin);
		free(connection);
	}
	arena_release(&registry->own);
	credential_clear(&registry->credential);
	credential_clear_text(&registry->authorization);
	pthread_mutex_destroy(&registry->lock);
	pthread_mutex_destroy(&registry->renewal);
}

void
scope_registry(struct registry **registry)
{
	registry_close(*registry);
}

const char *
session_mount_source(struct registry *registry, const struct digest *digest)
{
	const char *source = NULL;

	pthread_mutex_lock(&registry->lock);
	if (!registry->has_mounts)
		mounts_read(&registry->own, registry->host, &registry->mounts);
	registry->has_mounts = true;
	if (!registry->mounts_refused)
		source = mounts_find(&registry->mounts, digest, registry->repository);
	if (source != NULL && !text_list_has(&registry->sources, source))
		text_list_add(&registry->sources, &registry->own, source);
	pthread_mutex_unlock(&registry->lock);
	return source;
}

void
session_refuse_mounts(struct registry *registry)
{
	pthread_mutex_lock(&registry->lock);
	registry->mounts_refused = true;
	pthread_mutex_unlock(&registry->lock);
}

void
registry_note_blobs(const struct registry *registry, const struct descriptor *blobs, size_t count)
{
	mounts_note(registry->host, registry->repository, blobs, count);
}

unsigned
registry_jobs(const struct registry *registry)
{
	return registry->access->jobs == 0 ? JOBS : registry->access->jobs;
}

unsigned
registry_requests(const struct registry *registry)
{
	return registry->requests;
}

/* "https://host:port" of a URL. */
static char *
origin_of(const char *url)
{
	const char *host = strstr(url, "://");
	size_t length =
	    host == NULL ? strlen(url) : (size_t)(host + 3 - url) + strcspn(host + 3, "/?#");

	return strndup(url, length);
}

static struct http *
open_connection(struct registry *registry, const char *origin, struct error *err)
{
	struct arena arena = {0};
	const char *endpoint = strstr(origin, "://") + 3;
	struct certificates certificates = {0}, own = {0};
	struct http_options options = {.access = registry->access};
	struct http *http = NULL;

	/* whom the registry's folder trusts may also certify its token service, as docker has it */
	if (certificates_find(&arena, endpoint, &certificates, err) == 0 &&
	    certificates_find(&arena, registry->endpoint, &own, err) == 0) {
		options.insecure = is_insecure(registry, &arena, endpoint);
		options.authorities =
		    certificates.folder == NULL ? own.authorities : certificates.authorities;
		options.certificate = certificates.certificate;
		options.key = certificates.key;
		http = http_new(&options, err);
	}
	arena_release(&arena);
	return http;
}

struct http *
session_borrow(struct registry *registry, const char *url, struct error *err)
{
	SCOPED(heap) char *origin = origin_of(url);
	struct session_connection **at, *found = NULL;
	struct http *http;

	if (origin == NULL || strstr(origin, "://") == NULL) {
		error_set(err, ERROR_FAILED, "\"%s\" is no address of HTTP", url);
		return NULL;
	}
	pthread_mutex_lock(&registry->lock);
	for (at = &registry->idle; *at != NULL && strcmp((*at)->origin, origin) != 0;)
		at = &(*at)->next;
	found = *at;
	if (found != NULL)
		*at = found->next;
	registry->requests++;
	pthread_mutex_unlock(&registry->lock);
	if (found == NULL)
		return open_connection(registry, origin, err);
	http = found->http;
	free(found->origin);
	free(found);
	return http;
}

void
session_return(struct registry *registry, const char *url, struct http *http)
{
	struct session_connection *connection = calloc(1, sizeof(*connection));
	char *origin = origin_of(url);

	if (connection == NULL || origin == NULL) {
		free(connection);
		free(origin);
		http_free(http);
		return;
	}
	connection->http = http;
	connection->origin = origin;
	pthread_mutex_lock(&registry->lock);
	connection->next = registry->idle;
	registry->idle = connection;
	pthread_mutex_unlock(&registry->lock);
}

/* Where a request stands. */
struct attempt {
	struct arena *arena;
	struct registry *registry;
	const struct session_request *request;
	const char *url;
	const char *scheme; /* of the registry when it was begun */
	unsigned generation; /* of the authorization that it was sent with */
	struct http_response *response;
};

/* Whether the request goes to the registry itself, and not to where it sent us. */
static bool
is_own(const struct attempt *attempt)
{
	const char *base =
	    arena_printf(attempt->arena, "%s://%s/", attempt->scheme, attempt->registry->endpoint);

	return http_same_origin(base, attempt->url);
}

/* A copy that the caller clears; NULL: none, or this URL is not the registry's. */
static char *
authorization_for(struct attempt *attempt)
{
	struct registry *registry = attempt->registry;
	char *copy = NULL;

	pthread_mutex_lock(&registry->lock);
	attempt->generation = registry->generation;
	if (registry->authorization != NULL && is_own(attempt))
		copy = strdup(registry->authorization);
	pthread_mutex_unlock(&registry->lock);
	return copy;
}

static int
send_once(struct attempt *attempt, struct error *err)
{
	const struct session_request *request = attempt->request;
	struct http_request sent = {request->method, attempt->url, NULL, request->headers,
	    request->body, request->take, request->take_context, request->limit,
	    request->is_idempotent};
	struct http *http = session_borrow(attempt->registry, attempt->url, err);
	char *authorization;
	int status;

	if (http == NULL)
		return -1;
	authorization = authorization_for(attempt);
	sent.authorization = authorization;
	status = http_perform(attempt->arena, http, &sent, attempt->response, err);
	credential_clear_text(&authorization);
	session_return(attempt->registry, attempt->url, http);
	return status;
}

static bool
is_redirect(const struct session_request *request, const struct http_response *response)
{
	bool reads = strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;

	if (response->location == NULL)
		return false;
	return response->status == 307 || response->status == 308 ||
	    (reads && response->status >= 301 && response->status <= 303);
}

/* RFC 9110, section 15.4. What was asked for safely is not fetched over a line that everybody reads. */
static int
follow(struct attempt *attempt, struct error *err)
{
	const char *from = attempt->url;
	unsigned count;

	for (count = 0; send_once(attempt, err) == 0; count++) {
		if (!is_redirect(attempt->request, attempt->response))
			return 0;
		if (count == MOST_REDIRECTS)
			return error_set(err, ERROR_FAILED,
			    "\"%s\" leads in circles: more than %d redirects", from,
			    MOST_REDIRECTS);
		attempt->url =
		    http_resolve(attempt->arena, attempt->url, attempt->response->location, err);
		if (attempt->url == NULL)
			return -1;
		if (text_starts_with(from, "https:") && !text_starts_with(attempt->url, "https:"))
			return error_set(err, ERROR_REFUSED,
			    "\"%s\" leads from HTTPS to plain HTTP, \"%s\"; that is not followed",
			    from, attempt->url);
	}
	return -1;
}

/* Whether the first answer shows that the registry speaks the other scheme. A handshake that was
 * cut does not show it: an attacker who cuts it would then get credentials in plain text. */
static bool
speaks_other_scheme(const struct attempt *attempt, int status)
{
	const struct http_response *response = attempt->response;

	if (strcmp(attempt->scheme, "http") == 0)
		return status == 0 && response->status == 400 &&
		    (strcmp(attempt->request->method, "HEAD") == 0 ||
			(response->body.length > 0 &&
			    strstr(text_string(&response->body), "HTTPS") != NULL));
	return status != 0 && response->status == 0 && (response->spoke_plain || response->refused);
}

/* True: the request is to be sent again, by the other scheme. */
static bool
settle_scheme(struct attempt *attempt, int status)
{
	struct registry *registry = attempt->registry;
	bool again = false;

	if (attempt->request->path == NULL)
		return false;
	pthread_mutex_lock(&registry->lock);
	if (registry->scheme != attempt->scheme) {
		again = speaks_other_scheme(attempt, status);
	} else if (registry->other_scheme != NULL && speaks_other_scheme(attempt, status)) {
		registry->scheme = registry->other_scheme;
		registry->other_scheme = NULL;
		again = true;
	} else if (status == 0) {
		registry->other_scheme = NULL;
	}
	pthread_mutex_unlock(&registry->lock);
	return again;
}

static void
aim(struct attempt *attempt)
{
	struct registry *registry = attempt->registry;

	pthread_mutex_lock(&registry->lock);
	attempt->scheme = registry->scheme;
	pthread_mutex_unlock(&registry->lock);
	attempt->url = attempt->request->url != NULL
	    ? attempt->request->url
	    : arena_printf(attempt->arena, "%s://%s%s", attempt->scheme, registry->endpoint,
		  attempt->request->path);
}

int
session_exchange(struct arena *arena, struct registry *registry,
    const struct session_request *request, struct http_response *ret_response, struct error *err)
{
	struct attempt attempt = {
	    .arena = arena, .registry = registry, .request = request, .response = ret_response};
	struct retry retry = retry_new(registry->access);
	unsigned renewals = 0;
	int status, again = 0;

	for (;;) {
		aim(&attempt);
		status = follow(&attempt, err);
		if (settle_scheme(&attempt, status))
			continue;
		/* who else wants to know who asks, behind a redirect, is not told */
		if (status == 0 && ret_response->status == 401 && is_own(&attempt) &&
		    renewals++ < MOST_RENEWALS) {
			if (session_authorize(arena, registry, attempt.generation,
				&ret_response->challenges, err) != 0)
				return error_wrap(err, "%s", registry->name);
			continue;
		}
		if (!request->once)
			again = retry_wait(&retry, ret_response, status == 0 ? "" : err->text, err);
		if (again <= 0)
			break;
	}
	if (again < 0)
		status = -1;
	if (status == 0 || text_starts_with(err->text, registry->name))
		return status;
	return error_wrap(err, "%s", registry->name);
}

/* "DENIED: requested access to the resource is denied" of the registry's words, "" when it has none.
 * Clause: distribution-spec 1.1, "Error Codes". */
static const char *
registry_words(struct arena *arena, const struct http_response *response)
{
	struct error ignored;
	SCOPED(json) json_t *json = NULL;
	const json_t *first;
	const char *code, *message;

	if (response->body.length == 0)
		return "";
	json = json_parse(text_string(&response->body), response->body.length, "answer", &ignored);
	first = json_array_get(json_object_get(json, "errors"), 0);
	code = json_get_text(arena, first, "code");
	message = json_get_text(arena, first, "message");
	if (code == NULL && message == NULL)
		return "";
	return arena_printf(arena, " (%s%s%.*s)", code == NULL ? "" : code,
	    code == NULL || message == NULL ? "" : ": ", MESSAGE_LENGTH,
	    message == NULL ? "" : message);
}

const char *
session_trouble(struct arena *arena, const struct registry *registry)
{
	return registry->credential.trouble == NULL
	    ? ""
	    : arena_printf(arena, "; %s", registry->credential.trouble);
}

int
session_spend_list(struct registry *registry, size_t bytes, struct error *err)
{
	enum { MOST = 64 << 20 };

	registry->listed += bytes;
	if (registry->listed <= MOST)
		return 0;
	return error_set(err, ERROR_FAILED,
	    "%s: the registry's lists have more than %d bytes, the most that mote reads of them",
	    registry->name, MOST);
}

int
session_refusal(struct arena *arena, const struct registry *registry, const char *what,
    const struct http_response *response, struct error *err)
{
	const char *words = registry_words(arena, response);
	const char *remedy = "", *who = "registry";

	if (response->status == 407) {
		who = "proxy";
		remedy = "; " HTTP_PROXY_REMEDY;
	}
	if (response->status == 401)
		remedy =
		    arena_printf(arena, "; \"mote login %s\" stores a credential", registry->host);
	if (response->status == 403)
		remedy = registry->right != REGISTRY_PULL
		    ? "; who is logged in may not write there, or nobody is logged in"
		    : "; who is logged in may not read there, or nobody is logged in";
	if (response->status == 401 || response->status == 403)
		remedy = arena_printf(arena, "%s%s", remedy, session_trouble(arena, registry));
	if (response->status == 413)
		remedy = "; something before the registry lets no such big body through";
	return error_set(err, response->status == 404 ? ERROR_NOT_FOUND : ERROR_FAILED,
	    "%s: cannot %s: the %s answers %d%s%s", registry->name, what, who, response->status,
	    words, remedy);
}
