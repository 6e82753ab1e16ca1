#include "registry/authorization.h"

#include "base/json.h"
#include "base/log.h"
#include "base/scope.h"
#include "registry/challenge.h"
#include "registry/connection.h"
#include "registry/realm.h"
#include "registry/secret.h"

#include <stdlib.h>
#include <string.h>

enum { TOKEN_LIMIT = 256 << 10 };

/* A request to a token service. */
struct token_request {
	const char *url;
	char *authorization, *form; /* secrets, malloc'ed; NULL: none */
	size_t sent; /* bytes of the form */
};

static void
scope_token_request(struct token_request *request)
{
	secret_clear(&request->authorization);
	secret_clear(&request->form);
}

static int
begin_form(void *context, struct error *err UNUSED)
{
	((struct token_request *)context)->sent = 0;
	return 0;
}

static ssize_t
read_form(void *context, void *buffer, size_t size, struct error *err UNUSED)
{
	struct token_request *request = context;
	size_t left = strlen(request->form) - request->sent;

	if (size > left)
		size = left;
	memcpy(buffer, request->form + request->sent, size);
	request->sent += size;
	return (ssize_t)size;
}

static void
add_scope(struct arena *arena, struct text *query, const char *scope)
{
	text_printf(query, "%sscope=%s", query->length == 0 ? "" : "&", http_escape(arena, scope));
}

/* The token is for everything that this command may do here, whatever the
 * challenge asks for: so one token is enough. A login is for no repository.
 * Clause: Docker's "token scope documentation". */
static char *
make_query(struct arena *arena, struct registry *registry, const struct challenge *challenge)
{
	const char *here = arena_printf(arena, "repository:%s:", registry->repository);
	/* the actions for each right */
	static const char *const actions[] = {"pull", "pull,push", "delete,pull,push"};
	const char *scope = challenge->scope == NULL ? "" : challenge->scope;
	struct text query;
	size_t i;

	text_init(&query, arena);
	if (challenge->service != NULL)
		text_printf(&query, "service=%s", http_escape(arena, challenge->service));
	if (registry->repository[0] != '\0')
		add_scope(
		    arena, &query, arena_printf(arena, "%s%s", here, actions[registry->right]));
	pthread_mutex_lock(&registry->lock);
	for (i = 0; i < registry->sources.count; i++)
		add_scope(arena, &query,
		    arena_printf(arena, "repository:%s:pull", registry->sources.items[i]));
	pthread_mutex_unlock(&registry->lock);
	/* the challenge may ask for another repository or another kind of
	 * right, and registries name the right to delete differently */
	if (scope[0] != '\0' &&
	    (registry->right == REGISTRY_DELETE || !text_starts_with(scope, here)))
		add_scope(arena, &query, scope);
	return arena_strdup(arena, text_string(&query));
}

/* Over an unencrypted connection, everybody could read the token. */
static int
check_realm(const struct registry *registry, const struct challenge *challenge, struct error *err)
{
	if (challenge->realm != NULL &&
	    (text_starts_with(challenge->realm, "https://") ||
		(text_starts_with(challenge->realm, "http://") &&
		    strcmp(registry->scheme, "http") == 0)))
		return 0;
	return error_set(err, ERROR_REFUSED,
	    "the registry sends to \"%s\" for a token; mote goes to https:// addresses, and to http:// where "
	    "the registry itself speaks it",
	    challenge->realm == NULL ? "" : challenge->realm);
}

/* 1: the credential may be sent to the service. 0: the service does not belong
 * to the registry, and is asked without it. */
static int
may_send_credential(struct arena *arena, struct registry *registry,
    const struct challenge *challenge, struct error *err)
{
	struct credential *credential = &registry->credential;
	const struct realm realm = {
	    registry->endpoint, challenge->realm, &registry->access->realms};
	const char *host, *why;

	if (credential->password == NULL && credential->identity_token == NULL)
		return 0;
	if (realm_is_of_registry(arena, &realm, &host))
		return 1;
	why = arena_printf(arena,
	    "the registry sends to \"%s\" for a token, which is another's host: the credential of %s "
	    "does not go there without --realm %s",
	    challenge->realm, credential->source, host);
	if (registry->is_login || registry->right != REGISTRY_PULL)
		return error_set(err, ERROR_REFUSED, "%s", why);
	if (credential->trouble == NULL) {
		log_note("%s: %s; the request is sent without credentials", registry->name, why);
		credential->trouble = secret_copy(why, strlen(why));
	}
	return 0;
}

