#include "base/path.h"
#include "base/scope.h"
#include "image/image_walk.h"
#include "store/store_copy.h"
#include "transport/layout_index.h"
#include "transport/layout_prune.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>

/* The entries of a layout that has no oci-layout yet: another mote may be
 * making it now, or was stopped. */
static bool
is_beginning(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, "blobs") == 0 ||
	    strcmp(name, "oci-layout") == 0 || text_starts_with(name, ".oci-layout.mote-");
}

/* A folder that is there, holds something and is no layout is somebody's: it is
 * left alone. */
static int
check_target(struct arena *arena, const char *path, struct error *err)
{
	char *marker = path_join(arena, path, "oci-layout");
	SCOPED(directory) DIR *folder = opendir(path);
	struct dirent *entry;

	if (folder == NULL && errno == ENOENT)
		return 0;
	if (folder == NULL && errno == ENOTDIR && file_exists(path))
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is a file; \"oci:\" writes a folder, \"archive:\" a file", path);
	if (folder == NULL)
		return error_errno(err, "cannot open \"%s\"", path);
	/* asked after the name was seen: another mote may have been faster */
	while ((entry = readdir(folder)) != NULL)
		if (!is_beginning(entry->d_name) && !file_exists(marker))
			return error_set(err, ERROR_FAILED,
			    "\"%s\" holds files and is not an OCI image layout; name another folder",
			    path);
	return 0;
}

struct copy_context {
	const struct store *from, *to;
};

static int
copy_blob(void *context, const struct image_node *node, struct error *err)
{
	const struct copy_context *copy = context;

	return store_copy_blob(copy->from, copy->to, &node->descriptor, err);
}

static int
check_blob(void *context, const struct image_node *node, struct error *err)
{
	const struct copy_context *copy = context;

	return store_has(copy->to, &node->descriptor.digest)
	    ? 0
	    : store_check_blob(copy->from, &node->descriptor, err);
}

/* Refuses an image that lacks a blob before any part of it is written. */
static int
check_image(
    struct arena *arena, const char *path, const struct transport_image *image, struct error *err)
{
	struct store layout = {0};
	struct copy_context context = {image->store, &layout};
	const struct image_walk check = {
	    .store = image->store, .reach = WALK_BLOBS, .visit = check_blob, .context = &context};

	if (file_exists(path_join(arena, path, "oci-layout")) &&
	    store_open(arena, path, path, &layout, err) != 0)
		return -1;
	return image_walk(arena, &check, image->root, err);
}

/* Adds the root without a tag, unless an entry has it. A referrer has no tag,
 * and everything in a layout must be reachable from index.json. */
static void
keep_root(json_t *index, const struct descriptor *root)
{
	json_t *manifests = json_object_get(index, "manifests");
	const json_t *entry;
	size_t i;

	json_array_foreach(manifests, i, entry)
	{
		const char *digest = json_string_value(json_object_get(entry, "digest"));

		if (digest != NULL && strcmp(digest, root->digest.text) == 0)
			return;
	}
	json_array_append_new(manifests, descriptor_to_json(root));
}

/* Under the lock of the folder, so that two who write at once both keep their
 * tags. */
static int
move_tags(struct arena *arena, const struct store *store, const struct reference *target,
    const struct transport_image *image, struct error *err)
{
	SCOPED(fd) int lock = open(store->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	SCOPED(json) json_t *index = NULL;
	char *path = path_join(arena, store->path, "index.json"), *bytes;
	size_t size;

	if (lock < 0 || flock(lock, LOCK_EX) != 0)
		return error_errno(err, "cannot lock \"%s\"", store->path);
	index = file_exists(path) ? layout_index_read(arena, store, err) : layout_index_new();
	if (index == NULL)
		return -1;
	layout_index_add(arena, index, target, image);
	keep_root(index, image->root);
	bytes = json_bytes(arena, index, &size);
	return file_write_durable(path, bytes, size, 0644, err);
}

static int
layout_write(struct arena *arena, const struct reference *target,
    const struct transport_image *image, struct digest *ret_digest UNUSED, struct error *err)
{
	struct store layout;
	struct copy_context context = {image->store, &layout};
	const struct image_walk walk = {
	    .store = image->store, .reach = WALK_BLOBS, .visit = copy_blob, .context = &context};
	/* locks a layout that exists already: no pruning may remove the blobs
	 * that this write finds there */
	SCOPED(fd) int early = layout_hold(arena, target->path);
	SCOPED(fd) int lock = -1;

	/* a blob that was copied stays whatever comes: another who writes may
	 * have found it and counts on it */
	if (check_target(arena, target->path, err) != 0 ||
	    (!image->store->private && check_image(arena, target->path, image, err) != 0) ||
	    store_create(arena, target->path, &layout, err) != 0)
		return -1;
	lock = early >= 0 ? TAKE_FD(early) : layout_hold(arena, target->path);
	if (lock < 0)
		return error_errno(err, "cannot lock \"%s\"", target->path);
	if (image_walk(arena, &walk, image->root, err) != 0 || store_sync(&layout, err) != 0)
		return -1;
	return move_tags(arena, &layout, target, image, err);
}

static void
close_layout(void *state)
{
	scope_fd(state);
}

static int
layout_read(struct arena *arena, const struct reference *source,
    struct transport_source *ret_source, struct error *err)
{
	SCOPED(json) json_t *index = NULL;
	int *lock;

	if (store_open(arena, source->path, source->path, &ret_source->store, err) != 0)
		return -1;
	lock = arena_alloc(arena, sizeof(*lock));
	*lock = layout_hold(arena, source->path);
	ret_source->state = lock;
	ret_source->close = close_layout;
	index = layout_index_read(arena, &ret_source->store, err);
	if (index == NULL)
		return -1;
	return layout_index_open(arena, index, source, ret_source, err);
}

const struct transport layout_transport = {.write = layout_write, .read = layout_read};
