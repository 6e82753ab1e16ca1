#ifndef IMAGE_MANIFEST_KIND_H
#define IMAGE_MANIFEST_KIND_H

#include "store/descriptor.h"

/*
 * Whether a manifest is that of an image, with a config and layers as
 * image-spec defines them. Other manifests of a registry are artifacts: charts,
 * signatures, SBOMs. Those are copied unchanged, and their content is not
 * parsed. Clause: image-spec 1.1, manifest.md, "Guidelines for Artifact Usage".
 */
bool manifest_is_image(const json_t *manifest);

/* The type that an artifact says it has, for errors; valid as long as the
 * manifest. */
const char *manifest_artifact_type(const json_t *manifest) RETURNS_NONNULL;

/* Whether the index itself shows that its entry is no image: buildx gives
 * statements the platform "unknown/unknown"; other tools give artifacts a type
 * and no platform. */
bool index_entry_is_artifact(const json_t *entry);

#endif
