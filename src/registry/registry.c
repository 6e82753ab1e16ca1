#include "registry/certificates.h"
#include "registry/connection.h"
#include "registry/secret.h"
#include "registry/session.h"

#include <arpa/inet.h>
#include <string.h>

enum { JOBS = 4 };

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

/* Which scheme is tried first, and which then, if any. */
static int
choose_scheme(struct arena *arena, struct registry *registry, struct error *err)
{
	struct certificates certificates = {0};

	registry->scheme = "https";
	if (certificates_find(arena, registry->endpoint, &certificates, err) != 0)
		return -1;
	if (connection_is_insecure(arena, registry, registry->endpoint)) {
		registry->other_scheme = "http";
	} else if (is_near(connection_host(arena, registry->endpoint)) &&
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
	connections_close(registry);
	arena_release(&registry->arena);
	credential_clear(&registry->credential);
	secret_clear(&registry->authorization);
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
		mounts_read(&registry->arena, registry->host, &registry->mounts);
	registry->has_mounts = true;
	if (!registry->mounts_refused)
		source = mounts_find(&registry->mounts, digest, registry->repository);
	if (source != NULL && !text_list_has(&registry->sources, source))
		text_list_add(&registry->sources, &registry->arena, source);
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
