#include "base/path.h"
#include "base/scope.h"
#include "image/image_walk.h"
#include "layer/tar.h"
#include "transport/archive_write.h"
#include "transport/docker_archive.h"
#include "transport/docker_manifest.h"
#include "transport/layout_index.h"
#include "transport/tar_index.h"

#include <stdlib.h>
#include <string.h>

/* A layout on its way into a tar. */
struct archive_job {
	struct arena *arena;
	const struct reference *target;
	const struct transport_image *image;
	const json_t *docker; /* manifest.json; NULL: none */
};

/* The blobs of the image, to be written in order of their names. */
struct blob_list {
	struct arena *arena;
	struct descriptor *items;
	size_t count, capacity;
};

static int
collect_blob(void *context, const struct image_node *node, struct error *err UNUSED)
{
	struct blob_list *list = context;

	list->items = arena_grow(
	    list->arena, list->items, list->count, &list->capacity, sizeof(*list->items));
	list->items[list->count++] = node->descriptor;
	return 0;
}

static int
compare_blobs(const void *left, const void *right)
{
	return strcmp(((const struct descriptor *)left)->digest.text,
	    ((const struct descriptor *)right)->digest.text);
}

static int
put_blobs(const struct archive_job *job, struct stream *out, struct error *err)
{
	const struct transport_image *image = job->image;
	struct blob_list blobs = {.arena = job->arena};
	const struct image_walk walk = {
	    .store = image->store, .reach = WALK_BLOBS, .visit = collect_blob, .context = &blobs};
	const char *last = "";
	size_t i;

	if (image_walk(job->arena, &walk, image->root, err) != 0)
		return -1;
	qsort(blobs.items, blobs.count, sizeof(*blobs.items), compare_blobs);
	if (archive_put_folder(out, "blobs/", err) != 0)
		return -1;
	for (i = 0; i < blobs.count; i++) {
		const struct descriptor *blob = &blobs.items[i];
		const char *folder =
		    arena_printf(job->arena, "blobs/%s/", digest_algorithm(&blob->digest));
		const char *path =
		    arena_printf(job->arena, "%s%s", folder, digest_hex(&blob->digest));

		if (strcmp(folder, last) != 0 && archive_put_folder(out, folder, err) != 0)
			return -1;
		if (archive_put_blob(out, path, image->store, blob, err) != 0)
			return -1;
		last = folder;
	}
	return 0;
}

/* Sorted by name, as everything that mote writes. */
static int
put_layout(void *context, struct stream *out, struct error *err)
{
	const struct archive_job *job = context;
	SCOPED(json) json_t *index = layout_index_new();
	SCOPED(json) json_t *layout = json_object();

	layout_index_add(job->arena, index, job->target, job->image);
	json_object_set_new(layout, "imageLayoutVersion", json_string("1.0.0"));
	if (put_blobs(job, out, err) != 0 ||
	    archive_put_json(job->arena, out, "index.json", index, err) != 0)
		return -1;
	if (job->docker != NULL &&
	    archive_put_json(job->arena, out, "manifest.json", job->docker, err) != 0)
		return -1;
	if (archive_put_json(job->arena, out, "oci-layout", layout, err) != 0)
		return -1;
	return tar_write_end(out, err);
}

static int
archive_write(struct arena *arena, const struct reference *target,
    const struct transport_image *image, struct digest *ret_digest UNUSED, struct error *err)
{
	SCOPED(json) json_t *docker = NULL;
	struct archive_job job = {arena, target, image, NULL};
	const struct archive_content content = {put_layout, &job};

	if (docker_manifest_make(arena, target, image, &docker, err) != 0)
		return -1;
	job.docker = docker;
	return archive_write_file(arena, target->path, &content, NULL, err);
}

static int
oci_archive_write(struct arena *arena, const struct reference *target,
    const struct transport_image *image, struct digest *ret_digest UNUSED, struct error *err)
{
	struct archive_job job = {arena, target, image, NULL};
	const struct archive_content content = {put_layout, &job};

	return archive_write_file(arena, target->path, &content, NULL, err);
}

