#include "registry/toolchain_artifact.h"

#include "base/file.h"
#include "base/json.h"
#include "base/path.h"
#include "base/scope.h"
#include "cache/folder_digest.h"
#include "registry/registry.h"
#include "store/blob_place.h"
#include "toolchain/toolchain_archive.h"
#include "toolchain/toolchain_from.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MEDIA_EMPTY "application/vnd.oci.empty.v1+json"

/* The repository that has the artifact. */
struct repository {
	struct arena *arena;
	struct registry *registry;
	const struct reference *reference;
};

/* A push under way. */
struct pushing {
	struct arena *arena;
	struct repository to;
	struct blob_places places;
	struct descriptor archive, empty;
	const struct platform *host;
};

static const char *
tag_of(const struct reference *reference)
{
	if (reference->digest.text[0] != '\0')
		return reference->digest.text;
	return reference->tag == NULL ? "latest" : reference->tag;
}

/* The document that these bytes are. */
static int
make_document(struct arena *arena, const json_t *json, const char *type,
    struct registry_document *ret_document, struct error *err)
{
	size_t size;
	const char *bytes = json_bytes(arena, json, &size);

	*ret_document =
	    (struct registry_document){.descriptor = {.media_type = type, .size = size}};
	text_init(&ret_document->bytes, arena);
	text_append(&ret_document->bytes, bytes, size);
	return digest_of_bytes(bytes, size, &ret_document->descriptor.digest, err);
}

static int
describe_archive(struct pushing *pushing, const char *file, struct error *err)
{
	struct toolchain_contents contents;
	struct error unknown;
	struct stat status;

	if (toolchain_archive_read(pushing->arena, file, &contents, err) != 0)
		return -1;
	pushing->host = platform_parse(contents.host, &unknown);
	if (pushing->host == NULL)
		return error_set(err, ERROR_FAILED, "\"%s\" is for machines with \"%s\", %s", file,
		    contents.host, "which mote does not know");
	if (stat(file, &status) != 0)
		return error_errno(err, "cannot open \"%s\"", file);
	pushing->archive.media_type = MEDIA_TOOLCHAIN_ARCHIVE;
	pushing->archive.size = (uint64_t)status.st_size;
	pairs_set(&pushing->archive.annotations, pushing->arena, "org.opencontainers.image.title",
	    path_base(file));
	pushing->empty.media_type = MEDIA_EMPTY;
	pushing->empty.size = 2;
	return file_digest(file, &pushing->archive.digest, err) != 0
	    ? -1
	    : digest_of_bytes("{}", 2, &pushing->empty.digest, err);
}

static int
push_blobs(struct pushing *pushing, const char *file, struct error *err)
{
	const struct blob_place archive = {
	    .digest = pushing->archive.digest, .size = pushing->archive.size, .path = file};
	const struct blob_place empty = {.digest = pushing->empty.digest, .size = 2, .bytes = "{}"};
	const struct store store = {.name = file, .places = &pushing->places};

	blob_places_add(&pushing->places, pushing->arena, &archive);
	blob_places_add(&pushing->places, pushing->arena, &empty);
	blob_places_sort(&pushing->places);
	return registry_put_blob(pushing->to.registry, &store, &pushing->empty, err) != 0
	    ? -1
	    : registry_put_blob(pushing->to.registry, &store, &pushing->archive, err);
}

static int
push_manifest(struct pushing *pushing, struct descriptor *ret_manifest, struct error *err)
{
	SCOPED(json) json_t *json = json_object();
	json_t *layers = json_array();
	struct registry_document document;

	json_object_set_new(json, "schemaVersion", json_integer(2));
	json_object_set_new(json, "mediaType", json_string(MEDIA_OCI_MANIFEST));
	json_object_set_new(json, "artifactType", json_string(MEDIA_TOOLCHAIN));
	json_object_set_new(json, "config", descriptor_to_json(&pushing->empty));
	json_array_append_new(layers, descriptor_to_json(&pushing->archive));
	json_object_set_new(json, "layers", layers);
	if (make_document(pushing->arena, json, MEDIA_OCI_MANIFEST, &document, err) != 0 ||
	    registry_put_manifest(
		pushing->to.registry, document.descriptor.digest.text, &document, err) != 0)
		return -1;
	*ret_manifest = document.descriptor;
	ret_manifest->architecture = pushing->host->architecture;
	ret_manifest->variant = pushing->host->variant;
	ret_manifest->os = "linux";
	return 0;
}

