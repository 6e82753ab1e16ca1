#include "store/store.h"

#include "base/file.h"
#include "base/path.h"
#include "base/process.h"
#include "base/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char layout_file[] = "{\"imageLayoutVersion\":\"1.0.0\"}";

enum { LAYOUT_FILE_LIMIT = 4 << 10, COPY_BUFFER = 256 << 10 };

int
store_open(struct arena *arena, const char *path, const char *name, struct store *ret_store,
    struct error *err)
{
	char *file = path_join(arena, path, "oci-layout");
	SCOPED(json) json_t *json = NULL;
	const char *version;
	struct text bytes;

	if (!file_exists(file))
		return error_set(err, ERROR_NOT_FOUND,
		    "\"%s\" is not an OCI image layout: it has no file \"oci-layout\"", name);
	if (file_read(arena, file, LAYOUT_FILE_LIMIT, &bytes, err) != 0)
		return -1;
	json = json_parse(
	    text_string(&bytes), bytes.length, path_join(arena, name, "oci-layout"), err);
	if (json == NULL)
		return -1;
	version = json_string_value(json_object_get(json, "imageLayoutVersion"));
	if (version == NULL || strcmp(version, "1.0.0") != 0)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is an image layout of version \"%s\"; mote knows 1.0.0", name,
		    version == NULL ? "?" : version);
	*ret_store =
	    (struct store){.path = arena_strdup(arena, path), .name = arena_strdup(arena, name)};
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
	if (!file_is_folder(path))
		return error_set(err, ERROR_USAGE,
		    "\"%s\" is there and is not a folder; name another one for the image", path);
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
	return store_open(arena, path, path, ret_store, err);
}

char *
store_blob_path(struct arena *arena, const struct store *store, const struct digest *digest)
{
	return arena_printf(arena, "%s/blobs/sha256/%s", store->path, digest_hex(digest));
}

/* The status of a blob that is a regular file; false: there is none. */
static bool
blob_status(const struct store *store, const struct digest *digest, struct stat *ret_status)
{
	struct arena arena = {0};
	bool found = stat(store_blob_path(&arena, store, digest), ret_status) == 0 &&
	    S_ISREG(ret_status->st_mode);

	arena_release(&arena);
	return found;
}

bool
store_has(const struct store *store, const struct digest *digest)
{
	struct stat status;

	return blob_status(store, digest, &status);
}

int
store_begin(const struct store *store, struct store_blob *ret_blob, struct error *err)
{
	char hidden[sizeof(ret_blob->hidden)];
	SCOPED(fd) int fd = -1;

	if (snprintf(hidden, sizeof(hidden), "%s/blobs/sha256/.mote-XXXXXX", store->path) >=
	    (int)sizeof(hidden))
		return error_set(
		    err, ERROR_FAILED, "the path \"%.200s...\" is too long", store->path);
	fd = mkostemp(hidden, O_CLOEXEC);
	if (fd < 0)
		return error_errno(err, "cannot write to the image layout \"%s\"", store->path);
	if (fchmod(fd, 0644) != 0) {
		error_errno(err, "cannot set the mode of \"%s\"", hidden);
		unlink(hidden);
		return -1;
	}
	memcpy(ret_blob->hidden, hidden, sizeof(hidden));
	ret_blob->fd = TAKE_FD(fd);
	return 0;
}

int
store_commit(const struct store *store, struct store_blob *blob, const struct digest *digest,
    struct error *err)
{
	struct arena arena = {0};
	int status = 0;

	if (blob->fd >= 0 && close(TAKE_FD(blob->fd)) != 0 && errno != EINTR)
		return error_errno(err, "cannot write \"%s\"", blob->hidden);
	status = file_rename(blob->hidden, store_blob_path(&arena, store, digest), err);
	if (status == 0)
		blob->hidden[0] = '\0';
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

static int
missing_blob(const struct store *store, const struct digest *digest, struct error *err)
{
	return error_set(err, ERROR_NOT_FOUND,
	    "blob \"%s\" is not in \"%s\": the image is not whole; build or copy it again",
	    digest->text, store->name);
}

static int
wrong_size(const struct store *store, const struct descriptor *descriptor, uint64_t size,
    struct error *err)
{
	return error_set(err, ERROR_FAILED,
	    "blob \"%s\" in \"%s\" has %llu bytes and not %llu: the image is damaged; build or "
	    "copy it again",
	    descriptor->digest.text, store->name, (unsigned long long)size,
	    (unsigned long long)descriptor->size);
}

static int
wrong_digest(const struct store *store, const struct digest *digest, struct error *err)
{
	return error_set(err, ERROR_FAILED,
	    "blob \"%s\" in \"%s\" has other content than its digest says: the image is damaged; "
	    "build or copy it again",
	    digest->text, store->name);
}

int
store_check_blob(const struct store *store, const struct descriptor *descriptor, struct error *err)
{
	struct stat status;

	if (!blob_status(store, &descriptor->digest, &status))
		return missing_blob(store, &descriptor->digest, err);
	if ((uint64_t)status.st_size != descriptor->size)
		return wrong_size(store, descriptor, (uint64_t)status.st_size, err);
	return 0;
}

int
store_read(struct arena *arena, const struct store *store, const struct descriptor *descriptor,
    struct text *ret_bytes, struct error *err)
{
	struct digest digest;
	struct text bytes;

