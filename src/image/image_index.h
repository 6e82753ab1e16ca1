#ifndef IMAGE_IMAGE_INDEX_H
#define IMAGE_IMAGE_INDEX_H

#include "image/image.h"
#include "store/blob_place.h"

/*
 * An index over manifests in several stores: it joins images that separate
 * machines built.
 *
 *	index_entries_add(&entries, &source, err);  // each source; an index gives all its manifests
 *	index_entries_join(&entries, &joined, err); // the index, and where all that it names lies
 *
 * The index has the same bytes as one that a single `mote build` makes of these
 * manifests: its annotations are those that all manifests have. Clause:
 * image-spec 1.1, image-index.md.
 */
struct index_entry {
	struct descriptor
	    descriptor; /* with its platform, which comes from the config if no index has it */
	const char *platform; /* "linux/arm/v7", "windows(10.0.20348.1)/amd64" */
	const char *source; /* as the user named it */
	const struct store *store;
	struct image_manifest manifest;
	bool may_go; /* a later manifest of the same platform may replace it */
};

struct index_entries {
	struct arena *arena;
	struct index_entry *items;
	size_t count, capacity;
};

struct index_source {
	const struct store *store; /* lives as long as the entries */
	const struct descriptor *root;
	const char *name; /* as the user named it */
	bool may_go;
};

/* Two manifests of one platform are ERROR_USAGE, which names both sources. */
int index_entries_add(
    struct index_entries *entries, const struct index_source *source, struct error *err) MUST_CHECK;

/* `which` is a platform or a digest: "linux/arm64", "arm64", "sha256:...".
 * ERROR_NOT_FOUND lists the platforms of the index. */
int index_entries_remove(
    struct index_entries *entries, const char *which, struct error *err) MUST_CHECK;

struct index_joined {
	struct descriptor root;
	struct blob_places places; /* of all blobs and of the index itself; sorted */
};

int index_entries_join(const struct index_entries *entries, struct index_joined *ret_joined,
    struct error *err) MUST_CHECK;

#endif