/* A malloc'ed text of two, for secrets. */
static char *
join(const char *head, const char *secret)
{
	SCOPED(secrets) struct arena secrets = {0};
	const char *both = arena_printf(&secrets, "%s%s", head, secret);

	return secret_copy(both, strlen(both));
}

static int
make_request(struct arena *arena, struct registry *registry, const struct challenge *challenge,
    struct token_request *request, struct error *err)
{
	const struct credential *credential = &registry->credential;
	const char *query = make_query(arena, registry, challenge);
	int sends;

	if (check_realm(registry, challenge, err) != 0)
		return -1;
	sends = may_send_credential(arena, registry, challenge, err);
	if (sends < 0)
		return -1;
	if (sends == 0 || credential->identity_token == NULL) {
		request->url = arena_printf(arena, "%s%s%s", challenge->realm,
		    strchr(challenge->realm, '?') == NULL ? "?" : "&", query);
		if (sends == 0 || credential->password == NULL)
			return 0;
		request->authorization = credential_basic(credential, err);
		return request->authorization == NULL ? -1 : 0;
	}
	/* Docker's "OAuth2 token", "POST token" */
	request->url = challenge->realm;
	request->form = join(
	    arena_printf(arena, "grant_type=refresh_token&client_id=mote&%s&refresh_token=", query),
	    http_escape(arena, credential->identity_token));
	return 0;
}

static int
send_request(struct arena *arena, struct registry *registry, struct token_request *request,
    struct http_response *response, struct error *err)
{
	static const char *const form_header[] = {
	    "Content-Type: application/x-www-form-urlencoded", NULL};
	struct http_body body = {begin_form, read_form, request, 0};
	struct http_request sent = {.method = "GET",
	    .url = request->url,
	    .authorization = request->authorization,
	    .limit = TOKEN_LIMIT};
	struct retry retry = retry_new(registry->access);
	int status, again;

	if (request->form != NULL) {
		body.size = strlen(request->form);
		sent.method = "POST";
		sent.headers = form_header;
		sent.body = &body;
	}
	do {
		struct http *http = connection_borrow(registry, request->url, err);

		if (http == NULL)
			return -1;
		status = http_perform(arena, http, &sent, response, err);
		connection_return(registry, request->url, http);
		again = status == 0 && response->status == 200
		    ? 0
		    : retry_wait(&retry, response, status == 0 ? "" : err->text, err);
	} while (again > 0);
	return again < 0 ? -1 : status;
}

/* The token of the answer as an authorization. */
static char *
read_token(const struct http_response *response, struct error *err)
{
	SCOPED(json)
	json_t *json = json_parse(
	    text_string(&response->body), response->body.length, "the token service's answer", err);
	const char *token = json_string_value(json_object_get(json, "token"));

	if (token == NULL)
		token = json_string_value(json_object_get(json, "access_token"));
	if (json != NULL && token != NULL && token[0] != '\0' && strpbrk(token, "\r\n") == NULL)
		return join("Bearer ", token);
	if (json != NULL)
		error_set(err, ERROR_FAILED, "the token service's answer holds no token");
	return NULL;
}

const char *
authorization_failure(struct arena *arena, const struct registry *registry)
{
	return registry->credential.trouble == NULL
	    ? ""
	    : arena_printf(arena, "; %s", registry->credential.trouble);
}

