#include "store/store.h"

#include "base/file.h"
#include "base/leftover.h"
#include "base/path.h"
#include "base/scope.h"
#include "store/blob_place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LAYOUT_FILE_LIMIT = 4 << 10 };

int
store_check_layout(const struct text *bytes, const char *name, struct error *err)
{
	SCOPED(json) json_t *json = NULL;
	struct arena arena = {0};
	const char *version;

	json = json_parse(
	    text_string(bytes), bytes->length, path_join(&arena, name, "oci-layout"), err);
	arena_release(&arena);
	if (json == NULL)
		return -1;
	version = json_string_value(json_object_get(json, "imageLayoutVersion"));
	if (version == NULL || strcmp(version, "1.0.0") != 0)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is an image layout of version \"%s\"; mote knows 1.0.0", name,
		    version == NULL ? "?" : version);
	return 0;
}

int
store_open(struct arena *arena, const char *path, const char *name, struct store *ret_store,
    struct error *err)
{
	char *file = path_join(arena, path, "oci-layout");
	struct text bytes;

	if (!file_exists(file))
		return error_set(err, ERROR_NOT_FOUND,
		    "\"%s\" is not an OCI image layout: it has no file \"oci-layout\"", name);
	if (file_read(arena, file, LAYOUT_FILE_LIMIT, &bytes, err) != 0 ||
	    store_check_layout(&bytes, name, err) != 0)
		return -1;
	*ret_store = (struct store){.path = arena_strdup(arena, path),
	    .blobs = path_join(arena, path, "blobs"),
	    .name = arena_strdup(arena, name)};
	return 0;
}

struct store
store_private(struct arena *arena, const char *path)
{
	char *folder = arena_strdup(arena, path);

	return (struct store){
	    .path = folder, .blobs = folder, .name = folder, .flat = true, .private = true};
}

int
store_sync(const struct store *store, struct error *err)
{
	struct arena arena = {0};
	static const char *const folders[] = {"sha256", "sha512"};
	int status = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(folders) && status == 0 && !store->flat; i++) {
		const char *folder = path_join(&arena, store->blobs, folders[i]);

		if (file_is_folder(folder))
			status = file_sync(folder, err);
	}
	if (status == 0)
		status = file_sync(store->blobs, err);
	arena_release(&arena);
	return status;
}

char *
store_blob_path(struct arena *arena, const struct store *store, const struct digest *digest)
{
	if (store->flat)
		return path_join(arena, store->blobs, digest_hex(digest));
	return arena_printf(
	    arena, "%s/%s/%s", store->blobs, digest_algorithm(digest), digest_hex(digest));
}

/* The bytes that a blob has where it lies; false: it is not there, or no
 * regular file. */
static bool
blob_size(const struct store *store, const struct digest *digest, uint64_t *ret_size)
{
	const struct blob_place *place =
	    store->places == NULL ? NULL : blob_places_find(store->places, digest);
	struct arena arena = {0};
	struct stat status;
	bool found;

	if (place != NULL)
		*ret_size = place->size;
	if (place != NULL || store->path == NULL)
		return place != NULL;
	found =
	    stat(store_blob_path(&arena, store, digest), &status) == 0 && S_ISREG(status.st_mode);
	arena_release(&arena);
	if (found)
		*ret_size = (uint64_t)status.st_size;
	return found;
}

bool
store_has(const struct store *store, const struct digest *digest)
{
	uint64_t size;

	return blob_size(store, digest, &size);
}

int
store_make_folder(const char *path, struct error *err)
{
	if (mkdir(path, 0755) == 0)
		return chmod(path, 0755) == 0 ? 0 : error_errno(err, "cannot open \"%s\"", path);
	if (errno != EEXIST)
		return error_errno(err, "cannot make the folder \"%s\"", path);
	if (!file_is_folder(path))
		return error_set(err, ERROR_USAGE,
		    "\"%s\" is there and is not a folder; name another one for the image", path);
	return 0;
}

