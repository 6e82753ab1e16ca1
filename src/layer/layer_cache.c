#include "layer/layer_cache.h"

#include "base/file.h"
#include "base/path.h"
#include "store/store_copy.h"

#include <stdlib.h>
#include <string.h>

/* "gzip libdeflate 1.14 level 9": what decides the bytes of the blob. */
static const char *
compressor_key(struct arena *arena, const struct layer_options *options)
{
	const struct compressor *compressor = options->compression;

	if (compressor->make == NULL)
		return compressor->name;
	return arena_printf(
	    arena, "%s %s level %d", compressor->name, compressor->version(), options->level);
}

static void
key_of(struct arena *arena, const struct layer_options *options, const struct digest *diff_id,
    struct cache_key *ret_key)
{
	struct text text;

	text_init(&text, arena);
	text_printf(&text, "%s\n%s\n", diff_id->text, compressor_key(arena, options));
	cache_key_make("layers", &text, ret_key);
}

/* The blobs of the cache. They are checked when they are read; nothing of them
 * is synced. */
static struct store
cached_blobs(struct arena *arena, const struct build_cache *cache, bool private)
{
	struct store store = store_private(arena, path_join(arena, cache->path, "blobs"));

	store.private = private;
	store.name = "the build cache";
	return store;
}

/* "sha256:... 5233" */
static bool
read_value(const struct text *value, struct descriptor *descriptor)
{
	struct error ignored;
	const char *blank = strchr(text_string(value), ' ');
	char digest[sizeof(descriptor->digest.text)];

	if (blank == NULL ||
	    snprintf(digest, sizeof(digest), "%.*s", (int)(blank - value->bytes), value->bytes) >=
		(int)sizeof(digest))
		return false;
	return digest_parse(digest, &descriptor->digest, &ignored) == 0 &&
	    text_to_number(blank + 1, INT64_MAX, &descriptor->size) == 0;
}

bool
layer_recall(const struct store *store, const struct layer_options *options, struct layer *layer)
{
	struct arena arena = {0};
	struct store blobs = cached_blobs(&arena, options->cache, false);
	struct cache_key key;
	struct error ignored;
	struct text value;
	bool found;

	key_of(&arena, options, &layer->diff_id, &key);
	found = build_cache_get(&arena, options->cache, &key, &value) &&
	    read_value(&value, &layer->descriptor) &&
	    store_copy_blob(&blobs, store, &layer->descriptor, &ignored) == 0;
	if (found)
		build_cache_use(store_blob_path(&arena, &blobs, &layer->descriptor.digest));
	arena_release(&arena);
	return found;
}

void
layer_remember(
    const struct store *store, const struct layer_options *options, const struct layer *layer)
{
	struct arena arena = {0};
	struct store blobs = cached_blobs(&arena, options->cache, true);
	const char *blob = store_blob_path(&arena, &blobs, &layer->descriptor.digest), *value;
	struct cache_key key;
	struct error err = {0};

	key_of(&arena, options, &layer->diff_id, &key);
	value = arena_printf(&arena, "%s %llu", layer->descriptor.digest.text,
	    (unsigned long long)layer->descriptor.size);
	/* one that is there was no good: it would have been recalled */
	if (file_remove_tree(blob, &err) == 0 && file_make_folders(blobs.path, &err) == 0 &&
	    store_copy_blob(store, &blobs, &layer->descriptor, &err) == 0)
		build_cache_put(&arena, options->cache, &key, value, strlen(value));
	else
		build_cache_warn(options->cache, &err);
	arena_release(&arena);
}
