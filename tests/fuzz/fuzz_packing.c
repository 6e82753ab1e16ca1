/*
 * The way there and back: bytes become a tree, the tree a layer (tar, then
 * gzip, zstd or nothing), and the reader of layers must give every entry back
 * as it was. The same bytes also pass each compressor alone, in pieces, and
 * must come out of a decompressor unchanged.
 *
 * The input: how it is packed, the level, how often the content is doubled,
 * then entries: kind, mode (2 bytes), owner, the length of the path, the length
 * of the content or target, the path, the content.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "image/layer_read.h"
#include "layer/layer.h"
#include "stream/filters.h"

#include <archive_entry.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_ENTRIES = 64, MOST_CONTENT = 5 << 18, MOST_DOUBLINGS = 15, HEAD = 6 };

struct input {
	const uint8_t *bytes;
	size_t size;
	unsigned doublings;
};

static unsigned
take_byte(struct input *input)
{
	if (input->size == 0)
		return 0;
	input->size--;
	return *input->bytes++;
}

static char *
take_text(struct input *input, struct arena *arena, size_t length)
{
	char *text;

	if (length > input->size)
		length = input->size;
	text = arena_copy(arena, input->bytes, length);
	input->bytes += length;
	input->size -= length;
	return text;
}

/* The text doubled a number of times: what is larger than one member of gzip
 * does not fit an input. */
static char *
multiply(struct arena *arena, const char *text, unsigned doublings, uint64_t *ret_size)
{
	size_t length = strlen(text), size = length, at;
	char *bytes;

	while (doublings-- > 0 && size * 2 <= MOST_CONTENT)
		size *= 2;
	bytes = arena_alloc(arena, size + 1);
	for (at = 0; at < size; at += length)
		memcpy(bytes + at, text, length);
	*ret_size = size;
	return bytes;
}

static void
require_message(const struct error *err)
{
	if (err->text[0] == '\0' || strchr(err->text, '\n') != NULL || err->kind < ERROR_FAILED ||
	    err->kind > ERROR_REFUSED)
		abort();
}

static void
take_entry(struct input *input, struct tree *tree)
{
	struct tree_entry entry = {.kind = take_byte(input) % 3, .origin = "the input"};
	size_t path, content;
	struct error err = {0};
	char *text;

	entry.mode = take_byte(input) << 8 | take_byte(input);
	entry.owner = take_byte(input) * 1000000;
	path = take_byte(input);
	content = take_byte(input);
	entry.path = path_join(tree->arena, "/", take_text(input, tree->arena, path));
	text = take_text(input, tree->arena, content);
	if (entry.kind == TREE_FILE)
		entry.bytes = multiply(tree->arena, text, input->doublings, &entry.size);
	if (entry.kind == TREE_LINK)
		entry.link = text;
	if (tree_add(tree, &entry, &err) != 0)
		require_message(&err);
}

static void
compare_entry(
    const struct tree_entry *wanted, struct layer_read *layer, struct archive_entry *entry)
{
	static const unsigned types[] = {
	    [TREE_FOLDER] = AE_IFDIR, [TREE_FILE] = AE_IFREG, [TREE_LINK] = AE_IFLNK};
	size_t length = strlen(wanted->path) - 1, at = 0;
	const char *path = archive_entry_pathname(entry);
	char buffer[10000];
	struct error err;
	ssize_t got;

	if (path == NULL || strncmp(path, wanted->path + 1, length) != 0 ||
	    strcmp(path + length, wanted->kind == TREE_FOLDER ? "/" : "") != 0 ||
	    archive_entry_filetype(entry) != types[wanted->kind] ||
	    archive_entry_uid(entry) != wanted->owner)
		abort();
	if (wanted->kind != TREE_LINK && archive_entry_perm(entry) != wanted->mode)
		abort();
	if (wanted->kind == TREE_LINK && strcmp(archive_entry_symlink(entry), wanted->link) != 0)
		abort();
	while ((got = layer_read_content(layer, buffer, sizeof(buffer), &err)) > 0) {
		if (at + (size_t)got > wanted->size ||
		    memcmp(wanted->bytes + at, buffer, (size_t)got) != 0)
			abort();
		at += (size_t)got;
	}
	if (got < 0 || at != wanted->size)
		abort();
}

