#include "base/json.h"
#include "base/scope.h"
#include "registry/session.h"

#include <string.h>

static const char *const accepted[] = {
    "Accept: " MEDIA_OCI_INDEX ", " MEDIA_OCI_MANIFEST ", " MEDIA_DOCKER_INDEX
    ", " MEDIA_DOCKER_MANIFEST,
    NULL,
};

static const char *
manifest_path(struct arena *arena, const struct registry *registry, const char *tag_or_digest)
{
	return arena_printf(arena, "/v2/%s/manifests/%s", registry->repository, tag_or_digest);
}

static const char *
what_of(struct arena *arena, const char *verb, const char *tag_or_digest)
{
	return arena_printf(arena, "%s \"%s\"", verb, tag_or_digest);
}

/* "application/json; charset=utf-8" is "application/json". NULL: not said, or
 * of no use. */
static const char *
said_media_type(struct arena *arena, const struct http_response *response)
{
	const char *type = response->content_type;

	if (type == NULL)
		return NULL;
	type = arena_copy(arena, type, strcspn(type, "; \t"));
	return strcmp(type, "application/json") == 0 ||
		strcmp(type, "application/octet-stream") == 0 || text_starts_with(type, "text/")
	    ? NULL
	    : type;
}

static int
check_media_type(
    const struct registry *registry, const char *tag_or_digest, const char *type, struct error *err)
{
	const struct descriptor descriptor = {.media_type = type};

	if (descriptor_is_index(&descriptor) || descriptor_is_manifest(&descriptor))
		return 0;
	if (strstr(type, "docker.distribution.manifest.v1") != NULL)
		return error_set(err, ERROR_FAILED,
		    "%s: \"%s\" is in Docker's schema 1, which names no config; push it again with a "
		    "program of this decade",
		    registry->name, tag_or_digest);
	return error_set(err, ERROR_FAILED, "%s: \"%s\" is \"%s\", which is no image",
	    registry->name, tag_or_digest, type);
}

int
registry_resolve(struct arena *arena, struct registry *registry, const char *tag_or_digest,
    struct descriptor *ret_descriptor, struct error *err)
{
	const struct session_request request = {.method = "HEAD",
	    .path = manifest_path(arena, registry, tag_or_digest),
	    .headers = accepted};
	struct descriptor descriptor = {0};
	struct registry_document document;
	struct http_response response;
	struct error ignored;

	if (session_exchange(arena, registry, &request, &response, err) != 0)
		return -1;
	if (response.status == 404)
		return session_refusal(
		    arena, registry, what_of(arena, "find", tag_or_digest), &response, err);
	descriptor.media_type = said_media_type(arena, &response);
	if (response.status != 200 || response.docker_digest == NULL ||
	    descriptor.media_type == NULL || response.content_length == UINT64_MAX ||
	    digest_parse(response.docker_digest, &descriptor.digest, &ignored) != 0) {
		/* HEAD does not tell */
		if (registry_get_manifest(arena, registry, tag_or_digest, &document, err) != 0)
			return -1;
		*ret_descriptor = document.descriptor;
		return 0;
	}
	descriptor.size = response.content_length;
	if (check_media_type(registry, tag_or_digest, descriptor.media_type, err) != 0)
		return -1;
	*ret_descriptor = descriptor;
	return 0;
}

/* The media type that the document names, or that its keys show. NULL:
 * neither. */
static const char *
own_media_type(struct arena *arena, const json_t *json)
{
	const char *type = json_get_text(arena, json, "mediaType");

	if (type != NULL)
		return type;
	if (json_is_array(json_object_get(json, "manifests")))
		return MEDIA_OCI_INDEX;
	if (json_is_object(json_object_get(json, "config")))
		return MEDIA_OCI_MANIFEST;
	return json_is_array(json_object_get(json, "fsLayers"))
	    ? "application/vnd.docker.distribution.manifest.v1+json"
	    : NULL;
}

/* The answer to a request for a tag or a digest. */
struct answer {
	const struct registry *registry;
	const char *asked;
	const struct http_response *response;
};

static int
check_digest(const struct answer *answer, struct digest *ret_digest, struct error *err)
{
	const struct text *body = &answer->response->body;
	const char *wanted =
	    strchr(answer->asked, ':') != NULL ? answer->asked : answer->response->docker_digest;
	/* a digest of an unknown algorithm cannot be compared; a text without a
	 * known algorithm must be equal, and never is */
	bool foreign = wanted != NULL && !text_starts_with(wanted, "sha256:") &&
	    !text_starts_with(wanted, "sha512:");
	const struct digest_bytes bytes = {text_string(body), body->length};
	struct error ignored;
	struct digest known;
	bool parsed = wanted != NULL && digest_parse(wanted, &known, &ignored) == 0;

	if (digest_of_bytes_as(parsed ? &known : NULL, &bytes, ret_digest, err) != 0)
		return -1;
	if (wanted == NULL || foreign || strcmp(wanted, ret_digest->text) == 0)
		return 0;
	return error_set(err, ERROR_FAILED,
	    "%s: \"%s\" should have the digest \"%s\" and has \"%s\": the registry, or something "
	    "before it, gives other bytes",
	    answer->registry->name, answer->asked, wanted, ret_digest->text);
}