static char *
fetch_token(struct registry *registry, const struct challenge *challenge, struct error *err)
{
	SCOPED(secrets) struct arena arena = {0};
	SCOPED(token_request) struct token_request request = {0};
	struct http_response response;

	if (make_request(&arena, registry, challenge, &request, err) != 0)
		return NULL;
	if (send_request(&arena, registry, &request, &response, err) != 0) {
		error_fill_wrap(err, "asking \"%s\" for a token", challenge->realm);
		return NULL;
	}
	if (response.status == 200)
		return read_token(&response, err);
	if ((response.status == 401 || response.status == 403 || response.status == 400) &&
	    registry->credential.source != NULL && registry->credential.trouble == NULL)
		error_set(err, ERROR_FAILED,
		    "the token service \"%s\" answers %d to the credential of %s; \"mote login %s\" stores another",
		    challenge->realm, response.status, registry->credential.source, registry->host);
	else
		error_set(err, ERROR_FAILED, "the token service \"%s\" answers %d%s%s",
		    challenge->realm, response.status,
		    registry->credential.source == NULL && response.status == 401
			? "; it wants a credential, which \"mote login\" stores"
			: "",
		    authorization_failure(&arena, registry));
	return NULL;
}

/* An authorization, malloc'ed; NULL with `err`. */
static char *
answer(struct arena *arena, struct registry *registry, const struct challenge *challenge,
    struct error *err)
{
	const struct credential *credential = &registry->credential;

	if (challenge->kind == CHALLENGE_BEARER)
		return credential->registry_token != NULL
		    ? join("Bearer ", credential->registry_token)
		    : fetch_token(registry, challenge, err);
	if (challenge->kind == CHALLENGE_BASIC && credential->password != NULL)
		return credential_basic(credential, err);
	if (challenge->kind == CHALLENGE_BASIC)
		error_set(err, ERROR_FAILED,
		    "the registry wants a user and a password; \"mote login %s\" stores them%s",
		    registry->host, authorization_failure(arena, registry));
	else
		error_set(err, ERROR_FAILED,
		    "the registry demands an authorization that mote does not support; mote supports Basic and Bearer");
	return NULL;
}

/* Helpers are children, which one thread at a time may wait for: a copy from
 * registry to registry looks for two credentials. */
static int
look_for_credential(struct arena *arena, struct registry *registry, struct error *err)
{
	static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
	int status = 0;

	if (registry->has_looked)
		return 0;
	pthread_mutex_lock(&one_at_a_time);
	status = credential_find(
	    arena, registry->host, registry->repository, &registry->credential, err);
	pthread_mutex_unlock(&one_at_a_time);
	registry->has_looked = status == 0;
	return status;
}

static int
renew(struct arena *arena, struct registry *registry, const struct text_list *challenges,
    struct error *err)
{
	struct challenge challenge;
	char *authorization;

	if (challenge_choose(arena, challenges, &challenge, err) != 0)
		return -1;
	if (look_for_credential(arena, registry, err) != 0)
		return -1;
	authorization = answer(arena, registry, &challenge, err);
	if (authorization == NULL)
		return -1;
	pthread_mutex_lock(&registry->lock);
	/* Basic again after Basic was refused: nothing new to say */
	if (registry->authorization != NULL &&
	    strcmp(registry->authorization, authorization) == 0) {
		pthread_mutex_unlock(&registry->lock);
		secret_clear(&authorization);
		return error_set(err, ERROR_FAILED,
		    "the registry refuses the credential of %s; \"mote login %s\" stores another",
		    registry->credential.source == NULL ? "nobody" : registry->credential.source,
		    registry->host);
	}
	secret_clear(&registry->authorization);
	registry->authorization = authorization;
	registry->generation++;
	pthread_mutex_unlock(&registry->lock);
	return 0;
}

int
authorization_renew(struct arena *arena, struct registry *registry, unsigned generation,
    const struct text_list *challenges, struct error *err)
{
	bool is_new;
	int status = 0;

	pthread_mutex_lock(&registry->renewal);
	pthread_mutex_lock(&registry->lock);
	is_new = registry->generation != generation;
	pthread_mutex_unlock(&registry->lock);
	if (!is_new)
		status = renew(arena, registry, challenges, err);
	pthread_mutex_unlock(&registry->renewal);
	return status;
}