int
store_begin(const struct store *store, struct store_blob *ret_blob, struct error *err)
{
	char hidden[sizeof(ret_blob->hidden)];
	SCOPED(fd) int fd = -1;
	int lock = -1;

	do {
		scope_fd(&fd);
		if (snprintf(hidden, sizeof(hidden), "%s%s/.blob.mote-%ld-XXXXXX", store->blobs,
			store->flat ? "" : "/sha256", (long)getpid()) >= (int)sizeof(hidden))
			return error_set(
			    err, ERROR_FAILED, "the path \"%.200s...\" is too long", store->path);
		fd = mkostemp(hidden, O_CLOEXEC);
		if (fd < 0)
			return error_errno(
			    err, "cannot write to the image layout \"%s\"", store->path);
	} while (!store->private && !leftover_hold(fd, hidden));
	if (fchmod(fd, 0644) != 0 ||
	    (!store->private && (lock = fcntl(fd, F_DUPFD_CLOEXEC, 0)) < 0)) {
		error_errno(err, "cannot write \"%s\"", hidden);
		unlink(hidden);
		return -1;
	}
	memcpy(ret_blob->hidden, hidden, sizeof(hidden));
	ret_blob->lock = lock;
	ret_blob->fd = TAKE_FD(fd);
	return 0;
}

int
store_commit(const struct store *store, struct store_blob *blob, const struct digest *digest,
    struct error *err)
{
	struct arena arena = {0};
	char *path = store_blob_path(&arena, store, digest);
	int status = 0;

	if (blob->fd >= 0 && close(TAKE_FD(blob->fd)) != 0 && errno != EINTR)
		return error_errno(err, "cannot write \"%s\"", blob->hidden);
	/* a layout has blobs/sha256 from its beginning; other folders are made
	 * when they are needed */
	if ((!store->private && file_sync(blob->hidden, err) != 0) ||
	    (!store->flat && store_make_folder(path_folder(&arena, path), err) != 0))
		status = -1;
	if (status == 0)
		status = file_rename(blob->hidden, path, err);
	if (status == 0)
		blob->hidden[0] = '\0';
	scope_fd(&blob->lock);
	arena_release(&arena);
	return status;
}

void
scope_store_blob(struct store_blob *blob)
{
	if (blob->hidden[0] == '\0')
		return;
	scope_fd(&blob->fd);
	unlink(blob->hidden);
	scope_fd(&blob->lock);
}

int
store_put(const struct store *store, const char *media_type, const struct text *bytes,
    struct descriptor *ret_descriptor, struct error *err)
{
	SCOPED(store_blob) struct store_blob blob = {.fd = -1};
	struct descriptor descriptor = {.media_type = media_type, .size = bytes->length};
	const char *content = text_string(bytes);

	if (digest_of_bytes(content, bytes->length, &descriptor.digest, err) != 0 ||
	    store_begin(store, &blob, err) != 0 ||
	    file_write_all(blob.fd, content, bytes->length, blob.hidden, err) != 0 ||
	    store_commit(store, &blob, &descriptor.digest, err) != 0)
		return -1;
	*ret_descriptor = descriptor;
	return 0;
}

int
store_wrong_size(const struct store *store, const struct descriptor *descriptor, uint64_t size,
    struct error *err)
{
	return error_set(err, ERROR_FAILED,
	    "blob \"%s\" in \"%s\" has %llu bytes and not %llu: the image is damaged; build or "
	    "copy it again",
	    descriptor->digest.text, store->name, (unsigned long long)size,
	    (unsigned long long)descriptor->size);
}

int
store_wrong_digest(const struct store *store, const struct digest *digest, struct error *err)
{
	return error_set(err, ERROR_FAILED,
	    "blob \"%s\" in \"%s\" has other content than its digest says: the image is damaged; "
	    "build or copy it again",
	    digest->text, store->name);
}

int
store_check_blob(const struct store *store, const struct descriptor *descriptor, struct error *err)
{
	uint64_t size;

	if (!blob_size(store, &descriptor->digest, &size))
		return error_set(err, ERROR_NOT_FOUND,
		    "blob \"%s\" is not in \"%s\": the image is not whole; build or copy it again",
		    descriptor->digest.text, store->name);
	if (size != descriptor->size)
		return store_wrong_size(store, descriptor, size, err);
	return 0;
}
