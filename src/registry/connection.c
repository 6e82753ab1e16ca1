#include "registry/connection.h"

#include "base/scope.h"
#include "registry/certificates.h"

#include <stdlib.h>
#include <string.h>

/* A connection that is not in use. */
struct connection {
	struct connection *next;
	struct http *http;
	char *origin; /* "https://host:port"; other hosts have other options */
};

/* The host of "host:port" or "[v6]:port". */
char *
connection_host(struct arena *arena, const char *endpoint)
{
	if (endpoint[0] == '[')
		return arena_copy(arena, endpoint + 1, strcspn(endpoint + 1, "]"));
	return arena_copy(arena, endpoint, strcspn(endpoint, ":"));
}

bool
connection_is_insecure(struct arena *arena, const struct registry *registry, const char *endpoint)
{
	return text_list_has(&registry->access->insecure, endpoint) ||
	    text_list_has(&registry->access->insecure, connection_host(arena, endpoint));
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
	struct certificates certificates = {0}, registrys = {0};
	struct http_options options = {.access = registry->access};
	struct http *http = NULL;

	/* whom the registry's folder trusts may also certify its token service,
	 * as docker has it */
	if (certificates_find(&arena, endpoint, &certificates, err) == 0 &&
	    certificates_find(&arena, registry->endpoint, &registrys, err) == 0) {
		options.insecure = connection_is_insecure(&arena, registry, endpoint);
		options.authorities =
		    certificates.folder == NULL ? registrys.authorities : certificates.authorities;
		options.certificate = certificates.certificate;
		options.key = certificates.key;
		http = http_new(&options, err);
	}
	arena_release(&arena);
	return http;
}

struct http *
connection_borrow(struct registry *registry, const char *url, struct error *err)
{
	SCOPED(heap) char *origin = origin_of(url);
	struct connection **at, *found = NULL;
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
connection_return(struct registry *registry, const char *url, struct http *http)
{
	struct connection *connection = calloc(1, sizeof(*connection));
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

void
connections_close(struct registry *registry)
{
	while (registry->idle != NULL) {
		struct connection *connection = registry->idle;

		registry->idle = connection->next;
		http_free(connection->http);
		free(connection->origin);
		free(connection);
	}
}
