#include "image/layer_read.h"

#include "base/file.h"
#include "base/process.h"
#include "base/scope.h"

#include <archive_entry.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

enum { READ_BLOCK = 256 << 10, ENTRY_LIMIT = 10000000 };

/* What a small blob may grow to before it is taken for a bomb. */
static const uint64_t size_limit = (uint64_t)64 << 30;

/*
 * Two readers of libarchive, one behind the other: `packed` undoes the compression and sees one raw file,
 * whose bytes are measured on their way into `tar`.
 */
struct layer_read {
	struct archive *packed, *tar;
	const struct descriptor *blob;
	struct digester *blob_digester, *tar_digester;
	uint64_t blob_size, tar_size;
	unsigned entries;
	int fd;
	struct error trouble; /* of a callback: libarchive cannot carry ours */
	char blob_bytes[READ_BLOCK], tar_bytes[READ_BLOCK];
};

static la_ssize_t
pull_blob(struct archive *archive, void *context, const void **ret_bytes)
{
	struct layer_read *layer = context;
	ssize_t got = file_read_full(
	    layer->fd, layer->blob_bytes, READ_BLOCK, layer->blob->digest.text, &layer->trouble);

	if (got > 0 &&
	    digester_add(layer->blob_digester, layer->blob_bytes, (size_t)got, &layer->trouble) !=
		0)
		got = -1;
	if (got < 0) {
		archive_set_error(archive, ARCHIVE_FATAL, "%s", layer->trouble.text);
		return -1;
	}
	layer->blob_size += (uint64_t)got;
	*ret_bytes = layer->blob_bytes;
	return got;
}

static la_ssize_t
pull_tar(struct archive *archive, void *context, const void **ret_bytes)
{
	struct layer_read *layer = context;
	la_ssize_t got = archive_read_data(layer->packed, layer->tar_bytes, READ_BLOCK);

	if (got > 0 && layer->tar_size + (uint64_t)got > size_limit)
		error_set(&layer->trouble, ERROR_FAILED,
		    "layer %s unpacks to more than 64 GiB, the most that is read",
		    layer->blob->digest.text);
	else if (got < 0)
		error_set(&layer->trouble, ERROR_FAILED, "layer %s cannot be decompressed: %s",
		    layer->blob->digest.text, archive_error_string(layer->packed));
	else if (got > 0)
		(void)!digester_add(
		    layer->tar_digester, layer->tar_bytes, (size_t)got, &layer->trouble);
	if (layer->trouble.kind != 0 || process_check_interrupted(&layer->trouble) != 0) {
		archive_set_error(archive, ARCHIVE_FATAL, "%s", layer->trouble.text);
		return -1;
	}
	layer->tar_size += (uint64_t)got;
	*ret_bytes = layer->tar_bytes;
	return got;
}

static int
layer_failed(struct layer_read *layer, struct archive *archive, struct error *err)
{
	const char *why = archive_error_string(archive);

	if (layer->trouble.kind != 0) {
		*err = layer->trouble;
		return -1;
	}
	return error_set(err, ERROR_FAILED, "layer %s cannot be read: %s", layer->blob->digest.text,
	    why == NULL ? "unknown reason" : why);
}

static int
open_readers(struct layer_read *layer, struct error *err)
{
	struct archive_entry *entry;
	int status;

	archive_read_support_filter_gzip(layer->packed);
	archive_read_support_filter_zstd(layer->packed);
	archive_read_support_format_raw(layer->packed);
	archive_read_support_format_empty(layer->packed);
	if (archive_read_open(layer->packed, layer, NULL, pull_blob, NULL) != ARCHIVE_OK)
		return layer_failed(layer, layer->packed, err);
	status = archive_read_next_header(layer->packed, &entry);
	if (status != ARCHIVE_OK && status != ARCHIVE_EOF)
		return layer_failed(layer, layer->packed, err);
	archive_read_support_format_tar(layer->tar);
	archive_read_support_format_empty(layer->tar);
	if (archive_read_open(layer->tar, layer, NULL, pull_tar, NULL) != ARCHIVE_OK)
		return layer_failed(layer, layer->tar, err);
	return 0;
}

