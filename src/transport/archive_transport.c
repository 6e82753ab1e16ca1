#include "base/path.h"
#include "base/scope.h"
#include "layer/tar.h"
#include "stream/filters.h"
#include "transport/archive_read.h"
#include "transport/docker_manifest.h"
#include "transport/layout_index.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The blobs of the image, to be written in order of their names. */
struct blob_list {
	struct arena *arena;
	struct descriptor *items;
	size_t count, capacity;
};

static int
collect_blob(void *context, const struct descriptor *descriptor, struct error *err UNUSED)
{
	struct blob_list *list = context;

	list->items = arena_grow(
	    list->arena, list->items, list->count, &list->capacity, sizeof(*list->items));
	list->items[list->count++] = *descriptor;
	return 0;
}

static int
compare_blobs(const void *left, const void *right)
{
	return strcmp(((const struct descriptor *)left)->digest.text,
	    ((const struct descriptor *)right)->digest.text);
}

static int
put_folder(struct stream *out, const char *path, struct error *err)
{
	const struct tar_entry entry = {.path = path, .type = '5', .mode = 0755};

	return tar_write_header(out, &entry, err);
}

static int
put_json(struct arena *arena, struct stream *out, const char *path, const json_t *json,
    struct error *err)
{
	struct tar_entry entry = {.path = path, .type = '0', .mode = 0644};
	size_t size;
	char *bytes = json_bytes(arena, json, &size);

	entry.size = size;
	if (tar_write_header(out, &entry, err) != 0 || stream_write(out, bytes, size, err) != 0)
		return -1;
	return tar_write_padding(out, size, err);
}

static int
put_blob(struct arena *arena, struct stream *out, const struct store *store,
    const struct descriptor *blob, struct error *err)
{
	char *path = store_blob_path(arena, store, &blob->digest);
	SCOPED(fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct tar_entry entry = {.type = '0', .mode = 0644, .size = blob->size};

	if (fd < 0)
		return error_errno(err, "cannot open \"%s\"", path);
	entry.path = arena_printf(arena, "blobs/sha256/%s", digest_hex(&blob->digest));
	if (tar_write_header(out, &entry, err) != 0)
		return -1;
	return tar_write_file(out, fd, path, blob->size, err);
}

/* Sorted by name, as everything that mote writes. */
static int
put_everything(struct arena *arena, struct stream *out, const struct reference *target,
    const struct transport_write *image, struct error *err)
{
	struct blob_list blobs = {.arena = arena};
	const struct layout_walk walk = {collect_blob, &blobs};
	SCOPED(json) json_t *index = layout_index_new();
	SCOPED(json) json_t *docker = docker_manifest_make(arena, target, image, err);
	SCOPED(json) json_t *layout = json_object();
	size_t i;

	if (docker == NULL || layout_walk_blobs(arena, image->store, image->root, &walk, err) != 0)
		return -1;
	qsort(blobs.items, blobs.count, sizeof(*blobs.items), compare_blobs);
	layout_index_add(arena, index, target, image);
	json_object_set_new(layout, "imageLayoutVersion", json_string("1.0.0"));
	if (put_folder(out, "blobs/", err) != 0 || put_folder(out, "blobs/sha256/", err) != 0)
		return -1;
	for (i = 0; i < blobs.count; i++)
		if (put_blob(arena, out, image->store, &blobs.items[i], err) != 0)
			return -1;
	if (put_json(arena, out, "index.json", index, err) != 0 ||
	    put_json(arena, out, "manifest.json", docker, err) != 0 ||
	    put_json(arena, out, "oci-layout", layout, err) != 0)
		return -1;
	return tar_write_end(out, err);
}

/* The archive's own compression, by its name. */
static struct stream *
by_name(struct stream *next, const char *path, struct error *err)
{
	if (text_ends_with(path, ".gz") || text_ends_with(path, ".tgz"))
		return gzip_stream_new(next, 0, 0, err);
	if (text_ends_with(path, ".xz"))
		return xz_stream_new(next, 0, err);
	if (text_ends_with(path, ".zst"))
		return zstd_stream_new(next, 0, err);
	return next;
}

static int
write_hidden(struct arena *arena, int fd, const struct reference *target,
    const struct transport_write *image, struct error *err)
{
	SCOPED(stream) struct stream *out = file_stream_new(fd, target->path, err);

	out = out == NULL ? NULL : by_name(out, target->path, err);
	if (out == NULL || put_everything(arena, out, target, image, err) != 0)
		return -1;
	return stream_finish(out, err);
}

static int
archive_write(struct arena *arena, const struct reference *target,
    const struct transport_write *image, struct error *err)
{
	char *hidden = NULL;
	int fd;

	if (file_is_folder(target->path))
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is a folder; an archive is a file, \"oci:\" writes a folder",
		    target->path);
	fd = file_beside(arena, target->path, 0644, &hidden, err);
	if (fd < 0)
		return -1;
	if (write_hidden(arena, fd, target, image, err) != 0 ||
	    file_rename_durable(hidden, target->path, err) != 0) {
		unlink(hidden);
		return -1;
	}
	return 0;
}

static int
archive_read(struct arena *arena, const struct reference *source,
    struct transport_source *ret_source, struct error *err)
{
	const char *folder = ret_source->unpacked.path;
	SCOPED(json) json_t *index = NULL;

	if (temporary_folder_make(&ret_source->unpacked, err) != 0 ||
	    archive_unpack(source->path, folder, err) != 0 ||
	    store_open(arena, folder, source->path, &ret_source->store, err) != 0)
		return -1;
	index = layout_index_read(arena, &ret_source->store, err);
	if (index == NULL)
		return -1;
	return layout_index_find(arena, index, source, &ret_source->root, err);
}

const struct transport archive_transport = {"archive", archive_write, archive_read};
