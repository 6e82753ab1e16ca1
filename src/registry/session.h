#ifndef REGISTRY_SESSION_H
#define REGISTRY_SESSION_H

#include "registry/credential.h"
#include "registry/mounts.h"
#include "registry/registry.h"
#include "registry/retry.h"

#include <pthread.h>

/*
 * The state of one registry, which all its requests share: connections, the
 * scheme, the authorization. session_exchange sends a request until there is an
 * answer: with the other scheme, with a token, after a redirect, or as a retry.
 * Only files of this room include this header:
 *
 *	registry.c, login.c, registry_*.c	open and close; the requests of the protocol
 *	session.c				one request until there is an answer
 *	authorization.c				answers challenges, fetches tokens
 *	connection.c				lends connections
 *	http.c					one request through libcurl
 */
struct connection;

struct registry {
	const struct registry_access *access; /* never NULL */
	const char
	    *name; /* for errors: "localhost:5000/team/hello", of no repository "localhost:5000" */
	const char *host; /* as credentials know it: "docker.io" */
	const char *endpoint; /* as it is reached: "registry-1.docker.io" */
	const char *repository;
	enum registry_right right;
	pthread_mutex_t lock; /* of what follows */
	struct arena arena; /* of `mounts` and `sources` */
	struct mounts mounts; /* that may be */
	struct text_list
	    sources; /* repositories that blobs were to be mounted from: a token is for them too */
	/* the cache's list of what was pushed where has been read into
	 * `mounts`: when the first blob was to be sent */
	bool has_mounts;
	bool mounts_refused; /* the registry said no to one: no other is tried */
	struct connection *idle;
	const char *scheme, *other_scheme; /* other: NULL once it is settled */
	unsigned requests;
	size_t listed; /* bytes of the lists that were read */
	char *authorization; /* a secret, malloc'ed; NULL: none yet */
	unsigned generation; /* of the authorization */
	pthread_mutex_t renewal; /* held while a token is fetched, of what follows */
	struct credential credential;
	bool has_looked; /* for the credential */
	bool is_login; /* a login: without its credential no request is made */
};

struct session_request {
	const char *method;
	const char *path; /* "/v2/...", at the registry */
	const char *url; /* instead: anywhere, as from a Location */
	const char *const *headers;
	const struct http_body *body;
	int (*take)(void *context, const void *bytes, size_t size, struct error *err);
	void *take_context;
	size_t limit;
	bool is_idempotent; /* as in struct http_request */
	bool once; /* no retry: the caller must do something before it */
};

/* 0: an answer of whatever status, after redirects and the tries that it was
 * worth; its `url` is where it came from. */
int session_exchange(struct arena *arena, struct registry *registry,
    const struct session_request *request, struct http_response *ret_response,
    struct error *err) MUST_CHECK;

/* Counts the bytes of a list (of tags, of referrers) that was read; fails where
 * all lists of this run are too long. A list has pages without end if the
 * registry likes. */
int session_spend_list(struct registry *registry, size_t bytes, struct error *err) MUST_CHECK;

/* The registry's refusal as an error: "cannot VERB THING: ...". 404 is
 * ERROR_NOT_FOUND. */
int session_refusal(struct arena *arena, const struct registry *registry, const char *what,
    const struct http_response *response, struct error *err);

/* The repository from which the blob can be mounted; later tokens are for it
 * too. NULL: none. */
const char *session_mount_source(struct registry *registry, const struct digest *digest);
void session_refuse_mounts(struct registry *registry);

#endif