/* It is what it is called, by the registry and by itself. */
static int
check_kind(
    struct arena *arena, const struct answer *answer, const char **ret_type, struct error *err)
{
	const struct registry *registry = answer->registry;
	const char *bytes = text_string(&answer->response->body);
	const char *said = said_media_type(arena, answer->response), *own;
	SCOPED(json)
	json_t *json = json_parse(bytes, answer->response->body.length,
	    arena_printf(arena, "%s: %s", registry->name, answer->asked), err);

	if (json == NULL)
		return -1;
	own = own_media_type(arena, json);
	if (own == NULL)
		return error_set(err, ERROR_FAILED, "%s: \"%s\" is no manifest and no index",
		    registry->name, answer->asked);
	if (said != NULL && strcmp(said, own) != 0)
		return error_set(err, ERROR_FAILED,
		    "%s: the registry calls \"%s\" \"%s\", which calls itself \"%s\"",
		    registry->name, answer->asked, said, own);
	*ret_type = own;
	return check_media_type(registry, answer->asked, own, err);
}

int
registry_get_manifest(struct arena *arena, struct registry *registry, const char *tag_or_digest,
    struct registry_document *ret_document, struct error *err)
{
	const struct session_request request = {.method = "GET",
	    .path = manifest_path(arena, registry, tag_or_digest),
	    .headers = accepted,
	    .limit = STORE_READ_LIMIT};
	struct registry_document document = {0};
	struct http_response response;
	const struct answer answer = {registry, tag_or_digest, &response};

	if (session_exchange(arena, registry, &request, &response, err) != 0)
		return -1;
	if (response.status != 200)
		return session_refusal(
		    arena, registry, what_of(arena, "get", tag_or_digest), &response, err);
	if (check_digest(&answer, &document.descriptor.digest, err) != 0 ||
	    check_kind(arena, &answer, &document.descriptor.media_type, err) != 0)
		return -1;
	document.descriptor.size = response.body.length;
	document.bytes = response.body;
	*ret_document = document;
	return 0;
}

/* A body in memory. */
struct bytes_body {
	const struct text *bytes;
	size_t given;
};

static int
begin_bytes(void *context, struct error *err UNUSED)
{
	((struct bytes_body *)context)->given = 0;
	return 0;
}

static ssize_t
read_bytes(void *context, void *buffer, size_t size, struct error *err UNUSED)
{
	struct bytes_body *body = context;
	size_t left = body->bytes->length - body->given;

	if (size > left)
		size = left;
	memcpy(buffer, text_string(body->bytes) + body->given, size);
	body->given += size;
	return (ssize_t)size;
}

/* Whether the registry refuses manifests because of their media type. */
static bool
is_about_type(const struct http_response *response, const char *words)
{
	return response->status == 415 ||
	    (response->status >= 400 && response->status < 500 &&
		(strcasestr(words, "media type") != NULL ||
		    strcasestr(words, "mediatype") != NULL));
}

static int
put(struct arena *arena, struct registry *registry, const char *tag_or_digest,
    const struct registry_document *document, struct error *err)
{
	const struct descriptor *descriptor = &document->descriptor;
	const char *const headers[] = {
	    arena_printf(arena, "Content-Type: %s", descriptor->media_type), NULL};
	struct bytes_body context = {.bytes = &document->bytes};
	const struct http_body body = {begin_bytes, read_bytes, &context, document->bytes.length};
	const struct session_request request = {.method = "PUT",
	    .path = manifest_path(arena, registry, tag_or_digest),
	    .headers = headers,
	    .body = &body,
	    .is_idempotent = true};
	struct http_response response;
	struct error refusal;

	if (session_exchange(arena, registry, &request, &response, err) != 0)
		return -1;
	if (response.status != 201 && response.status != 200 && response.status != 202) {
		session_refusal(arena, registry,
		    arena_printf(
			arena, "put \"%s\" as \"%s\"", tag_or_digest, descriptor->media_type),
		    &response, err);
		if (!is_about_type(&response, err->text))
			return -1;
		refusal = *err;
		return error_set(err, refusal.kind, "%s; \"mote copy --format %s\" converts it",
		    refusal.text,
		    strstr(descriptor->media_type, "docker") != NULL ? "oci" : "docker");
	}
	if (response.docker_digest != NULL &&
	    strcmp(response.docker_digest, descriptor->digest.text) != 0)
		return error_set(err, ERROR_FAILED,
		    "%s: the registry took \"%s\" and calls it \"%s\", which is other content",
		    registry->name, descriptor->digest.text, response.docker_digest);
	return 0;
}

int
registry_put_manifest(struct registry *registry, const char *tag_or_digest,
    const struct registry_document *document, struct error *err)
{
	struct arena arena = {0};
	int status = put(&arena, registry, tag_or_digest, document, err);

	arena_release(&arena);
	return status;
}