static void
read_back(const struct store *store, const struct tree *tree, const struct layer *written)
{
	struct layer_budget budget = layer_budget_full();
	struct error err;
	SCOPED(layer_read)
	struct layer_read *layer =
	    layer_read_open(store, &written->descriptor, &written->diff_id, &budget, &err);
	struct archive_entry *entry;
	bool end = false;
	size_t i = 0;

	if (layer == NULL)
		abort();
	for (; (entry = layer_read_next(layer, &end, &err)) != NULL; i++) {
		if (i == tree->count)
			abort();
		compare_entry(&tree->entries[i], layer, entry);
	}
	if (!end || i != tree->count || layer_read_check(layer, &err) != 0 ||
	    layer_read_size(layer) != written->tar_size)
		abort();
}

static void
unpack(const struct text *packed, struct text *bytes)
{
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	char buffer[10000];
	la_ssize_t got;

	archive_read_support_filter_all(archive);
	archive_read_support_format_raw(archive);
	if (archive_read_open_memory(archive, packed->bytes, packed->length) != ARCHIVE_OK ||
	    archive_read_next_header(archive, &entry) != ARCHIVE_OK)
		abort();
	while ((got = archive_read_data(archive, buffer, sizeof(buffer))) > 0)
		text_append(bytes, buffer, (size_t)got);
	if (got < 0)
		abort();
	archive_read_free(archive);
}

/* In pieces of `step` bytes through one compressor, which may or may not know
 * how many will come. */
static void
pass(struct arena *arena, const struct text *bytes, unsigned kind, size_t step)
{
	struct stream *(*const kinds[])(struct stream *, const struct compress_options *,
	    struct error *) = {xz_stream_new, zstd_stream_new, gzip_stream_new, gzip_stream_new};
	const struct compress_options options = {
	    .level = 1, .total = kind == 2 ? bytes->length : 0};
	struct error err;
	struct text packed, unpacked;
	SCOPED(stream) struct stream *out = NULL;
	size_t at;

	text_init(&packed, arena);
	text_init(&unpacked, arena);
	out = memory_stream_new(&packed, &err);
	out = kinds[kind](out, &options, &err);
	if (out == NULL)
		abort();
	for (at = 0; at < bytes->length; at += step)
		if (stream_write(out, bytes->bytes + at,
			step < bytes->length - at ? step : bytes->length - at, &err) != 0)
			abort();
	if (stream_finish(out, &err) != 0)
		abort();
	unpack(&packed, &unpacked);
	if (unpacked.length != bytes->length ||
	    memcmp(unpacked.bytes, bytes->bytes, bytes->length) != 0)
		abort();
}

static void
pass_all(struct arena *arena, const struct input *input, size_t step)
{
	struct text bytes;
	uint64_t size;
	unsigned kind;
	char *text = arena_copy(arena, input->bytes, input->size);

	/* libarchive takes an empty stream for none */
	if (text[0] == '\0')
		return;
	text = multiply(arena, text, input->doublings, &size);
	text_init(&bytes, arena);
	text_append(&bytes, text, size);
	for (kind = 0; kind < 4; kind++)
		pass(arena, &bytes, kind, step);
}

static void
pack(struct arena *arena, struct input *input, const struct layer_options *options)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct layer layer = {0};
	struct error err = {0};
	struct store store;
	struct tree tree;

	tree_init(&tree, arena);
	while (input->size >= HEAD && tree.count < MOST_ENTRIES)
		take_entry(input, &tree);
	if (tree_finish(&tree, &err) != 0) {
		require_message(&err);
		return;
	}
	if (temporary_folder_make(&folder, &err) != 0 ||
	    store_create(arena, folder.path, &store, &err) != 0)
		abort();
	if (layer_write(&store, &tree, options, &layer, &err) != 0)
		require_message(&err);
	else if (tree.count > 0)
		read_back(&store, &tree, &layer);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const kinds[] = {"gzip", "zstd", "none"};
	struct input input = {data, size, 0};
	unsigned kind = take_byte(&input), level = take_byte(&input), shape = take_byte(&input);
	struct layer_options options = {
	    .compression = compressor_find(kinds[kind % ARRAY_SIZE(kinds)]),
	    .level = (int)(level % 10),
	    .format = kind & 0x80 ? FORMAT_DOCKER : FORMAT_OCI,
	    .mtime = kind & 0x40 ? 7956915742 + 9 : 0,
	};
	struct arena arena = {0};

	input.doublings = shape % (MOST_DOUBLINGS + 1);
	if (level & 0x80)
		pass_all(&arena, &input, 1 + (size_t)shape * 1021);
	else
		pack(&arena, &input, &options);
	arena_release(&arena);
	return 0;
}
