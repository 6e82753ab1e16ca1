#include "base/json.h"
#include "base/scope.h"
#include "registry/session.h"

#include <string.h>

enum { MOST_PAGES = 100, MOST_REFERRERS = 1000 };

static const char *const accepted[] = {"Accept: " MEDIA_OCI_INDEX, NULL};

/* The tag "sha256-HEX", under which the list is when the registry does not keep
 * it. */
static const char *
tag_of(struct arena *arena, const struct digest *subject)
{
	char *tag = arena_strdup(arena, subject->text);

	*strchr(tag, ':') = '-';
	return tag;
}

/* A list that is being read. */
struct listing {
	struct arena *arena;
	struct registry *registry;
	const struct digest *subject;
	struct registry_referrers found;
};

static int
add_entries(struct listing *listing, const json_t *index, struct error *err)
{
	struct registry_referrers *found = &listing->found;
	const json_t *item;
	size_t i;

	json_array_foreach(json_object_get(index, "manifests"), i, item)
	{
		if (found->count == MOST_REFERRERS)
			return error_set(err, ERROR_FAILED,
			    "%s: more than %d manifests refer to \"%s\"", listing->registry->name,
			    MOST_REFERRERS, listing->subject->text);
		found->items = arena_grow(listing->arena, found->items, found->count,
		    &found->capacity, sizeof(*found->items));
		if (descriptor_from_json(listing->arena, item, listing->registry->name,
			&found->items[found->count], err) != 0)
			return -1;
		found->count++;
	}
	return 0;
}

/* Reads one page of the registry's own list. `*path` becomes the path of the
 * next page, NULL at the end. */
static int
take_page(struct listing *listing, const struct http_response *response, const char **path,
    struct error *err)
{
	SCOPED(json)
	json_t *json = json_parse(text_string(&response->body), response->body.length,
	    arena_printf(listing->arena, "%s: the list of referrers", listing->registry->name),
	    err);
	const char *url;

	if (json == NULL || add_entries(listing, json, err) != 0)
		return -1;
	*path = NULL;
	if (response->next == NULL)
		return 0;
	url = http_resolve(listing->arena, response->url, response->next, err);
	if (url == NULL)
		return -1;
	*path = strchr(strstr(url, "://") + 3, '/');
	return 0;
}

/* 1: the registry keeps the list; 0: it does not have this API. */
static int
list_by_api(struct listing *listing, struct error *err)
{
	struct session_request request = {.method = "GET",
	    .path = arena_printf(listing->arena, "/v2/%s/referrers/%s",
		listing->registry->repository, listing->subject->text),
	    .headers = accepted};
	struct http_response response;
	unsigned page;

	for (page = 0; request.path != NULL; page++) {
		if (page == MOST_PAGES)
			return error_set(err, ERROR_FAILED,
			    "%s: the list of referrers leads in circles, or has more than %d pages",
			    listing->registry->name, MOST_PAGES);
		if (session_exchange(listing->arena, listing->registry, &request, &response, err) !=
		    0)
			return -1;
		if (page == 0 &&
		    (response.status == 404 || response.status == 400 || response.status == 405 ||
			response.status == 501))
			return 0;
		if (response.status != 200)
			return session_refusal(listing->arena, listing->registry,
			    "list the referrers", &response, err);
		if (session_spend_list(listing->registry, response.body.length, err) != 0 ||
		    take_page(listing, &response, &request.path, err) != 0)
			return -1;
	}
	return 1;
}

/* Reads the index under the subject's tag: a new reference; NULL without an
 * error: there is none. */
static json_t *
read_tag(
    struct arena *arena, struct registry *registry, const struct digest *subject, struct error *err)
{
	struct registry_document document;

	err->kind = ERROR_NONE;
	if (registry_get_manifest(arena, registry, tag_of(arena, subject), &document, err) != 0) {
		if (err->kind == ERROR_NOT_FOUND)
			err->kind = ERROR_NONE;
		return NULL;
	}
	if (session_spend_list(registry, document.bytes.length, err) != 0 ||
	    !descriptor_is_index(&document.descriptor))
		return NULL;
	return json_parse(text_string(&document.bytes), document.bytes.length, registry->name, err);
}

int
registry_list_referrers(struct arena *arena, struct registry *registry,
    const struct digest *subject, struct registry_referrers *ret_referrers, struct error *err)
{
	struct listing listing = {.arena = arena, .registry = registry, .subject = subject};
	SCOPED(json) json_t *index = NULL;
	int by_api = list_by_api(&listing, err);

	if (by_api < 0)
		return -1;
	listing.found.by_api = by_api > 0;
	if (by_api == 0) {
		index = read_tag(arena, registry, subject, err);
		if (err->kind != ERROR_NONE ||
		    (index != NULL && add_entries(&listing, index, err) != 0))
			return -1;
	}
	*ret_referrers = listing.found;
	return 0;
}

static bool
has_entry(const json_t *list, const char *digest)
{
	const json_t *item;
	size_t i;

	json_array_foreach(list, i, item)
	{
		const char *own = json_string_value(json_object_get(item, "digest"));

		if (own != NULL && strcmp(own, digest) == 0)
			return true;
	}
	return false;
}

static int
add(struct arena *arena, struct registry *registry, const struct digest *subject,
    const json_t *entries, struct error *err)
{
	SCOPED(json) json_t *index = read_tag(arena, registry, subject, err);
	struct registry_document document = {.descriptor.media_type = MEDIA_OCI_INDEX};
	json_t *list, *entry;
	bool changed = false;
	size_t i;

	if (index == NULL && err->kind != ERROR_NONE)
		return -1;
	if (index == NULL) {
		index = json_object();
		json_object_set_new(index, "schemaVersion", json_integer(2));
		json_object_set_new(index, "mediaType", json_string(MEDIA_OCI_INDEX));
		json_object_set_new(index, "manifests", json_array());
	}
	list = json_object_get(index, "manifests");
	json_array_foreach((json_t *)(uintptr_t)entries, i, entry)
	{
		if (has_entry(list, json_string_value(json_object_get(entry, "digest"))))
			continue;
		json_array_append(list, entry);
		changed = true;
	}
	if (!changed)
		return 0;
	text_init(&document.bytes, arena);
	document.bytes.bytes = json_bytes(arena, index, &document.bytes.length);
	document.descriptor.size = document.bytes.length;
	if (digest_of_bytes(
		document.bytes.bytes, document.bytes.length, &document.descriptor.digest, err) != 0)
		return -1;
	return registry_put_manifest(registry, tag_of(arena, subject), &document, err);
}

int
registry_add_referrers(struct registry *registry, const struct digest *subject,
    const json_t *entries, struct error *err)
{
	struct arena arena = {0};
	int status = add(&arena, registry, subject, entries, err);

	arena_release(&arena);
	return status;
}