static bool
is_toolchain(const json_t *json)
{
	const char *type = json_string_value(json_object_get(json, "artifactType"));

	return type != NULL && strcmp(type, MEDIA_TOOLCHAIN) == 0;
}

/* A document of the registry that is part of a toolchain. */
static int
get_document(
    const struct repository *from, const char *wanted, json_t **ret_json, struct error *err)
{
	struct registry_document document;
	SCOPED(json) json_t *json = NULL;

	if (registry_get_manifest(from->arena, from->registry, wanted, &document, err) != 0)
		return -1;
	json = json_parse(document.bytes.bytes, document.bytes.length, from->reference->path, err);
	if (json == NULL)
		return -1;
	if (!is_toolchain(json))
		return error_set(err, ERROR_FAILED,
		    "\"%s:%s\" is no toolchain: its artifactType is not \"%s\"",
		    from->reference->path, tag_of(from->reference), MEDIA_TOOLCHAIN);
	*ret_json = TAKE(json);
	return 0;
}

/* The entries of the index that the tag has now, but that of this host. */
static int
add_others(struct pushing *pushing, json_t *manifests, struct error *err)
{
	SCOPED(json) json_t *json = NULL;
	struct descriptor entry;
	json_t *old;
	size_t i;

	if (get_document(&pushing->to, tag_of(pushing->to.reference), &json, err) != 0)
		return err->kind == ERROR_NOT_FOUND ? 0 : -1;
	json_array_foreach(json_object_get(json, "manifests"), i, old)
	{
		if (descriptor_from_json(
			pushing->arena, old, pushing->to.reference->path, &entry, err) != 0)
			return -1;
		if (descriptor_platform(&entry) != pushing->host)
			json_array_append(manifests, old);
	}
	return 0;
}

static int
compare_digests(const json_t *left, const json_t *right)
{
	return strcmp(json_string_value(json_object_get(left, "digest")),
	    json_string_value(json_object_get(right, "digest")));
}

/* Sorted, so that the order of pushes does not count. */
static void
add_sorted(json_t *manifests, json_t *entry)
{
	size_t at = 0;

	while (at < json_array_size(manifests) &&
	    compare_digests(json_array_get(manifests, at), entry) < 0)
		at++;
	json_array_insert_new(manifests, at, entry);
}

static int
push_index(struct pushing *pushing, const struct descriptor *manifest, struct digest *ret_digest,
    struct error *err)
{
	SCOPED(json) json_t *json = json_object();
	json_t *manifests = json_array(), *entry = descriptor_to_json(manifest);
	struct registry_document document;

	json_object_set_new(json, "schemaVersion", json_integer(2));
	json_object_set_new(json, "mediaType", json_string(MEDIA_OCI_INDEX));
	json_object_set_new(json, "artifactType", json_string(MEDIA_TOOLCHAIN));
	json_object_set_new(json, "manifests", manifests);
	json_object_set_new(entry, "artifactType", json_string(MEDIA_TOOLCHAIN));
	if (add_others(pushing, manifests, err) != 0) {
		json_decref(entry);
		return -1;
	}
	add_sorted(manifests, entry);
	if (make_document(pushing->arena, json, MEDIA_OCI_INDEX, &document, err) != 0)
		return -1;
	*ret_digest = document.descriptor.digest;
	return registry_put_manifest(
	    pushing->to.registry, tag_of(pushing->to.reference), &document, err);
}

int
toolchain_push_artifact(struct arena *arena, const struct reference *reference, const char *file,
    struct digest *ret_digest, struct error *err)
{
	struct pushing pushing = {.arena = arena, .to = {arena, NULL, reference}};
	struct descriptor manifest;