/* Whether the name is that of a blob in a layout: "blobs/", an algorithm such
 * as "sha256", "/" and hex digits. */
static bool
is_blob(struct arena *arena, const char *name, struct digest *ret_digest)
{
	static const char blobs[] = "blobs/";
	struct error ignored;
	const char *slash;

	if (!text_starts_with(name, blobs))
		return false;
	name += sizeof(blobs) - 1;
	slash = strchr(name, '/');
	return slash != NULL &&
	    digest_parse(arena_printf(arena, "%.*s:%s", (int)(slash - name), name, slash + 1),
		ret_digest, &ignored) == 0;
}

static void
add_places(struct arena *arena, const struct tar_index *tar, struct blob_places *places)
{
	size_t i;

	for (i = 0; i < tar->count; i++) {
		const char *name = tar->members[i].name;
		struct blob_place place = {.path = tar->path};
		const struct tar_member *member;

		if (!is_blob(arena, name, &place.digest))
			continue;
		/* tar stores a hard link as a name without bytes; this finds
		 * the member that has them */
		member = tar_index_find(tar, name);
		if (member == NULL)
			continue;
		place.offset = member->offset;
		place.size = member->size;
		blob_places_add(places, arena, &place);
	}
	blob_places_sort(places);
}

/* The bytes of a file that a layout has. */
static int
read_member(struct arena *arena, const struct tar_index *tar, const char *name,
    struct text *ret_bytes, struct error *err)
{
	const struct tar_member *member = tar_index_find(tar, name);

	if (member == NULL && strcmp(name, "oci-layout") == 0)
		return error_set(err, ERROR_NOT_FOUND,
		    "\"%s\" is not an OCI image layout: it has no file \"oci-layout\"", tar->name);
	if (member == NULL)
		return error_set(err, ERROR_NOT_FOUND,
		    "\"%s\" holds no image: it has no file \"%s\"", tar->name, name);
	return tar_index_bytes(arena, tar, member, ret_bytes, err);
}

static int
read_layout(struct arena *arena, const struct reference *source, const struct tar_index *tar,
    struct transport_source *ret_source, struct error *err)
{
	SCOPED(json) json_t *index = NULL;
	struct text bytes;

	if (read_member(arena, tar, "oci-layout", &bytes, err) != 0 ||
	    store_check_layout(&bytes, source->path, err) != 0 ||
	    read_member(arena, tar, "index.json", &bytes, err) != 0)
		return -1;
	add_places(arena, tar, &ret_source->places);
	ret_source->store = (struct store){.name = source->path};
	index = layout_index_parse(&bytes, path_join(arena, source->path, "index.json"), err);
	if (index == NULL)
		return -1;
	return layout_index_open(arena, index, source, ret_source, err);
}

static int
archive_read(struct arena *arena, const struct reference *source,
    struct transport_source *ret_source, struct error *err)
{
	struct tar_index tar;

	if (tar_index_read(arena, source->path, &ret_source->unpacked, &tar, err) != 0)
		return -1;
	if (tar_index_find(&tar, "oci-layout") == NULL &&
	    tar_index_find(&tar, "manifest.json") != NULL)
		return docker_archive_open(arena, source, &tar, ret_source, err);
	return read_layout(arena, source, &tar, ret_source, err);
}

static int
oci_archive_read(struct arena *arena, const struct reference *source,
    struct transport_source *ret_source, struct error *err)
{
	struct tar_index tar;

	if (tar_index_read(arena, source->path, &ret_source->unpacked, &tar, err) != 0)
		return -1;
	if (tar_index_find(&tar, "oci-layout") == NULL &&
	    tar_index_find(&tar, "manifest.json") != NULL)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is in Docker's own format alone; \"docker-archive:\" reads it",
		    source->path);
	return read_layout(arena, source, &tar, ret_source, err);
}

const struct transport archive_transport = {.write = archive_write, .read = archive_read};
const struct transport oci_archive_transport = {
    .write = oci_archive_write, .read = oci_archive_read};
