#ifndef IMAGE_MANIFEST_KIND_H
#define IMAGE_MANIFEST_KIND_H

#include "store/descriptor.h"

/*
 * Whether a manifest is that of an image, which has a config and layers as image-spec knows them, or of something else that
 * a registry keeps: a chart, a signature, an SBOM. Those are moved as they are; nothing in them is parsed.
 * Clause: image-spec 1.1, manifest.md, "Guidelines for Artifact Usage".
 */
bool manifest_is_image(const json_t *manifest);

/* What an artifact calls itself, for errors; valid as long as the manifest. */
const char *manifest_artifact_type(const json_t *manifest) RETURNS_NONNULL;

/* Whether an entry of an index is no image for certain, by what the index says of it: buildx puts statements there for the
 * platform "unknown/unknown", others artifacts with their type and without a platform. */
bool index_entry_is_artifact(const json_t *entry);

#endif