	if (describe_archive(&pushing, file, err) != 0)
		return -1;
	SCOPED(registry)
	struct registry *registry = registry_open(arena, reference, REGISTRY_PUSH, err);

	if (registry == NULL)
		return -1;
	pushing.to.registry = registry;
	return push_blobs(&pushing, file, err) != 0 || push_manifest(&pushing, &manifest, err) != 0
	    ? -1
	    : push_index(&pushing, &manifest, ret_digest, err);
}

/* The digest of the manifest for this host. */
static int
pick_manifest(
    const struct repository *from, const json_t *index, const char **ret_digest, struct error *err)
{
	const struct platform *host = platform_host();
	const char *name = from->reference->path;
	struct descriptor entry;
	const json_t *row;
	size_t i;

	json_array_foreach(json_object_get(index, "manifests"), i, row)
	{
		if (descriptor_from_json(from->arena, row, name, &entry, err) != 0)
			return -1;
		if (descriptor_platform(&entry) != host)
			continue;
		*ret_digest = arena_strdup(from->arena, entry.digest.text);
		return 0;
	}
	return error_set(err, ERROR_NOT_FOUND, "\"%s:%s\" has no toolchains that run on %s", name,
	    tag_of(from->reference), host->target);
}

/* The manifest for this host, which an index names, or which the tag is. */
static int
get_manifest(const struct repository *from, json_t **ret_manifest, struct error *err)
{
	SCOPED(json) json_t *json = NULL;
	const char *digest;

	if (get_document(from, tag_of(from->reference), &json, err) != 0)
		return -1;
	if (json_object_get(json, "manifests") == NULL) {
		*ret_manifest = TAKE(json);
		return 0;
	}
	return pick_manifest(from, json, &digest, err) != 0
	    ? -1
	    : get_document(from, digest, ret_manifest, err);
}

static int
get_archive(
    struct registry *registry, const struct descriptor *layer, const char *file, struct error *err)
{
	SCOPED(fd) int fd = -1;
	struct digest digest;
	struct error ignored;

	/* an earlier run stopped behind the download */
	if (file_exists(file) && file_digest(file, &digest, &ignored) == 0 &&
	    digest_equal(&digest, &layer->digest))
		return 0;
	fd = open(file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0)
		return error_errno(err, "cannot write \"%s\"", file);
	if (registry_get_blob(registry, layer, fd, err) == 0)
		return 0;
	unlink(file);
	return -1;
}

int
toolchain_fetch_artifact(
    struct arena *arena, const struct reference *reference, const char *file, struct error *err)
{
	SCOPED(registry)
	struct registry *registry = registry_open(arena, reference, REGISTRY_PULL, err);
	SCOPED(json) json_t *manifest = NULL;
	const struct repository from = {arena, registry, reference};
	struct descriptor layer;
	const json_t *layers;

	if (registry == NULL || get_manifest(&from, &manifest, err) != 0)
		return -1;
	layers = json_object_get(manifest, "layers");
	if (json_array_size(layers) != 1)
		return error_set(err, ERROR_FAILED, "\"%s:%s\" has %zu layers and not one",
		    reference->path, tag_of(reference), json_array_size(layers));
	if (descriptor_from_json(arena, json_array_get(layers, 0), reference->path, &layer, err) !=
	    0)
		return -1;
	if (strcmp(layer.media_type, MEDIA_TOOLCHAIN_ARCHIVE) != 0)
		return error_set(err, ERROR_FAILED,
		    "\"%s:%s\" has a layer of type \"%s\", not \"%s\"", reference->path,
		    tag_of(reference), layer.media_type, MEDIA_TOOLCHAIN_ARCHIVE);
	if (layer.size > toolchain_archive_limit)
		return error_set(err, ERROR_FAILED, "\"%s:%s\" has %llu bytes, more than are taken",
		    reference->path, tag_of(reference), (unsigned long long)layer.size);
	return get_archive(registry, &layer, file, err);
}
