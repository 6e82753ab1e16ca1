#include "image/layer_read.h"

#include "base/scope.h"
#include "store/blob_reader.h"
#include "stream/access_lists.h"
#include "stream/compressor.h"

#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

enum { READ_BLOCK = 256 << 10, MOST_GROWTH = 1000, NAME_COST = 64, ATTRIBUTE_COST = 6 };

/* Even a small blob may unpack to so many bytes before it is taken for a
 * bomb. */
static const uint64_t least_limit = (uint64_t)1 << 30;

/* libarchive does not always give one. */
static const char no_reason[] = "it is damaged or cut off";

/*
 * Two readers of libarchive, one behind the other: `packed` undoes the
 * compression and sees one raw file, whose bytes are measured on their way into
 * `tar`.
 */
struct layer_read {
	struct archive *packed, *tar;
	const struct store *store;
	const struct descriptor *blob;
	const struct digest *diff_id; /* NULL: the layer is not checked */
	struct layer_budget *budget;
	struct digester *blob_digester, *tar_digester;
	uint64_t blob_size, tar_size, content;
	uint64_t limit; /* for this layer */
	struct blob_reader reader;
	bool empty; /* there is not even a tar's end */
	bool whole; /* the layer is read as one tar, and no entry of it is parsed */
	struct access_lists lists;
	struct error trouble; /* of a callback: libarchive cannot carry ours */
	char blob_bytes[READ_BLOCK], tar_bytes[READ_BLOCK];
};

struct layer_budget
layer_budget_full(void)
{
	return (struct layer_budget){.bytes = (uint64_t)64 << 30,
	    .content = (uint64_t)64 << 30,
	    .entries = 1000000,
	    .names = (uint64_t)256 << 20};
}

static int
too_much(const struct layer_read *layer, const char *what, struct error *err)
{
	return error_set(err, ERROR_FAILED,
	    "layer \"%s\" in \"%s\" unpacks to %s than mote reads; it is a bomb",
	    layer->blob->digest.text, layer->store->name, what);
}

/* Takes from the budget, and holds the layer to its own limit. */
static int
spend(const struct layer_read *layer, uint64_t *budget, uint64_t so_far, uint64_t amount,
    struct error *err)
{
	if (amount > *budget || so_far + amount > layer->limit)
		return too_much(layer, "more bytes", err);
	*budget -= amount;
	return 0;
}

