#include "store/blob_reader.h"

#include "base/file.h"
#include "base/scope.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
blob_places_add(struct blob_places *places, struct arena *arena, const struct blob_place *place)
{
	places->items = arena_grow(
	    arena, places->items, places->count, &places->capacity, sizeof(*places->items));
	places->items[places->count++] = *place;
}

/* One content may lie in several places: which is read does not depend on the sorting. */
static int
compare_places(const void *left, const void *right)
{
	const struct blob_place *one = left, *other = right;
	int order = strcmp(one->digest.text, other->digest.text);

	return order != 0 ? order : (one->offset > other->offset) - (one->offset < other->offset);
}

void
blob_places_sort(struct blob_places *places)
{
	if (places->count > 1)
		qsort(places->items, places->count, sizeof(*places->items), compare_places);
}

const struct blob_place *
blob_places_find(const struct blob_places *places, const struct digest *digest)
{
	size_t from = 0, to = places->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (strcmp(places->items[middle].digest.text, digest->text) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	if (from == places->count || !digest_equal(&places->items[from].digest, digest))
		return NULL;
	return &places->items[from];
}

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
	if (place != NULL && place->fetch != NULL &&
	    place->fetch(place->fetch_context, place, err) != 0)
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
