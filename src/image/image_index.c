#include "image/image_index.h"

#include "image/manifest.h"
#include "spec/platform_choice.h"

#include <string.h>

/* "linux/arm/v7", or "windows(10.0.20348.1)/amd64" as containerd writes it: an
 * index may have it for several versions. */
static const char *
platform_text(struct arena *arena, const struct descriptor *descriptor)
{
	const char *version = descriptor->os_version, *variant = descriptor->variant;

	return arena_printf(arena, "%s%s%s%s/%s%s%s", descriptor->os, version == NULL ? "" : "(",
	    version == NULL ? "" : version, version == NULL ? "" : ")", descriptor->architecture,
	    variant == NULL ? "" : "/", variant == NULL ? "" : variant);
}

/* The config says what the entry does not say. Annotations of a layout's root
 * are not about an entry. */
static struct index_entry
entry_of(
    const struct index_source *source, const struct image_manifest *manifest, struct arena *arena)
{
	struct index_entry entry = {.descriptor = manifest->descriptor,
	    .source = source->name,
	    .store = source->store,
	    .manifest = *manifest,
	    .may_go = source->may_go};
	struct descriptor *descriptor = &entry.descriptor;

	if (descriptor_is_manifest(source->root))
		descriptor->annotations = (struct pairs){0};
	if (descriptor->architecture == NULL || descriptor->os == NULL) {
		descriptor->architecture = manifest->config.architecture;
		descriptor->variant = manifest->config.variant;
		descriptor->os = manifest->config.os;
	}
	if (descriptor->os_version == NULL)
		descriptor->os_version = manifest->config.os_version;
	if (descriptor->os_features.count == 0)
		descriptor->os_features = manifest->config.os_features;
	entry.platform = platform_text(arena, descriptor);
	return entry;
}

static bool
is_same_platform(const struct index_entry *one, const struct index_entry *other)
{
	const struct platform *known = descriptor_platform(&one->descriptor);

	if (known != NULL)
		return known == descriptor_platform(&other->descriptor);
	return strcmp(one->platform, other->platform) == 0;
}

static int
add_entry(struct index_entries *entries, const struct index_entry *entry, struct error *err)
{
	size_t i;

	for (i = 0; i < entries->count; i++) {
		struct index_entry *there = &entries->items[i];

		if (!is_same_platform(there, entry))
			continue;
		if (!there->may_go)
			return error_set(err, ERROR_USAGE,
			    "both \"%s\" and \"%s\" are for %s; an index has one image for each platform",
			    there->source, entry->source, entry->platform);
		*there = *entry;
		return 0;
	}
	entries->items = arena_grow(entries->arena, entries->items, entries->count,
	    &entries->capacity, sizeof(*entries->items));
	entries->items[entries->count++] = *entry;
	return 0;
}

int
index_entries_add(
    struct index_entries *entries, const struct index_source *source, struct error *err)
{
	struct image image;
	size_t i;

	if (image_read(entries->arena, source->store, source->root, &image, err) != 0)
		return -1;
	for (i = 0; i < image.manifest_count; i++) {
		const struct index_entry entry =
		    entry_of(source, &image.manifests[i], entries->arena);

		if (add_entry(entries, &entry, err) != 0)
			return -1;
	}
	return 0;
}

static int
not_there(const struct index_entries *entries, const char *which, struct error *err)
{
	struct text_list there = {0};
	size_t i;

	for (i = 0; i < entries->count; i++)
		text_list_add(&there, entries->arena, entries->items[i].platform);
	return error_set(err, ERROR_NOT_FOUND, "the index has no \"%s\"; it is for %s", which,
	    text_list_join(&there, entries->arena, ", "));
}

/* The index of the entry for exactly this platform; the number of entries when
 * there is none. */
static size_t
find_platform(const struct index_entries *entries, const char *name)
{
	struct platform_choice choice;
	struct error ignored;
	size_t i;

	if (platform_choice_parse(entries->arena, name, &choice, &ignored) != 0)
		return entries->count;
	for (i = 0; i < entries->count; i++) {
		const struct descriptor *there = &entries->items[i].descriptor;

		if (platform_choice_rank(&choice, there->os, there->architecture, there->variant) ==
		    0)
			break;
	}
	return i;
}

