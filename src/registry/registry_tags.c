#include "base/json.h"
#include "base/scope.h"
#include "registry/session.h"
#include "store/blob_place.h"
#include "stream/compressor.h"

#include <string.h>
#include <sys/random.h>

/* Tags a page: registries give at most a thousand. */
enum { PAGE = 1000, MOST_PAGES = 1000 };

/* The tags of the pages that were read so far. */
struct tag_pages {
	struct arena *arena;
	struct registry *registry;
	struct text_list tags;
	struct text_list paths; /* paths of pages that were requested */
};

static int
take_page(struct tag_pages *pages, const struct http_response *response, struct error *err)
{
	SCOPED(json)
	json_t *json = json_parse(text_string(&response->body), response->body.length,
	    arena_printf(pages->arena, "%s: the list of tags", pages->registry->name), err);
	const json_t *tags = json_object_get(json, "tags");

	if (json == NULL)
		return -1;
	/* a repository whose tags are all deleted has null here */
	if (!json_is_array(tags) && !json_is_null(tags))
		return error_set(err, ERROR_FAILED, "%s: the registry's list of tags holds none",
		    pages->registry->name);
	json_get_texts(pages->arena, json, "tags", &pages->tags);
	return 0;
}

/* The path of the next page. Only the path is used: a proxy may write another
 * host into the link. NULL with `err`. */
static const char *
next_path(struct tag_pages *pages, const struct http_response *response, struct error *err)
{
	const char *url = http_resolve(pages->arena, response->url, response->next, err);
	const char *path = url == NULL ? NULL : strchr(strstr(url, "://") + 3, '/');

	if (url == NULL)
		return NULL;
	if (path == NULL || text_list_has(&pages->paths, path) ||
	    pages->paths.count >= MOST_PAGES) {
		error_set(err, ERROR_FAILED,
		    "%s: the registry's list of tags leads in circles, or has more than %d pages",
		    pages->registry->name, MOST_PAGES);
		return NULL;
	}
	return path;
}

int
registry_list_tags(
    struct arena *arena, struct registry *registry, struct text_list *ret_tags, struct error *err)
{
	struct tag_pages pages = {.arena = arena, .registry = registry};
	struct session_request request = {.method = "GET",
	    .path = arena_printf(arena, "/v2/%s/tags/list?n=%d", registry->repository, PAGE)};
	struct http_response response;

	do {
		text_list_add(&pages.paths, arena, request.path);
		if (session_exchange(arena, registry, &request, &response, err) != 0)
			return -1;
		if (response.status != 200)
			return session_refusal(arena, registry, "list the tags", &response, err);
		if (session_spend_list(registry, response.body.length, err) != 0 ||
		    take_page(&pages, &response, err) != 0)
			return -1;
		if (response.next == NULL)
			break;
		request.path = next_path(&pages, &response, err);
	} while (request.path != NULL);
	if (request.path == NULL)
		return -1;
	text_list_sort(&pages.tags);
	*ret_tags = pages.tags;
	return 0;
}

/* Asks by HEAD whether a manifest of any type exists: 1 or 0. */
static int
is_there(struct arena *arena, struct registry *registry, const char *tag_or_digest,
    struct http_response *ret_response, struct error *err)
{
	static const char *const any[] = {"Accept: " MEDIA_OCI_INDEX ", " MEDIA_OCI_MANIFEST
					  ", " MEDIA_DOCKER_INDEX ", " MEDIA_DOCKER_MANIFEST
					  ", */*",
	    NULL};
	const struct session_request request = {.method = "HEAD",
	    .path = arena_printf(arena, "/v2/%s/manifests/%s", registry->repository, tag_or_digest),
	    .headers = any};

	if (session_exchange(arena, registry, &request, ret_response, err) != 0)
		return -1;
	return ret_response->status != 404;
}

