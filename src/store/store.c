#include "store/store.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "stream/filters.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char layout_file[] = "{\"imageLayoutVersion\":\"1.0.0\"}";

enum { LAYOUT_FILE_LIMIT = 4 << 10, SMALL_BLOB_LIMIT = 4 << 20, CHECK_BUFFER = 256 << 10 };

int
store_open(struct arena *arena, const char *path, struct store *ret_store, struct error *err)
{
	char *file = path_join(arena, path, "oci-layout");
	SCOPED(json) json_t *json = NULL;
	const char *version;
	struct text bytes;

	if (!file_exists(file))
		return error_set(err, ERROR_NOT_FOUND,
		    "\"%s\" is not an OCI image layout: it has no file \"oci-layout\"", path);
	if (file_read(arena, file, LAYOUT_FILE_LIMIT, &bytes, err) != 0)
		return -1;
	json = json_parse(text_string(&bytes), bytes.length, file, err);
	if (json == NULL)
		return -1;
	version = json_string_value(json_object_get(json, "imageLayoutVersion"));
	if (version == NULL || strcmp(version, "1.0.0") != 0)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is an image layout of version \"%s\"; mote knows 1.0.0", path,
		    version == NULL ? "?" : version);
	*ret_store = (struct store){.path = arena_strdup(arena, path)};
	return 0;
}

/* One level that nobody's umask closes to others. */
static int
make_open_folder(const char *path, struct error *err)
{
	if (mkdir(path, 0755) == 0)
		return chmod(path, 0755) == 0 ? 0 : error_errno(err, "cannot open \"%s\"", path);
	if (errno != EEXIST)
		return error_errno(err, "cannot make the folder \"%s\"", path);
	return 0;
}

int
store_create(struct arena *arena, const char *path, struct store *ret_store, struct error *err)
{
	char *parent = path_folder(arena, path);
	char *blobs = path_join(arena, path, "blobs");
	char *marker = path_join(arena, path, "oci-layout");

	if (!file_is_folder(parent) && file_make_folders(parent, err) != 0)
		return -1;
	if (make_open_folder(path, err) != 0 || make_open_folder(blobs, err) != 0 ||
	    make_open_folder(path_join(arena, blobs, "sha256"), err) != 0)
		return -1;
	if (!file_exists(marker) &&
	    file_write(marker, layout_file, sizeof(layout_file) - 1, 0644, err) != 0)
		return -1;
	return store_open(arena, path, ret_store, err);
}

char *
store_blob_path(struct arena *arena, const struct store *store, const struct digest *digest)
{
	return arena_printf(arena, "%s/blobs/sha256/%s", store->path, digest_hex(digest));
}

bool
store_has(const struct store *store, const struct digest *digest)
{
	struct arena arena = {0};
	bool has = file_exists(store_blob_path(&arena, store, digest));

	arena_release(&arena);
	return has;
}

int
store_begin(const struct store *store, struct store_blob *ret_blob, struct error *err)
{
	struct arena arena = {0};
	char *hidden = NULL;
	int status = -1;

	ret_blob->fd = file_beside(
	    &arena, path_join(&arena, store->path, "blobs/sha256/blob"), 0644, &hidden, err);
	if (ret_blob->fd >= 0 &&
	    snprintf(ret_blob->hidden, sizeof(ret_blob->hidden), "%s", hidden) <
		(int)sizeof(ret_blob->hidden))
		status = 0;
	else if (ret_blob->fd >= 0)
		status = error_set(err, ERROR_FAILED, "the path \"%s\" is too long", store->path);
	arena_release(&arena);
	return status;
}

int
store_commit(const struct store *store, struct store_blob *blob, const struct digest *digest,
    struct error *err)
{
	struct arena arena = {0};
	int status = file_rename(blob->hidden, store_blob_path(&arena, store, digest), err);

	arena_release(&arena);
	if (status != 0)
		return -1;
	blob->hidden[0] = '\0';
	return 0;
}

void
scope_store_blob(struct store_blob *blob)
{
	scope_fd(&blob->fd);
	if (blob->hidden[0] != '\0')
		unlink(blob->hidden);
}

int
store_put(const struct store *store, const char *media_type, const struct text *bytes,
    struct descriptor *ret_descriptor, struct error *err)
{
	SCOPED(store_blob) struct store_blob blob = {.fd = -1};
	struct descriptor descriptor = {.media_type = media_type, .size = bytes->length};

