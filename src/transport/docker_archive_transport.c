#include "base/scope.h"
#include "image/image.h"
#include "image/layer_read.h"
#include "layer/tar.h"
#include "transport/archive_write.h"
#include "transport/docker_archive.h"
#include "transport/docker_manifest.h"
#include "transport/single_image.h"

#include <stdlib.h>
#include <string.h>

/* A file of the archive: the config, or a layer. */
struct docker_member {
	const char *path;
	const struct descriptor *blob; /* where it is read from */
	const struct digest *diff_id; /* of a layer; NULL: the config */
	uint64_t size;
};

/* An image on its way into the archive. */
struct docker_job {
	struct arena *arena;
	const struct transport_write *image;
	const struct image_manifest *manifest;
	struct docker_member *members; /* sorted by path, each once */
	size_t member_count;
	const json_t *list; /* manifest.json */
	struct layer_budget budget;
};

/* The tar of a layer, handed to `out` where there is one; its blob and its diff_id are checked. */
static int
stream_layer(struct docker_job *job, const struct docker_member *member, struct stream *out,
    uint64_t *ret_size, struct error *err)
{
	SCOPED(layer_read)
	struct layer_read *layer =
	    layer_read_open_tar(job->image->store, member->blob, &job->budget, err);
	const void *bytes;
	ssize_t got;

	if (layer == NULL)
		return -1;
	while ((got = layer_read_tar(layer, &bytes, err)) > 0)
		if (out != NULL && stream_write(out, bytes, (size_t)got, err) != 0)
			return -1;
	if (got < 0 || layer_read_check(layer, member->diff_id, err) != 0)
		return -1;
	*ret_size = layer_read_size(layer);
	return 0;
}

/* A tar says a file's size before its bytes, so a compressed layer is read once to be measured. */
static int
measure_member(struct docker_job *job, struct docker_member *member, struct error *err)
{
	member->size = member->blob->size;
	if (member->diff_id == NULL || digest_equal(member->diff_id, &member->blob->digest))
		return 0;
	return stream_layer(job, member, NULL, &member->size, err);
}

static int
put_layer(struct docker_job *job, const struct docker_member *member, struct stream *out,
    struct error *err)
{
	const struct tar_entry entry = {
	    .path = member->path, .type = '0', .mode = 0644, .size = member->size};
	uint64_t size;

	if (tar_write_header(out, &entry, err) != 0 ||
	    stream_layer(job, member, out, &size, err) != 0)
		return -1;
	if (size != member->size)
		return error_set(err, ERROR_FAILED,
		    "layer \"%s\" in \"%s\" changed while it was read", member->blob->digest.text,
		    job->image->store->name);
	return tar_write_padding(out, size, err);
}

static int
put_archive(void *context, struct stream *out, struct error *err)
{
	struct docker_job *job = context;
	size_t i;
	int status;

	job->budget = layer_budget_full();
	for (i = 0; i < job->member_count; i++) {
		const struct docker_member *member = &job->members[i];

		status = member->diff_id == NULL
		    ? archive_put_blob(out, member->path, job->image->store, member->blob, err)
		    : put_layer(job, member, out, err);
		if (status != 0)
			return -1;
	}
	if (archive_put_json(job->arena, out, "manifest.json", job->list, err) != 0)
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
sort_members(struct docker_job *job)
{
	size_t kept = 0, i;

	qsort(job->members, job->member_count, sizeof(*job->members), compare_members);
	for (i = 0; i < job->member_count; i++)
		if (kept == 0 || strcmp(job->members[kept - 1].path, job->members[i].path) != 0)
			job->members[kept++] = job->members[i];
	job->member_count = kept;
}

/* The files, measured, and in `layers` what the made manifest says of them. */
static int
gather(struct docker_job *job, struct descriptor *layers, struct error *err)
{
	const struct image_manifest *manifest = job->manifest;
	struct docker_member *member = job->members;
	size_t i;

	*member++ = (struct docker_member){
	    .path = arena_printf(
		job->arena, "%s.json", digest_hex(&manifest->config_descriptor.digest)),
	    .blob = &manifest->config_descriptor,
	};
	job->budget = layer_budget_full();
	for (i = 0; i < manifest->layer_count; i++, member++) {
		member->blob = &manifest->layers[i];
		member->diff_id = &manifest->config.diff_ids[i];
		member->path = arena_printf(job->arena, "%s.tar", digest_hex(member->diff_id));
		if (measure_member(job, member, err) != 0)
			return -1;
		layers[i].digest = *member->diff_id;
		layers[i].size = member->size;
	}
	job->member_count = manifest->layer_count + 1;
	job->members[0].size = manifest->config_descriptor.size;
	sort_members(job);
	return 0;
}

static json_t *
make_list(const struct docker_job *job, const struct reference *target)
{
	json_t *list = json_array(), *entry = json_object(), *layers = json_array(), *names;
	const struct image_manifest *manifest = job->manifest;
	size_t i;

	json_object_set_new(entry, "Config",
	    json_string(arena_printf(
		job->arena, "%s.json", digest_hex(&manifest->config_descriptor.digest))));
	if (target->tag != NULL) {
		names = json_array();
		json_array_append_new(names, json_string(target->tag));
	} else {
		names = docker_manifest_names(job->arena, target, job->image);
	}
	json_object_set_new(entry, "RepoTags", names);
	for (i = 0; i < manifest->layer_count; i++)
		json_array_append_new(layers,
		    json_string(arena_printf(
			job->arena, "%s.tar", digest_hex(&manifest->config.diff_ids[i]))));
	json_object_set_new(entry, "Layers", layers);
	json_array_append_new(list, entry);
	return list;
}

static int
docker_archive_write(struct arena *arena, const struct reference *target,
    const struct transport_write *image, struct digest *ret_digest, struct error *err)
{
	struct docker_job job = {.arena = arena, .image = image};
	const struct archive_content content = {put_archive, &job};
	SCOPED(json) json_t *list = NULL;
	struct image_manifest manifest;
	struct docker_image made;
	struct descriptor *layers, root;
	struct text bytes;

	if (single_image_read(arena, "docker-archive:", image, &manifest, err) != 0)
		return -1;
	job.manifest = &manifest;
	layers = arena_array(arena, manifest.layer_count, sizeof(*layers));
	job.members = arena_array(arena, manifest.layer_count + 1, sizeof(*job.members));
	if (gather(&job, layers, err) != 0)
		return -1;
	list = make_list(&job, target);
	job.list = list;
	made = (struct docker_image){manifest.config_descriptor, layers, manifest.layer_count};
	if (docker_archive_manifest(arena, &made, &bytes, &root, err) != 0 ||
	    archive_write_file(arena, target->path, &content, NULL, err) != 0)
		return -1;
	*ret_digest = root.digest;
	return 0;
}

static int
docker_archive_read(struct arena *arena, const struct reference *source,
    struct transport_source *ret_source, struct error *err)
{
	struct tar_index tar;

	if (tar_index_read(arena, source->path, &ret_source->unpacked, &tar, err) != 0)
		return -1;
	return docker_archive_open(arena, source, &tar, ret_source, err);
}

const struct transport docker_archive_transport = {docker_archive_write, docker_archive_read};