int
index_entries_remove(struct index_entries *entries, const char *which, struct error *err)
{
	size_t i;

	for (i = 0; i < entries->count; i++)
		if (strcmp(entries->items[i].platform, which) == 0 ||
		    strcmp(entries->items[i].descriptor.digest.text, which) == 0)
			break;
	if (i == entries->count && strchr(which, ':') == NULL)
		i = find_platform(entries, which);
	if (i == entries->count)
		return not_there(entries, which, err);
	entries->count--;
	for (; i < entries->count; i++)
		entries->items[i] = entries->items[i + 1];
	return 0;
}

/* The annotations that all manifests have, word for word. */
static void
common_annotations(const struct index_entries *entries, struct pairs *ret_pairs)
{
	const struct pairs *first = &entries->items[0].manifest.annotations;
	size_t i, j;

	*ret_pairs = (struct pairs){0};
	for (i = 0; i < first->count; i++) {
		const struct pair *pair = &first->items[i];

		for (j = 1; j < entries->count; j++) {
			const char *value =
			    pairs_get(&entries->items[j].manifest.annotations, pair->key);

			if (value == NULL || strcmp(value, pair->value) != 0)
				break;
		}
		if (j == entries->count)
			pairs_set(ret_pairs, entries->arena, pair->key, pair->value);
	}
	pairs_sort(ret_pairs);
}

/* Where the store has the blob. One that it lacks has no place, and is missed
 * when it is read. */
static void
add_place(const struct index_entries *entries, const struct index_entry *entry,
    const struct descriptor *blob, struct blob_places *places)
{
	const struct store *store = entry->store;
	const struct blob_place *there =
	    store->places == NULL ? NULL : blob_places_find(store->places, &blob->digest);
	struct blob_place place = {.digest = blob->digest, .size = blob->size};

	if (there == NULL && store->blobs == NULL)
		return;
	if (there == NULL)
		place.path = store_blob_path(entries->arena, store, &blob->digest);
	blob_places_add(places, entries->arena, there == NULL ? &place : there);
}

static void
add_places(const struct index_entries *entries, const struct index_entry *entry,
    struct blob_places *places)
{
	size_t i;

	add_place(entries, entry, &entry->descriptor, places);
	add_place(entries, entry, &entry->manifest.config_descriptor, places);
	for (i = 0; i < entry->manifest.layer_count; i++)
		add_place(entries, entry, &entry->manifest.layers[i], places);
}

int
index_entries_join(
    const struct index_entries *entries, struct index_joined *ret_joined, struct error *err)
{
	struct descriptor *manifests =
	    arena_array(entries->arena, entries->count, sizeof(*manifests));
	struct index_form form = {.docker = true, .manifests = manifests, .count = entries->count};
	struct index_joined joined = {0};
	struct blob_place place = {0};
	struct text bytes;
	size_t i;

	if (entries->count == 0)
		return error_set(err, ERROR_USAGE, "an index of no image is none");
	for (i = 0; i < entries->count; i++) {
		manifests[i] = entries->items[i].descriptor;
		form.docker &= strcmp(manifests[i].media_type, MEDIA_DOCKER_MANIFEST) == 0;
		add_places(entries, &entries->items[i], &joined.places);
	}
	common_annotations(entries, &form.annotations);
	index_bytes(entries->arena, &form, &bytes);
	joined.root.media_type = form.docker ? MEDIA_DOCKER_INDEX : MEDIA_OCI_INDEX;
	joined.root.size = place.size = bytes.length;
	if (digest_of_bytes(bytes.bytes, bytes.length, &joined.root.digest, err) != 0)
		return -1;
	place.digest = joined.root.digest;
	place.bytes = bytes.bytes;
	blob_places_add(&joined.places, entries->arena, &place);
	blob_places_sort(&joined.places);
	*ret_joined = joined;
	return 0;
}
