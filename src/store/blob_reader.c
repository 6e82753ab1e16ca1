#include "store/blob_reader.h"

#include "base/file.h"
#include "base/scope.h"
#include "store/blob_place.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

int
blob_reader_open(const struct store *store, const struct digest *digest,
    struct blob_reader *ret_reader, struct error *err)
{
	const struct blob_place *place =
	    store->places == NULL ? NULL : blob_places_find(store->places, digest);
	struct blob_reader reader = {.fd = -1, .left = UINT64_MAX, .digest = *digest};
	struct arena arena = {0};
	SCOPED(fd) int fd = -1;
	const char *path;

	if (place != NULL) {
		reader.bytes = place->bytes;
		reader.left = place->size;
	}
	if (place == NULL && store->blobs == NULL)
		return error_set(err, ERROR_NOT_FOUND, "blob \"%s\" is not in \"%s\"", digest->text,
		    store->name);
	if (place != NULL && place->origin != NULL &&
	    place->origin->fetch(place->origin->context, place, err) != 0)
		return -1;
	if (reader.bytes == NULL) {
		path = place != NULL ? place->path : store_blob_path(&arena, store, digest);
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
		arena_release(&arena);
		if (fd < 0 || (place != NULL && lseek(fd, (off_t)place->offset, SEEK_SET) < 0))
			return error_errno(
			    err, "cannot open blob \"%s\" of \"%s\"", digest->text, store->name);
		reader.fd = TAKE_FD(fd);
	}
	*ret_reader = reader;
	return 0;
}

int
blob_reader_skip(struct blob_reader *reader, uint64_t bytes, struct error *err)
{
	if (reader->bytes != NULL)
		reader->bytes += bytes;
	else if (lseek(reader->fd, (off_t)bytes, SEEK_CUR) < 0)
		return error_errno(err, "cannot read blob \"%s\"", reader->digest.text);
	if (reader->left != UINT64_MAX)
		reader->left -= bytes < reader->left ? bytes : reader->left;
	return 0;
}

ssize_t
blob_reader_read(struct blob_reader *reader, void *buffer, size_t size, struct error *err)
{
	size_t wanted = size < reader->left ? size : (size_t)reader->left;
	ssize_t got = (ssize_t)wanted;

	if (reader->bytes == NULL) {
		got = file_read_full(reader->fd, buffer, wanted, reader->digest.text, err);
	} else {
		memcpy(buffer, reader->bytes, wanted);
		reader->bytes += wanted;
	}
	if (got > 0 && reader->left != UINT64_MAX)
		reader->left -= (uint64_t)got;
	return got;
}

void
scope_blob_reader(struct blob_reader *reader)
{
	scope_fd(&reader->fd);
}
