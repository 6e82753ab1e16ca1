#include "store/store.h"

#include "base/file.h"
#include "base/leftover.h"
#include "base/path.h"
#include "base/process.h"
#include "base/scope.h"
#include "store/blob_reader.h"
#include "stream/filters.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LAYOUT_FILE_LIMIT = 4 << 10, COPY_BUFFER = 256 << 10 };

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
store_own(struct arena *arena, const char *path)
{
	char *folder = arena_strdup(arena, path);

	return (struct store){
	    .path = folder, .blobs = folder, .name = folder, .flat = true, .own = true};
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

/* The bytes that a blob has where it lies; false: it is not there, or no regular file. */
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
store_begin(const struct store *store, struct store_blob *ret_blob, struct error *err)
{
	char hidden[sizeof(ret_blob->hidden)];
	SCOPED(fd) int fd = -1;
	int lock = 0;

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
	} while (!store->own && !leftover_hold(fd, hidden));
	if (fchmod(fd, 0644) != 0 || (!store->own && (lock = fcntl(fd, F_DUPFD_CLOEXEC, 0)) < 0)) {
		error_errno(err, "cannot write \"%s\"", hidden);
		unlink(hidden);
		return -1;
	}
	memcpy(ret_blob->hidden, hidden, sizeof(hidden));
	ret_blob->lock = lock;
	ret_blob->fd = TAKE_FD(fd);
	return 0;
}

static void
release_lock(struct store_blob *blob)
{
	if (blob->lock > 0)
		close(blob->lock);
	blob->lock = 0;
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
	/* a layout has blobs/sha256 from its beginning; other folders are made when they are
	 * needed */
	if ((!store->own && file_sync(blob->hidden, err) != 0) ||
	    (!store->flat && store_make_folder(path_folder(&arena, path), err) != 0))
		status = -1;
	if (status == 0)
		status = file_rename(blob->hidden, path, err);
	if (status == 0)
		blob->hidden[0] = '\0';
	release_lock(blob);
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
	release_lock(blob);
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
	uint64_t size;

	if (!blob_size(store, &descriptor->digest, &size))
		return missing_blob(store, &descriptor->digest, err);
	if (size != descriptor->size)
		return wrong_size(store, descriptor, size, err);
	return 0;
}

int
store_read(struct arena *arena, const struct store *store, const struct descriptor *descriptor,
    struct text *ret_bytes, struct error *err)
{
	SCOPED(blob_reader) struct blob_reader reader = {.fd = -1};
	struct digest digest;
	struct text bytes;
	ssize_t got;

	if (descriptor->size > STORE_READ_LIMIT)
		return error_set(err, ERROR_FAILED,
		    "blob \"%s\" in \"%s\" has %llu bytes; mote reads no manifest or config over %d",
		    descriptor->digest.text, store->name, (unsigned long long)descriptor->size,
		    STORE_READ_LIMIT);
	if (store_check_blob(store, descriptor, err) != 0 ||
	    blob_reader_open(store, &descriptor->digest, &reader, err) != 0)
		return -1;
	text_init(&bytes, arena);
	bytes.bytes = arena_alloc(arena, descriptor->size + 1);
	bytes.capacity = descriptor->size + 1;
	/* one more than there should be: the file may have grown */
	got = blob_reader_read(&reader, bytes.bytes, bytes.capacity, err);
	if (got < 0)
		return -1;
	if ((uint64_t)got != descriptor->size)
		return wrong_size(store, descriptor, (uint64_t)got, err);
	bytes.bytes[got] = '\0';
	bytes.length = (size_t)got;
	if (digest_of_bytes_as(&descriptor->digest,
		&(struct digest_bytes){text_string(&bytes), bytes.length}, &digest, err) != 0)
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

int
store_stream_blob(const struct store *from, const struct descriptor *descriptor, struct stream *out,
    struct error *err)
{
	SCOPED(digester) struct digester *digester = digester_new_as(&descriptor->digest, err);
	SCOPED(blob_reader) struct blob_reader reader = {.fd = -1};
	SCOPED(heap) char *buffer = NULL;
	struct digest digest = descriptor->digest;
	uint64_t size = 0;
	ssize_t got;

