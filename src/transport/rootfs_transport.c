#include "base/path.h"
#include "image/image_files.h"
#include "layer/tar.h"
#include "transport/archive_write.h"
#include "transport/single_image.h"

#include <stdlib.h>
#include <string.h>

/*
 * The merged tree of one platform as one tar, to be unpacked where no image is
 * known. What the layers' tars have is written as it passes, so nothing is held
 * back: the folders first, sorted; then the files, layer by layer, in the order
 * that the layers have them; then, sorted, all that has no content: links, of
 * which a hard one follows what it names, devices, fifos.
 */
enum { PIECE = 64 << 10 };

struct rootfs_job {
	struct arena *arena;
	const struct store *store;
	const struct image_manifest *manifest;
	struct image_files files;
	struct stream *out;
};

static int
put_header(const struct rootfs_job *job, const struct image_file *file, struct error *err)
{
	struct arena arena = {0};
	struct tar_entry entry = {
	    .path = file->path + 1,
	    .type = file->type,
	    .mode = file->mode,
	    .owner = file->owner,
	    .group = file->group,
	    .size = file->type == '0' ? file->size : 0,
	    .mtime = file->mtime,
	    .link = file->link,
	    .device_major = file->device_major,
	    .device_minor = file->device_minor,
	    .attributes = &file->attributes,
	};
	int status;

	if (file->type == '5')
		entry.path = arena_printf(&arena, "%s/", file->path + 1);
	if (file->type == '1')
		entry.link = file->link + 1;
	status = tar_write_header(job->out, &entry, err);
	arena_release(&arena);
	return status;
}

static int
put_file(void *context, const struct image_file *file, struct layer_read *layer, struct error *err)
{
	const struct rootfs_job *job = context;
	char buffer[PIECE];
	uint64_t size = 0;
	ssize_t got;

	if (put_header(job, file, err) != 0)
		return -1;
	while ((got = layer_read_content(layer, buffer, sizeof(buffer), err)) > 0) {
		size += (uint64_t)got;
		if (size > file->size || stream_write(job->out, buffer, (size_t)got, err) != 0)
			return size > file->size
			    ? error_set(err, ERROR_FAILED, "it is longer than its header says")
			    : -1;
	}
	if (got < 0)
		return -1;
	if (size != file->size)
		return error_set(err, ERROR_FAILED, "it is shorter than its header says");
	return tar_write_padding(job->out, size, err);
}

static int
compare_paths(const void *left, const void *right)
{
	return strcmp(
	    ((const struct image_file *)left)->path, ((const struct image_file *)right)->path);
}

static bool
has_folder(const struct image_files *files, const char *path)
{
	const struct image_file wanted = {.path = path};

	return files->count > 0 &&
	    bsearch(&wanted, files->items, files->count, sizeof(wanted), compare_paths) != NULL;
}

static void
add_folder(const struct rootfs_job *job, struct image_files *folders, const struct image_file *file)
{
	folders->items = arena_grow(
	    job->arena, folders->items, folders->count, &folders->capacity, sizeof(*file));
	folders->items[folders->count++] = *file;
}

/* Those of the image, and those that no layer has but that something lies in,
 * as unpacking makes them. What lies in one folder stands together in the list,
 * so that one which the entry before lies in too is known already. */
static void
list_folders(const struct rootfs_job *job, struct image_files *folders)
{
	const char *before = "";
	size_t i;

	for (i = 0; i < job->files.count; i++) {
		const struct image_file *file = &job->files.items[i];
		struct image_file made = {.type = '5', .mode = 0755};

		for (made.path = path_folder(job->arena, file->path); strcmp(made.path, "/") != 0 &&
		    !path_is_inside(made.path, before) && !has_folder(&job->files, made.path);
		    made.path = path_folder(job->arena, made.path))
			add_folder(job, folders, &made);
		if (file->type == '5')
			add_folder(job, folders, file);
		before = file->path;
	}
	if (folders->count > 1)
		qsort(folders->items, folders->count, sizeof(*folders->items), compare_paths);
}

static int
put_contents(struct rootfs_job *job, struct error *err)
{
	struct image_contents wanted = {.take = put_file, .context = job};
	const struct image_file **list = arena_array(job->arena, job->files.count, sizeof(*list));
	size_t i;

	for (i = 0; i < job->files.count; i++)
		if (job->files.items[i].type == '0')
			list[wanted.count++] = &job->files.items[i];
	wanted.files = list;
	return image_read_contents(job->store, job->manifest, &wanted, err);
}

static int
put_tree(void *context, struct stream *out, struct error *err)
{
	struct rootfs_job *job = context;
	struct image_files folders = {0};
	size_t i;

	job->out = out;
	list_folders(job, &folders);
	for (i = 0; i < folders.count; i++)
		if (put_header(job, &folders.items[i], err) != 0)
			return -1;
	if (put_contents(job, err) != 0)
		return -1;
	for (i = 0; i < job->files.count; i++) {
		const struct image_file *file = &job->files.items[i];

		if (file->type != '0' && file->type != '5' && put_header(job, file, err) != 0)
			return -1;
	}
	return tar_write_end(out, err);
}

static int
rootfs_write(struct arena *arena, const struct reference *target,
    const struct transport_image *image, struct digest *ret_digest, struct error *err)
{
	struct rootfs_job job = {.arena = arena, .store = image->store};
	const struct archive_content content = {put_tree, &job};
	struct image_manifest manifest;
	struct measure measure;

	if (single_image_read(arena, "rootfs:", image, &manifest, err) != 0 ||
	    image_list_files(arena, image->store, &manifest, &job.files, err) != 0)
		return -1;
	job.manifest = &manifest;
	if (archive_write_file(arena, target->path, &content, &measure, err) != 0)
		return -1;
	*ret_digest = measure.digest;
	return 0;
}

const struct transport rootfs_transport = {.write = rootfs_write};