/* 1: it is deleted; 0: the registry refused. 404 alone proves nothing: it also
 * answers a second try, after the answer to the first one was lost. So 404 is
 * followed by a look. */
static int
delete_manifest(struct arena *arena, struct registry *registry, const char *tag_or_digest,
    struct http_response *ret_response, struct error *err)
{
	const struct session_request request = {.method = "DELETE",
	    .path = arena_printf(arena, "/v2/%s/manifests/%s", registry->repository, tag_or_digest),
	    .is_idempotent = true};
	struct http_response look;
	int there;

	if (session_exchange(arena, registry, &request, ret_response, err) != 0)
		return -1;
	if (ret_response->status != 404)
		return ret_response->status == 200 || ret_response->status == 202 ||
		    ret_response->status == 204;
	there = is_there(arena, registry, tag_or_digest, &look, err);
	return there < 0 ? -1 : !there;
}

/* The manifest to which the tag is moved, and its blobs. Nothing else names it.
 * It has the media types of the manifest that the tag had, which the registry
 * accepted before. */
struct stand_in {
	struct blob_places places;
	struct registry_document manifest;
	struct descriptor config, layer;
};

/* Adds a blob in memory. */
static int
add_blob(struct arena *arena, struct stand_in *stand_in, const struct text *bytes,
    struct descriptor *ret_descriptor, struct error *err)
{
	struct blob_place place = {.bytes = text_string(bytes), .size = bytes->length};

	if (digest_of_bytes(place.bytes, bytes->length, &place.digest, err) != 0)
		return -1;
	blob_places_add(&stand_in->places, arena, &place);
	ret_descriptor->digest = place.digest;
	ret_descriptor->size = place.size;
	return 0;
}

static int
make_blobs(struct arena *arena, struct stand_in *stand_in, struct error *err)
{
	static const char empty_tar[1024];
	uint64_t number = 0;
	struct text layer, config;

	/* a random number makes the manifest different from any other, also
	 * from that of another run which deletes a tag here */
	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		return error_errno(err, "cannot get random bytes");
	text_init(&layer, arena);
	text_append(&layer, empty_tar, sizeof(empty_tar));
	if (add_blob(arena, stand_in, &layer, &stand_in->layer, err) != 0)
		return -1;
	text_init(&config, arena);
	text_printf(&config,
	    "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Labels\":{\"mote.deletes-a-tag\":"
	    "\"%016llx\"}},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}",
	    (unsigned long long)number, stand_in->layer.digest.text);
	return add_blob(arena, stand_in, &config, &stand_in->config, err);
}

static int
make_stand_in(struct arena *arena, bool docker, struct stand_in *stand_in, struct error *err)
{
	struct descriptor *descriptor = &stand_in->manifest.descriptor;
	struct text *bytes = &stand_in->manifest.bytes;
	SCOPED(json) json_t *json = json_object();
	json_t *layers = json_array();

	if (make_blobs(arena, stand_in, err) != 0)
		return -1;
	descriptor->media_type = docker ? MEDIA_DOCKER_MANIFEST : MEDIA_OCI_MANIFEST;
	stand_in->config.media_type = docker ? MEDIA_DOCKER_CONFIG : MEDIA_OCI_CONFIG;
	stand_in->layer.media_type = docker ? MEDIA_DOCKER_LAYER : MEDIA_OCI_LAYER;
	json_object_set_new(json, "schemaVersion", json_integer(2));
	json_object_set_new(json, "mediaType", json_string(descriptor->media_type));
	json_object_set_new(json, "config", descriptor_to_json(&stand_in->config));
	json_array_append_new(layers, descriptor_to_json(&stand_in->layer));
	json_object_set_new(json, "layers", layers);
	text_init(bytes, arena);
	bytes->bytes = json_bytes(arena, json, &bytes->length);
	descriptor->size = bytes->length;
	blob_places_sort(&stand_in->places);
	return digest_of_bytes(bytes->bytes, bytes->length, &descriptor->digest, err);
}