struct layer_read *
layer_read_open(const struct store *store, const struct descriptor *blob, struct error *err)
{
	SCOPED(layer_read) struct layer_read *layer = calloc(1, sizeof(*layer));
	struct arena arena = {0};

	if (layer == NULL) {
		error_set(err, ERROR_FAILED, "out of memory");
		return NULL;
	}
	layer->blob = blob;
	layer->fd = open(store_blob_path(&arena, store, &blob->digest),
	    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
	arena_release(&arena);
	if (layer->fd < 0) {
		error_errno(
		    err, "blob %s of \"%s\" cannot be opened", blob->digest.text, store->path);
		return NULL;
	}
	layer->packed = archive_read_new();
	layer->tar = archive_read_new();
	layer->blob_digester = digester_new(err);
	layer->tar_digester = digester_new(err);
	if (layer->packed == NULL || layer->tar == NULL || layer->blob_digester == NULL ||
	    layer->tar_digester == NULL) {
		error_set(err, ERROR_FAILED, "out of memory");
		return NULL;
	}
	if (open_readers(layer, err) != 0)
		return NULL;
	return TAKE(layer);
}

struct archive_entry *
layer_read_next(struct layer_read *layer, bool *ret_end, struct error *err)
{
	struct archive_entry *entry = NULL;
	int status = archive_read_next_header(layer->tar, &entry);

	*ret_end = status == ARCHIVE_EOF;
	if (status == ARCHIVE_EOF)
		return NULL;
	if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
		layer_failed(layer, layer->tar, err);
		return NULL;
	}
	if (++layer->entries > ENTRY_LIMIT) {
		error_set(err, ERROR_FAILED,
		    "layer %s holds more than %d entries, the most that is read",
		    layer->blob->digest.text, ENTRY_LIMIT);
		return NULL;
	}
	return entry;
}

struct archive *
layer_read_archive(struct layer_read *layer)
{
	return layer->tar;
}

/* A tar's reader stops at its end mark; what is behind it belongs to the digests too. */
static int
drain(struct layer_read *layer, struct error *err)
{
	const void *bytes;
	la_ssize_t got;

	do {
		got = pull_tar(layer->tar, layer, &bytes);
	} while (got > 0);
	while (got == 0 && (got = pull_blob(layer->packed, layer, &bytes)) > 0)
		got = 0;
	return got < 0 ? layer_failed(layer, layer->tar, err) : 0;
}

int
layer_read_check(struct layer_read *layer, const struct digest *diff_id, struct error *err)
{
	struct digest blob, tar;

	if (drain(layer, err) != 0 || digester_finish(layer->blob_digester, &blob, err) != 0 ||
	    digester_finish(layer->tar_digester, &tar, err) != 0)
		return -1;
	if (!digest_equal(&blob, &layer->blob->digest) || layer->blob_size != layer->blob->size)
		return error_set(err, ERROR_FAILED,
		    "layer %s does not have the digest or size that it is named by; the image is "
		    "damaged",
		    layer->blob->digest.text);
	if (!digest_equal(&tar, diff_id))
		return error_set(err, ERROR_FAILED,
		    "layer %s unpacks to %s, but the config says %s; the image is damaged",
		    layer->blob->digest.text, tar.text, diff_id->text);
	return 0;
}

uint64_t
layer_read_size(const struct layer_read *layer)
{
	return layer->tar_size;
}

void
layer_read_free(struct layer_read *layer)
{
	if (layer == NULL)
		return;
	if (layer->tar != NULL)
		archive_read_free(layer->tar);
	if (layer->packed != NULL)
		archive_read_free(layer->packed);
	digester_free(layer->blob_digester);
	digester_free(layer->tar_digester);
	scope_fd(&layer->fd);
	free(layer);
}

void
scope_layer_read(struct layer_read **layer)
{
	layer_read_free(*layer);
}
