#include "transport/docker_archive_write.h"

#include "base/scope.h"
#include "image/layer_read.h"
#include "layer/tar.h"
#include "transport/archive_write.h"
#include "transport/docker_archive.h"

#include <stdlib.h>
#include <string.h>

struct docker_member {
	const char *path;
	const struct descriptor *blob; /* where it is read from */
	const struct digest *diff_id; /* of a layer; NULL: the config */
	uint64_t size;
};

/* The tar of a layer, handed to `out` where there is one; its blob and its
 * diff_id are checked. */
static int
stream_layer(struct docker_archive *archive, const struct docker_member *member, struct stream *out,
    uint64_t *ret_size, struct error *err)
{
	SCOPED(layer_read)
	struct layer_read *layer = layer_read_open_tar(
	    archive->store, member->blob, member->diff_id, &archive->budget, err);
	const void *bytes;
	ssize_t got;

	if (layer == NULL)
		return -1;
	while ((got = layer_read_tar(layer, &bytes, err)) > 0)
		if (out != NULL && stream_write(out, bytes, (size_t)got, err) != 0)
			return -1;
	if (got < 0 || layer_read_check(layer, err) != 0)
		return -1;
	*ret_size = layer_read_size(layer);
	return 0;
}

static int
put_layer(struct docker_archive *archive, const struct docker_member *member, struct stream *out,
    struct error *err)
{
	const struct tar_entry entry = {
	    .path = member->path, .type = '0', .mode = 0644, .size = member->size};
	uint64_t size;

	if (tar_write_header(out, &entry, err) != 0 ||
	    stream_layer(archive, member, out, &size, err) != 0)
		return -1;
	if (size != member->size)
		return error_set(err, ERROR_FAILED,
		    "layer \"%s\" in \"%s\" changed while it was read", member->blob->digest.text,
		    archive->store->name);
	return tar_write_padding(out, size, err);
}

int
docker_archive_put(void *context, struct stream *out, struct error *err)
{
	struct docker_archive *archive = context;
	size_t i;
	int status;

	archive->budget = layer_budget_full();
	for (i = 0; i < archive->member_count; i++) {
		const struct docker_member *member = &archive->members[i];

		status = member->diff_id == NULL
		    ? archive_put_blob(out, member->path, archive->store, member->blob, err)
		    : put_layer(archive, member, out, err);
		if (status != 0)
			return -1;
	}
	if (archive_put_bytes(out, "manifest.json", &archive->list, err) != 0)
		return -1;
	return tar_write_end(out, err);
}

static int
compare_members(const void *left, const void *right)
{
	return strcmp(((const struct docker_member *)left)->path,
	    ((const struct docker_member *)right)->path);
}

/* An image may have one layer twice; the archive has its file once. */
static void
sort_members(struct docker_archive *archive)
{
	size_t kept = 0, i;

	qsort(archive->members, archive->member_count, sizeof(*archive->members), compare_members);
	for (i = 0; i < archive->member_count; i++)
		if (kept == 0 ||
		    strcmp(archive->members[kept - 1].path, archive->members[i].path) != 0)
			archive->members[kept++] = archive->members[i];
	archive->member_count = kept;
}

/* The files, measured, and in `layers` what the made manifest says of them. */
static int
gather(struct arena *arena, struct docker_archive *archive, struct descriptor *layers,
    struct error *err)
{
	const struct image_manifest *manifest = archive->manifest;
	struct docker_member *member = archive->members;
	size_t i;

	*member++ = (struct docker_member){
	    .path = arena_printf(arena, "%s.json", digest_hex(&manifest->config_descriptor.digest)),
	    .blob = &manifest->config_descriptor,
	};
	archive->budget = layer_budget_full();
	for (i = 0; i < manifest->layer_count; i++, member++) {
		member->blob = &manifest->layers[i];
		member->diff_id = &manifest->config.diff_ids[i];
		member->path = arena_printf(arena, "%s.tar", digest_hex(member->diff_id));
		member->size = member->blob->size;
		/* a tar says a file's size before its bytes, so a compressed
		 * layer is read once to be measured */
		if (!digest_equal(member->diff_id, &member->blob->digest) &&
		    stream_layer(archive, member, NULL, &member->size, err) != 0)
			return -1;
		layers[i].digest = *member->diff_id;
		layers[i].size = member->size;
	}
	archive->member_count = manifest->layer_count + 1;
	archive->members[0].size = manifest->config_descriptor.size;
	sort_members(archive);
	return 0;
}

/* manifest.json */
static void
make_list(struct arena *arena, struct docker_archive *archive)
{
	SCOPED(json) json_t *list = json_array();
	const struct image_manifest *manifest = archive->manifest;
	json_t *entry = json_object(), *layers = json_array(), *names = json_array();
	size_t i;

	json_array_append_new(list, entry);
	json_object_set_new(entry, "Config",
	    json_string(
		arena_printf(arena, "%s.json", digest_hex(&manifest->config_descriptor.digest))));
	for (i = 0; i < archive->names.count; i++)
		json_array_append_new(names, json_string(archive->names.items[i]));
	json_object_set_new(entry, "RepoTags", names);
	for (i = 0; i < manifest->layer_count; i++)
		json_array_append_new(layers,
		    json_string(
			arena_printf(arena, "%s.tar", digest_hex(&manifest->config.diff_ids[i]))));
	json_object_set_new(entry, "Layers", layers);
	text_init(&archive->list, arena);
	archive->list.bytes = json_bytes(arena, list, &archive->list.length);
}

int
docker_archive_prepare(struct arena *arena, struct docker_archive *archive, struct error *err)
{
	const struct image_manifest *manifest = archive->manifest;
	struct descriptor *layers = arena_array(arena, manifest->layer_count, sizeof(*layers));
	struct descriptor root;
	struct docker_image made = {manifest->config_descriptor, layers, manifest->layer_count};
	struct text bytes;

	archive->members = arena_array(arena, manifest->layer_count + 1, sizeof(*archive->members));
	if (gather(arena, archive, layers, err) != 0 ||
	    docker_archive_manifest(arena, &made, &bytes, &root, err) != 0)
		return -1;
	archive->digest = root.digest;
	make_list(arena, archive);
	return 0;
}
