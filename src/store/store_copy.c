#include "store/store_copy.h"

#include "base/file.h"
#include "base/scope.h"
#include "store/blob_reader.h"
#include "stream/filters.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COPY_BUFFER = 256 << 10 };

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
			return store_wrong_size(from, descriptor, size, err);
		if (error_if_stopped(err) != 0 ||
		    (!from->private && digester_add(digester, buffer, (size_t)got, err) != 0) ||
		    stream_write(out, buffer, (size_t)got, err) != 0)
			return -1;
	}
	if (got < 0 || (!from->private && digester_finish(digester, &digest, err) != 0))
		return -1;
	if (size != descriptor->size)
		return store_wrong_size(from, descriptor, size, err);
	if (!digest_equal(&digest, &descriptor->digest))
		return store_wrong_digest(from, &descriptor->digest, err);
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

/* The file of a blob whose digest this run computed itself, when it made or
 * fetched the blob. NULL: it did not. */
static const char *
measured_file(struct arena *arena, const struct store *from, const struct digest *digest)
{
	const struct blob_place *place =
	    from->places == NULL ? NULL : blob_places_find(from->places, digest);

	if (from->private)
		return store_blob_path(arena, from, digest);
	return place != NULL && place->origin != NULL && access(place->path, F_OK) == 0
	    ? place->path
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

/* Gives the file a second name in `to`. False: it must be copied, for example
 * because a file of another size has that name; the copy replaces it. */
static bool
link_blob(struct arena *arena, const char *source, const struct store *to,
    const struct descriptor *descriptor)
{
	struct stat here, there;
	struct error ignored;

	/* on another file system the bytes need not reach the disk of this
	 * one */
	if (stat(source, &here) != 0 || stat(to->path, &there) != 0 || here.st_dev != there.st_dev)
		return false;
	if (!to->private && file_sync(source, &ignored) != 0)
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
	struct error ignored;
	int result;

	if (store_check_blob(to, descriptor, &ignored) == 0)
		return 0;
	if (store_check_blob(from, descriptor, err) != 0)
		return -1;
	result = copy_blob(&arena, from, to, descriptor, err);
	arena_release(&arena);
	return result;
}