static la_ssize_t
pull_blob(struct archive *archive, void *context, const void **ret_bytes)
{
	struct layer_read *layer = context;
	ssize_t got =
	    blob_reader_read(&layer->reader, layer->blob_bytes, READ_BLOCK, &layer->trouble);

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

/* Charges the access control lists before libarchive sees their bytes. */
static int
spend_lists(struct layer_read *layer, size_t size)
{
	uint64_t cost = layer->whole ? 0 : access_lists_cost(&layer->lists, layer->tar_bytes, size);

	if (cost > layer->budget->names)
		return too_much(layer, "larger access control lists", &layer->trouble);
	layer->budget->names -= cost;
	return 0;
}

static la_ssize_t
pull_tar(struct archive *archive, void *context, const void **ret_bytes)
{
	struct layer_read *layer = context;
	la_ssize_t got =
	    layer->empty ? 0 : archive_read_data(layer->packed, layer->tar_bytes, READ_BLOCK);
	const char *why = got < 0 ? archive_error_string(layer->packed) : NULL;

	if (got < 0)
		error_set(&layer->trouble, ERROR_FAILED,
		    "layer \"%s\" in \"%s\" cannot be decompressed: %s", layer->blob->digest.text,
		    layer->store->name, why == NULL ? no_reason : why);
	else if (got > 0 &&
	    spend(layer, &layer->budget->bytes, layer->tar_size, (uint64_t)got, &layer->trouble) ==
		0 &&
	    spend_lists(layer, (size_t)got) == 0)
		(void)!digester_add(
		    layer->tar_digester, layer->tar_bytes, (size_t)got, &layer->trouble);
	if (layer->trouble.kind != 0 || error_if_stopped(&layer->trouble) != 0) {
		archive_set_error(archive, ARCHIVE_FATAL, "%s", layer->trouble.text);
		return -1;
	}
	layer->tar_size += (uint64_t)got;
	*ret_bytes = layer->tar_bytes;
	return got;
}

static int
not_a_tar(const struct layer_read *layer, struct error *err)
{
	struct arena arena = {0};

	error_set(err, ERROR_FAILED,
	    "layer \"%s\" in \"%s\" cannot be read: it is no tar, plain or in %s",
	    layer->blob->digest.text, layer->store->name, compressor_names(&arena, false));
	arena_release(&arena);
	return -1;
}

static int
layer_failed(struct layer_read *layer, struct archive *archive, struct error *err)
{
	const char *why = archive_error_string(archive);

	if (layer->trouble.kind != 0) {
		*err = layer->trouble;
		return -1;
	}
	if (why != NULL && strcmp(why, "Unrecognized archive format") == 0)
		return not_a_tar(layer, err);
	return error_set(err, ERROR_FAILED, "layer \"%s\" in \"%s\" cannot be read: %s",
	    layer->blob->digest.text, layer->store->name, why == NULL ? no_reason : why);
}

static int
open_readers(struct layer_read *layer, struct error *err)
{
	const struct compressor *row;
	struct archive_entry *entry;
	size_t i;
	int status;

	for (i = 0; (row = compressor_at(i)) != NULL; i++)
		if (row->oci_type != NULL && row->let_read != NULL)
			row->let_read(layer->packed);
	archive_read_support_format_raw(layer->packed);
	archive_read_support_format_empty(layer->packed);
	if (archive_read_open(layer->packed, layer, NULL, pull_blob, NULL) != ARCHIVE_OK)
		return layer_failed(layer, layer->packed, err);
	status = archive_read_next_header(layer->packed, &entry);
	if (status != ARCHIVE_OK && status != ARCHIVE_EOF)
		return layer_failed(layer, layer->packed, err);
	layer->empty = status == ARCHIVE_EOF;
	/* libarchive would undo one compression after another, which nobody
	 * else does */
	if (archive_filter_count(layer->packed) > 2)
		return error_set(err, ERROR_FAILED,
		    "layer \"%s\" in \"%s\" is compressed more than once", layer->blob->digest.text,
		    layer->store->name);
	return 0;
}

/* A layout may be somebody's who links its blobs; what they hold is checked by
 * the digest. */
static int
open_blob(const struct store *store, struct layer_read *layer, struct error *err)
{
	uint64_t size = layer->blob->size;

	if (store_check_blob(store, layer->blob, err) != 0)
		return -1;
	layer->limit =
	    size > layer->budget->bytes / MOST_GROWTH ? layer->budget->bytes : size * MOST_GROWTH;
	if (layer->limit < least_limit)
		layer->limit = least_limit;
	return blob_reader_open(store, &layer->blob->digest, &layer->reader, err);
}

struct layer_read *
layer_read_open_tar(const struct store *store, const struct descriptor *blob,
    const struct digest *diff_id, struct layer_budget *budget, struct error *err)
{
	SCOPED(layer_read) struct layer_read *layer = calloc(1, sizeof(*layer));

	if (layer == NULL) {
		error_set(err, ERROR_FAILED, "out of memory");
		return NULL;
	}
	layer->reader.fd = -1;
	layer->store = store;
	layer->blob = blob;
	layer->diff_id = diff_id;
	layer->budget = budget;
	layer->whole = true;
	if (open_blob(store, layer, err) != 0)
		return NULL;
	layer->packed = archive_read_new();
	layer->tar = archive_read_new();
	layer->blob_digester = digester_new_as(&blob->digest, err);
	layer->tar_digester = digester_new_as(diff_id, err);
	if (layer->packed == NULL || layer->tar == NULL || layer->blob_digester == NULL ||
	    layer->tar_digester == NULL) {
		error_set(err, ERROR_FAILED, "out of memory");
		return NULL;
	}
	if (open_readers(layer, err) != 0)
		return NULL;
	return TAKE(layer);
}

struct layer_read *
layer_read_open(const struct store *store, const struct descriptor *blob,
    const struct digest *diff_id, struct layer_budget *budget, struct error *err)
{
	SCOPED(layer_read)
	struct layer_read *layer = layer_read_open_tar(store, blob, diff_id, budget, err);

	if (layer == NULL)
		return NULL;
	layer->whole = false;
	archive_read_support_format_tar(layer->tar);
	archive_read_support_format_empty(layer->tar);
	if (archive_read_open(layer->tar, layer, NULL, pull_tar, NULL) != ARCHIVE_OK) {
		layer_failed(layer, layer->tar, err);
		return NULL;
	}
	return TAKE(layer);
}

ssize_t
layer_read_tar(struct layer_read *layer, const void **ret_bytes, struct error *err)
{
	la_ssize_t got = pull_tar(layer->tar, layer, ret_bytes);

	return got < 0 ? layer_failed(layer, layer->tar, err) : (ssize_t)got;
}

static uint64_t
length_of(const char *text)
{
	return text == NULL ? 0 : strlen(text);
}

/* Bytes of an entry's texts, without its content. The bytes of attributes count
 * several times: when they are shown, memory has them in hexadecimal, in JSON
 * and in the printed text. */
static uint64_t
names_of(struct archive_entry *entry)
{
	uint64_t bytes = length_of(archive_entry_pathname(entry)) +
	    length_of(archive_entry_hardlink(entry)) + length_of(archive_entry_symlink(entry)) +
	    length_of(archive_entry_uname(entry)) + length_of(archive_entry_gname(entry));
	int count = archive_entry_xattr_reset(entry);
	const char *name;
	const void *value;
	size_t size;

	while (count-- > 0 && archive_entry_xattr_next(entry, &name, &value, &size) == ARCHIVE_OK)
		bytes += NAME_COST + strlen(name) + ATTRIBUTE_COST * (uint64_t)size;
	return bytes;
}

struct archive_entry *
layer_read_next(struct layer_read *layer, bool *ret_end, struct error *err)
{
	struct archive_entry *entry = NULL;
	int status = archive_read_next_header(layer->tar, &entry);
	uint64_t name;

	*ret_end = status == ARCHIVE_EOF;
	if (status == ARCHIVE_EOF)
		return NULL;
	if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
		layer_failed(layer, layer->tar, err);
		return NULL;
	}
	name = NAME_COST + names_of(entry);
	if (layer->budget->entries == 0 || name > layer->budget->names) {
		too_much(layer,
		    layer->budget->entries == 0 ? "more files" : "more names and attributes", err);
		return NULL;
	}
	layer->budget->entries--;
	layer->budget->names -= name;
	return entry;
}