	if (digest_of_bytes(bytes->bytes, bytes->length, &descriptor.digest, err) != 0 ||
	    store_begin(store, &blob, err) != 0 ||
	    file_write_all(blob.fd, bytes->bytes, bytes->length, blob.hidden, err) != 0 ||
	    store_commit(store, &blob, &descriptor.digest, err) != 0)
		return -1;
	*ret_descriptor = descriptor;
	return 0;
}

static int
missing_blob(const struct store *store, const struct descriptor *descriptor, struct error *err)
{
	return error_errno(
	    err, "blob %s of \"%s\" cannot be opened", descriptor->digest.text, store->path);
}

static int
wrong_blob(const struct store *store, const struct descriptor *descriptor, struct error *err)
{
	return error_set(err, ERROR_FAILED,
	    "blob %s of \"%s\" does not have the digest or size that it is named by; the image is "
	    "damaged",
	    descriptor->digest.text, store->path);
}

int
store_read(struct arena *arena, const struct store *store, const struct descriptor *descriptor,
    struct text *ret_bytes, struct error *err)
{
	char *path = store_blob_path(arena, store, &descriptor->digest);
	struct digest found;
	struct text bytes;

	if (!file_exists(path))
		return missing_blob(store, descriptor, err);
	if (file_read(arena, path, SMALL_BLOB_LIMIT, &bytes, err) != 0 ||
	    digest_of_bytes(bytes.bytes, bytes.length, &found, err) != 0)
		return -1;
	if (bytes.length != descriptor->size || !digest_equal(&found, &descriptor->digest))
		return wrong_blob(store, descriptor, err);
	*ret_bytes = bytes;
	return 0;
}

json_t *
store_read_json(struct arena *arena, const struct store *store, const struct descriptor *descriptor,
    struct error *err)
{
	struct text bytes;

	if (store_read(arena, store, descriptor, &bytes, err) != 0)
		return NULL;
	return json_parse(text_string(&bytes), bytes.length, descriptor->digest.text, err);
}

/* Copies while computing the digest: what a foreign store holds is not believed. */
static int
copy_checked(int from, int to, const char *name, struct measure *result, struct error *err)
{
	SCOPED(digester) struct digester *digester = digester_new(err);
	SCOPED(heap) char *buffer = malloc(CHECK_BUFFER);
	ssize_t got;

	if (digester == NULL)
		return -1;
	if (buffer == NULL)
		return error_errno(err, "cannot copy \"%s\"", name);
	result->size = 0;
	while ((got = file_read_full(from, buffer, CHECK_BUFFER, name, err)) > 0) {
		if (digester_add(digester, buffer, (size_t)got, err) != 0 ||
		    file_write_all(to, buffer, (size_t)got, name, err) != 0)
			return -1;
		result->size += (uint64_t)got;
	}
	return got < 0 ? -1 : digester_finish(digester, &result->digest, err);
}

/* A blob of our own store gets a second name where the file system allows it. */
static bool
link_blob(struct arena *arena, const struct store *from, const struct store *to,
    const struct digest *digest)
{
	return from->own &&
	    link(store_blob_path(arena, from, digest), store_blob_path(arena, to, digest)) == 0;
}

int
store_copy_blob(const struct store *from, const struct store *to,
    const struct descriptor *descriptor, struct error *err)
{
	SCOPED(store_blob) struct store_blob blob = {.fd = -1};
	SCOPED(fd) int source = -1;
	struct measure found = {.size = descriptor->size, .digest = descriptor->digest};
	struct arena arena = {0};
	bool done =
	    store_has(to, &descriptor->digest) || link_blob(&arena, from, to, &descriptor->digest);

	if (!done)
		source = open(store_blob_path(&arena, from, &descriptor->digest),
		    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	arena_release(&arena);
	if (done)
		return 0;
	if (source < 0)
		return missing_blob(from, descriptor, err);
	if (store_begin(to, &blob, err) != 0)
		return -1;
	if ((from->own ? file_copy(source, blob.fd, to->path, err)
		       : copy_checked(source, blob.fd, to->path, &found, err)) != 0)
		return -1;
	if (found.size != descriptor->size || !digest_equal(&found.digest, &descriptor->digest))
		return wrong_blob(from, descriptor, err);
	return store_commit(to, &blob, &descriptor->digest, err);
}
