/*
 * Any bytes as a layer. The first byte says how they lie in the blob: as they
 * are, or as a tar that was packed before by gzip or zstd, so that what is
 * tried is the reading of the tar and not the checksum around it. Every entry
 * and its content is read; whatever ends well has the digest that it was stored
 * with.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "image/layer_read.h"
#include "stream/compressor.h"

#include <archive_entry.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum packing { AS_IS, BY_GZIP, BY_ZSTD, PACKINGS };
enum { MOST_BYTES = 4 << 20 };

static void
require_message(const struct error *err)
{
	if (err->text[0] == '\0' || strchr(err->text, '\n') != NULL || err->kind < ERROR_FAILED ||
	    err->kind > ERROR_REFUSED)
		abort();
}

static void
pack(enum packing packing, const void *bytes, size_t size, struct text *blob)
{
	const struct compress_options options = {.level = 1, .total = size};
	struct error err;
	SCOPED(stream) struct stream *out = memory_stream_new(blob, &err);

	if (packing == BY_GZIP)
		out = gzip_stream_new(out, &options, &err);
	else if (packing == BY_ZSTD)
		out = zstd_stream_new(out, &options, &err);
	if (out == NULL || stream_write(out, bytes, size, &err) != 0 ||
	    stream_finish(out, &err) != 0)
		abort();
}

/* 0 at the end of the tar, -1. */
static int
read_all(struct layer_read *layer, struct error *err)
{
	struct archive_entry *entry;
	char buffer[4096];
	bool end = false;
	ssize_t got = 0;

	while (got >= 0 && (entry = layer_read_next(layer, &end, err)) != NULL) {
		if (layer_read_afford(layer, (uint64_t)archive_entry_size(entry), err) != 0)
			return -1;
		do {
			got = layer_read_content(layer, buffer, sizeof(buffer), err);
		} while (got > 0);
	}
	return got < 0 || !end ? -1 : 0;
}

static void
look(const struct store *store, const struct descriptor *blob, const struct digest *diff_id,
    bool certain)
{
	struct layer_budget budget = {MOST_BYTES, MOST_BYTES, 10000, MOST_BYTES};
	struct error err = {0};
	SCOPED(layer_read)
	struct layer_read *layer = layer_read_open(store, blob, diff_id, &budget, &err);

	if (layer == NULL || read_all(layer, &err) != 0) {
		require_message(&err);
		return;
	}
	if (layer_read_check(layer, &err) == 0)
		return;
	require_message(&err);
	if (certain && strstr(err.text, "damaged") != NULL)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	enum packing packing = size > 0 ? data[0] % PACKINGS : AS_IS;
	struct arena arena = {0};
	struct descriptor blob;
	struct digest diff_id;
	struct store store;
	struct error err;
	struct text bytes;

	if (size == 0)
		return 0;
	text_init(&bytes, &arena);
	pack(packing, data + 1, size - 1, &bytes);
	if (temporary_folder_make(&folder, &err) != 0 ||
	    store_create(&arena, folder.path, &store, &err) != 0 ||
	    digest_of_bytes(data + 1, size - 1, &diff_id, &err) != 0 ||
	    store_put(&store, MEDIA_OCI_LAYER "+gzip", &bytes, &blob, &err) != 0)
		abort();
	look(&store, &blob, &diff_id, packing != AS_IS);
	arena_release(&arena);
	return 0;
}