int
layer_read_afford(const struct layer_read *layer, uint64_t size, struct error *err)
{
	if (size > layer->budget->content || size > layer->limit - layer->content)
		return too_much(layer, "more bytes", err);
	return 0;
}

ssize_t
layer_read_content(struct layer_read *layer, void *buffer, size_t size, struct error *err)
{
	la_ssize_t got = archive_read_data(layer->tar, buffer, size);

	if (got < 0)
		return layer_failed(layer, layer->tar, err);
	if (spend(layer, &layer->budget->content, layer->content, (uint64_t)got, err) != 0)
		return -1;
	layer->content += (uint64_t)got;
	return got;
}

/* A tar's reader stops at its end mark; what is behind it belongs to the
 * digests too. */
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
layer_read_check(struct layer_read *layer, struct error *err)
{
	struct digest blob, tar;

	if (drain(layer, err) != 0 || digester_finish(layer->blob_digester, &blob, err) != 0 ||
	    digester_finish(layer->tar_digester, &tar, err) != 0)
		return -1;
	if (!digest_equal(&blob, &layer->blob->digest) || layer->blob_size != layer->blob->size)
		return error_set(err, ERROR_FAILED,
		    "layer \"%s\" in \"%s\" has other content than its digest says: the image is "
		    "damaged; build or copy it again",
		    layer->blob->digest.text, layer->store->name);
	if (!digest_equal(&tar, layer->diff_id))
		return error_set(err, ERROR_FAILED,
		    "layer \"%s\" in \"%s\" unpacks to %s, but the config says %s; the image is damaged",
		    layer->blob->digest.text, layer->store->name, tar.text, layer->diff_id->text);
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
	scope_blob_reader(&layer->reader);
	free(layer);
}

void
scope_layer_read(struct layer_read **layer)
{
	layer_read_free(*layer);
}
