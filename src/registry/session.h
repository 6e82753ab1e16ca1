#ifndef REGISTRY_SESSION_H
#define REGISTRY_SESSION_H

#include "http/retry.h"
#include "registry/credential.h"
#include "registry/mounts.h"
#include "registry/registry.h"

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
 *	http/http.c				one request through libcurl
 */
struct connection;

struct registry {
	const struct registry_access *access; /* never NULL */
	const char
	    /* for errors: "localhost:5000/team/hello", or "localhost:5000"
	     * without a repository */
	    *name;
	const char *host; /* the host in files of credentials: "docker.io" */
	const char *endpoint; /* the host to which mote connects: "registry-1.docker.io" */
	const char *repository;
	enum registry_right right;
	pthread_mutex_t lock; /* protects the next members */
	struct arena arena; /* of `mounts` and `sources` */
	struct mounts mounts; /* known places of blobs in other repositories */
	struct text_list
	    sources; /* repositories from which blobs were to be mounted: tokens include them */
	/* `mounts` was read from the cache: that happens before the first blob
	 * is sent */
	bool has_mounts;
	bool mounts_refused; /* the registry refused a mount: no other one is tried */
	struct connection *idle;
	const char *scheme, *other_scheme; /* other_scheme is NULL once the scheme is known */
	unsigned requests;
	size_t listed; /* bytes of all lists that were read */
	char *authorization; /* a secret, malloc'ed; NULL: none yet */
	unsigned generation; /* of the authorization */
	pthread_mutex_t renewal; /* held while a token is fetched; protects the next members */
	struct credential credential;
	bool has_looked; /* credential_find was called */
	bool is_login; /* for `mote login`: no request is sent without its credential */
};

struct session_request {
	const char *method;
	const char *path; /* "/v2/...", of the registry */
	const char *url; /* instead of `path`: a URL of any host, as in Location */
	const char *const *headers;
	const struct http_body *body;
	int (*take)(void *context, const void *bytes, size_t size, struct error *err);
	void *take_context;
	size_t limit;
	bool is_idempotent; /* as in struct http_request */
	bool once; /* no retry: the caller must act before another try */
};

/* 0: there is an answer with any status, after redirects and retries; its `url`
 * is the last one. */
int session_exchange(struct arena *arena, struct registry *registry,
    const struct session_request *request, struct http_response *ret_response,
    struct error *err) MUST_CHECK;

/* Counts the bytes of a list (of tags, of referrers) that was read. Fails when
 * all lists of this run together are too long: a registry could send pages
 * without end. */
int session_spend_list(struct registry *registry, size_t bytes, struct error *err) MUST_CHECK;

/* Turns an answer with an error status into `err`: "cannot VERB THING: ...".
 * 404 is ERROR_NOT_FOUND. */
int session_refusal(struct arena *arena, const struct registry *registry, const char *what,
    const struct http_response *response, struct error *err);

/* The repository from which the blob can be mounted. Later tokens include it.
 * NULL: none. */
const char *session_mount_source(struct registry *registry, const struct digest *digest);
void session_refuse_mounts(struct registry *registry);

#endif