	if (descriptor->size > STORE_READ_LIMIT)
		return error_set(err, ERROR_FAILED,
		    "blob \"%s\" in \"%s\" has %llu bytes; mote reads no manifest or config over %d",
		    descriptor->digest.text, store->name, (unsigned long long)descriptor->size,
		    STORE_READ_LIMIT);
	if (store_check_blob(store, descriptor, err) != 0)
		return -1;
	if (file_read(arena, store_blob_path(arena, store, &descriptor->digest), STORE_READ_LIMIT,
		&bytes, err) != 0)
		return -1;
	if (bytes.length != descriptor->size)
		return wrong_size(store, descriptor, bytes.length, err);
	if (digest_of_bytes(text_string(&bytes), bytes.length, &digest, err) != 0)
		return -1;
	if (!digest_equal(&digest, &descriptor->digest))
		return wrong_digest(store, &descriptor->digest, err);
	*ret_bytes = bytes;
	return 0;
}

json_t *
store_read_json(struct arena *arena, const struct store *store, const struct descriptor *descriptor,
    struct error *err)
{
	SCOPED(json) json_t *json = NULL;
	struct text bytes = {0};

	if (store_read(arena, store, descriptor, &bytes, err) != 0)
		return NULL;
	json = json_parse(text_string(&bytes), bytes.length,
	    arena_printf(arena, "%s: %s", store->name, descriptor->digest.text), err);
	if (json != NULL && !json_is_object(json)) {
		error_set(err, ERROR_FAILED, "blob \"%s\" in \"%s\" is not a JSON object",
		    descriptor->digest.text, store->name);
		return NULL;
	}
	return TAKE(json);
}

/* Copies from the descriptor `from` to the blob and checks every byte that it writes. */
static int
copy_checked(int from, const struct store_blob *blob, const struct store *store,
    const struct descriptor *descriptor, struct error *err)
{
	SCOPED(digester) struct digester *digester = digester_new(err);
	SCOPED(heap) char *buffer = NULL;
	struct digest digest;
	uint64_t size = 0;
	ssize_t got;

	if (digester == NULL)
		return -1;
	buffer = malloc(COPY_BUFFER);
	if (buffer == NULL)
		return error_errno(err, "cannot copy \"%s\"", descriptor->digest.text);
	while (
	    (got = file_read_full(from, buffer, COPY_BUFFER, descriptor->digest.text, err)) > 0) {
		size += (uint64_t)got;
		if (process_check_interrupted(err) != 0 ||
		    digester_add(digester, buffer, (size_t)got, err) != 0 ||
		    file_write_all(blob->fd, buffer, (size_t)got, blob->hidden, err) != 0)
			return -1;
	}
	if (got < 0 || digester_finish(digester, &digest, err) != 0)
		return -1;
	if (size != descriptor->size)
		return wrong_size(store, descriptor, size, err);
	if (!digest_equal(&digest, &descriptor->digest))
		return wrong_digest(store, &descriptor->digest, err);
	return 0;
}

static int
copy_blob(struct arena *arena, const struct store *from, const struct store *to,
    const struct descriptor *descriptor, struct error *err)
{
	SCOPED(store_blob) struct store_blob blob = {.fd = -1};
	char *source = store_blob_path(arena, from, &descriptor->digest);
	SCOPED(fd) int fd = -1;
	int status;

	/* a file that stands there in a wrong size is in the way of a link, and is then replaced */
	if (from->own && link(source, store_blob_path(arena, to, &descriptor->digest)) == 0)
		return 0;
	fd = open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return error_errno(err, "cannot open \"%s\"", source);
	if (store_begin(to, &blob, err) != 0)
		return -1;
	status = from->own ? file_copy(fd, blob.fd, source, err)
			   : copy_checked(fd, &blob, from, descriptor, err);
	return status != 0 ? -1 : store_commit(to, &blob, &descriptor->digest, err);
}

int
store_copy_blob(const struct store *from, const struct store *to,
    const struct descriptor *descriptor, struct error *err)
{
	struct arena arena = {0};
	struct stat status;
	int result;

	if (blob_status(to, &descriptor->digest, &status) &&
	    (uint64_t)status.st_size == descriptor->size)
		return 0;
	if (store_check_blob(from, descriptor, err) != 0)
		return -1;
	result = copy_blob(&arena, from, to, descriptor, err);
	arena_release(&arena);
	return result;
}