/* A deletion of a tag. */
struct deletion {
	struct arena *arena;
	struct registry *registry;
	const char *tag;
	struct stand_in stand_in;
	struct registry_document before; /* the manifest that the tag named */
};

static const char *
what_of(const struct deletion *deletion)
{
	return arena_printf(deletion->arena, "delete the tag \"%s\"", deletion->tag);
}

/* Puts the stand-in under `name` and deletes it by its digest. */
static int
put_and_delete(struct deletion *deletion, const char *name, struct error *err)
{
	const struct registry_document *manifest = &deletion->stand_in.manifest;
	struct http_response response;
	int gone;

	if (registry_put_manifest(deletion->registry, name, manifest, err) != 0)
		return -1;
	gone = delete_manifest(
	    deletion->arena, deletion->registry, manifest->descriptor.digest.text, &response, err);
	if (gone != 0)
		return gone < 0 ? -1 : 0;
	session_refusal(deletion->arena, deletion->registry, what_of(deletion), &response, err);
	if (response.status != 404 && response.status != 405)
		return -1;
	return error_set(err, ERROR_FAILED, "%s; it deletes no manifests, or is not set up to",
	    arena_strdup(deletion->arena, err->text));
}

static int
give_back(struct deletion *deletion, struct error *err)
{
	struct error more = {0};

	if (registry_put_manifest(deletion->registry, deletion->tag, &deletion->before, &more) == 0)
		return -1;
	return error_set(err, ERROR_FAILED,
	    "%s; and it does not get back what it named, \"%s\": %s",
	    arena_strdup(deletion->arena, err->text), deletion->before.descriptor.digest.text,
	    more.text);
}

/* Moves the tag to the stand-in, and deletes the stand-in together with the
 * tag. */
static int
delete_by_stand_in(struct deletion *deletion, struct error *err)
{
	struct registry *registry = deletion->registry;
	struct stand_in *stand_in = &deletion->stand_in;
	const struct store store = {.name = registry->name, .places = &stand_in->places};

	if (registry_get_manifest(
		deletion->arena, registry, deletion->tag, &deletion->before, err) != 0 ||
	    make_stand_in(deletion->arena,
		strstr(deletion->before.descriptor.media_type, "docker") != NULL, stand_in,
		err) != 0 ||
	    registry_put_blob(registry, &store, &stand_in->layer, err) != 0 ||
	    registry_put_blob(registry, &store, &stand_in->config, err) != 0)
		return -1;
	/* first without the tag: the tag must not move at a registry that
	 * deletes nothing */
	if (put_and_delete(deletion, stand_in->manifest.descriptor.digest.text, err) != 0)
		return -1;
	return put_and_delete(deletion, deletion->tag, err) == 0 ? 0 : give_back(deletion, err);
}

static int
delete_tag(struct deletion *deletion, struct error *err)
{
	struct registry *registry = deletion->registry;
	struct http_response response;
	int there = is_there(deletion->arena, registry, deletion->tag, &response, err), gone;

	if (there == 0)
		return session_refusal(
		    deletion->arena, registry, what_of(deletion), &response, err);
	gone = there < 0
	    ? -1
	    : delete_manifest(deletion->arena, registry, deletion->tag, &response, err);
	if (gone != 0)
		return gone < 0 ? -1 : 0;
	if (response.status == 400 || response.status == 404 || response.status == 405 ||
	    response.status == 501)
		return delete_by_stand_in(deletion, err);
	return session_refusal(deletion->arena, registry, what_of(deletion), &response, err);
}

int
registry_delete_tag(struct registry *registry, const char *tag, struct error *err)
{
	struct arena arena = {0};
	struct deletion deletion = {.arena = &arena, .registry = registry, .tag = tag};
	int status = delete_tag(&deletion, err);

	arena_release(&arena);
	return status;
}
