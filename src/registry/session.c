#include "registry/session.h"

#include "base/json.h"
#include "base/log.h"
#include "base/scope.h"
#include "registry/authorization.h"
#include "registry/connection.h"
#include "registry/secret.h"

#include <string.h>

enum { MOST_REDIRECTS = 10, MOST_RENEWALS = 2, MESSAGE_LENGTH = 300 };

struct attempt {
	struct arena *arena;
	struct registry *registry;
	const struct session_request *request;
	const char *url;
	const char *scheme; /* of the registry when it was begun */
	unsigned generation; /* of the authorization that it was sent with */
	struct http_response *response;
};

/* Whether the request goes to the registry itself, and not to where it sent
 * us. */
static bool
is_to_registry(const struct attempt *attempt)
{
	const char *base =
	    arena_printf(attempt->arena, "%s://%s/", attempt->scheme, attempt->registry->endpoint);

	return http_same_origin(base, attempt->url);
}

/* A copy that the caller clears; NULL: none, or this URL is not the
 * registry's. */
static char *
authorization_for(struct attempt *attempt)
{
	struct registry *registry = attempt->registry;
	char *copy = NULL;

	pthread_mutex_lock(&registry->lock);
	attempt->generation = registry->generation;
	if (registry->authorization != NULL && is_to_registry(attempt))
		copy = strdup(registry->authorization);
	pthread_mutex_unlock(&registry->lock);
	return copy;
}

static int
send_once(struct attempt *attempt, struct error *err)
{
	const struct session_request *request = attempt->request;
	struct http_request sent = {.method = request->method,
	    .url = attempt->url,
	    .headers = request->headers,
	    .body = request->body,
	    .take = request->take,
	    .take_context = request->take_context,
	    .limit = request->limit,
	    .is_idempotent = request->is_idempotent};
	struct http *http = connection_borrow(attempt->registry, attempt->url, err);
	char *authorization;
	int status;

	if (http == NULL)
		return -1;
	authorization = authorization_for(attempt);
	sent.authorization = authorization;
	status = http_perform(attempt->arena, http, &sent, attempt->response, err);
	secret_clear(&authorization);
	connection_return(attempt->registry, attempt->url, http);
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

/* RFC 9110, section 15.4. What was asked for safely is not fetched over a line
 * that everybody reads. */
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

/* Whether the first answer shows that the registry speaks the other scheme. A
 * handshake that was cut does not show it: an attacker who cuts it would then
 * get credentials in plain text. */
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
		/* never send credentials to a host that a redirect leads to */
		if (status == 0 && ret_response->status == 401 && is_to_registry(&attempt) &&
		    renewals++ < MOST_RENEWALS) {
			if (authorization_renew(arena, registry, attempt.generation,
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

/* "DENIED: requested access to the resource is denied" of the registry's words,
 * "" when it has none. Clause: distribution-spec 1.1, "Error Codes". */
static const char *
registry_message(struct arena *arena, const struct http_response *response)
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
	const char *message = registry_message(arena, response);
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
		    ? "; the logged-in user may not write there, or no user is logged in"
		    : "; the logged-in user may not read there, or no user is logged in";
	if (response->status == 401 || response->status == 403)
		remedy =
		    arena_printf(arena, "%s%s", remedy, authorization_failure(arena, registry));
	if (response->status == 413)
		remedy = "; a server before the registry refuses a body of this size";
	return error_set(err, response->status == 404 ? ERROR_NOT_FOUND : ERROR_FAILED,
	    "%s: cannot %s: the %s answers %d%s%s", registry->name, what, who, response->status,
	    message, remedy);
}