	if (digester == NULL || blob_reader_open(from, &descriptor->digest, &reader, err) != 0)
		return -1;
	buffer = malloc(COPY_BUFFER);
	if (buffer == NULL)
		return error_errno(err, "cannot copy \"%s\"", descriptor->digest.text);
	while ((got = blob_reader_read(&reader, buffer, COPY_BUFFER, err)) > 0) {
		size += (uint64_t)got;
		if (size > descriptor->size)
			return wrong_size(from, descriptor, size, err);
		if (process_check_interrupted(err) != 0 ||
		    (!from->own && digester_add(digester, buffer, (size_t)got, err) != 0) ||
		    stream_write(out, buffer, (size_t)got, err) != 0)
			return -1;
	}
	if (got < 0 || (!from->own && digester_finish(digester, &digest, err) != 0))
		return -1;
	if (size != descriptor->size)
		return wrong_size(from, descriptor, size, err);
	if (!digest_equal(&digest, &descriptor->digest))
		return wrong_digest(from, &descriptor->digest, err);
	return 0;
}

/* Every byte is checked on its way. */
static int
copy_checked(const struct store *from, struct store_blob *blob, const struct descriptor *descriptor,
    struct error *err)
{
	SCOPED(stream) struct stream *out = file_stream_new(TAKE_FD(blob->fd), blob->hidden, err);

	if (out == NULL || store_stream_blob(from, descriptor, out, err) != 0)
		return -1;
	return stream_finish(out, err);
}

/* The file of a blob whose bytes this run measured itself, because it made them or fetched them. NULL: there is none. */
static const char *
measured_file(struct arena *arena, const struct store *from, const struct digest *digest)
{
	const struct blob_place *place =
	    from->places == NULL ? NULL : blob_places_find(from->places, digest);

	if (from->own)
		return store_blob_path(arena, from, digest);
	return place != NULL && place->fetch != NULL && access(place->path, F_OK) == 0 ? place->path
										       : NULL;
}

static int
copy_measured(const char *source, const struct store_blob *blob, struct error *err)
{
	SCOPED(fd) int fd = open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	return fd < 0 ? error_errno(err, "cannot open \"%s\"", source)
		      : file_copy((struct file_end){fd, source},
			    (struct file_end){blob->fd, blob->hidden}, err);
}

/* A second name for a blob of ours; false: it must be copied. A file that stands there in a wrong size is in the way,
 * and is then replaced. */
static bool
link_blob(struct arena *arena, const char *source, const struct store *to,
    const struct descriptor *descriptor)
{
	struct stat here, there;
	struct error ignored;

	/* on another file system the bytes need not reach the disk of this one */
	if (stat(source, &here) != 0 || stat(to->path, &there) != 0 || here.st_dev != there.st_dev)
		return false;
	if (!to->own && file_sync(source, &ignored) != 0)
		return false;
	return link(source, store_blob_path(arena, to, &descriptor->digest)) == 0;
}

static int
copy_blob(struct arena *arena, const struct store *from, const struct store *to,
    const struct descriptor *descriptor, struct error *err)
{
	SCOPED(store_blob) struct store_blob blob = {.fd = -1};
	const char *measured = measured_file(arena, from, &descriptor->digest);
	int status;

	if (measured != NULL && link_blob(arena, measured, to, descriptor))
		return 0;
	if (store_begin(to, &blob, err) != 0)
		return -1;
	status = measured != NULL ? copy_measured(measured, &blob, err)
				  : copy_checked(from, &blob, descriptor, err);
	return status != 0 ? -1 : store_commit(to, &blob, &descriptor->digest, err);
}

int
store_copy_blob(const struct store *from, const struct store *to,
    const struct descriptor *descriptor, struct error *err)
{
	struct arena arena = {0};
	uint64_t size;
	int result;

	if (blob_size(to, &descriptor->digest, &size) && size == descriptor->size)
		return 0;
	if (store_check_blob(from, descriptor, err) != 0)
		return -1;
	result = copy_blob(&arena, from, to, descriptor, err);
	arena_release(&arena);
	return result;
}
