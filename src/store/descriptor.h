#ifndef STORE_DESCRIPTOR_H
#define STORE_DESCRIPTOR_H

#include "base/digest.h"
#include "base/json.h"
#include "spec/platform.h"
#include "spec/spec.h"

/*
 * A descriptor names a blob by media type, digest and size. The media types of
 * layers are those of stream/compressor.h. Clause: image-spec 1.1,
 * descriptor.md.
 */
#define MEDIA_OCI_MANIFEST "application/vnd.oci.image.manifest.v1+json"
#define MEDIA_OCI_INDEX "application/vnd.oci.image.index.v1+json"
#define MEDIA_OCI_CONFIG "application/vnd.oci.image.config.v1+json"
#define MEDIA_DOCKER_MANIFEST "application/vnd.docker.distribution.manifest.v2+json"
#define MEDIA_DOCKER_INDEX "application/vnd.docker.distribution.manifest.list.v2+json"
#define MEDIA_DOCKER_CONFIG "application/vnd.docker.container.image.v1+json"

struct descriptor {
	const char *media_type;
	struct digest digest;
	uint64_t size;
	/* as an index has them; NULL: none */
	const char *architecture, *variant, *os, *os_version;
	struct text_list os_features;
	struct pairs annotations;
};

bool descriptor_is_index(const struct descriptor *descriptor);
bool descriptor_is_manifest(const struct descriptor *descriptor);

/* The platform of the descriptor; NULL: it has none, or one that mote does not
 * know. */
const struct platform *descriptor_platform(const struct descriptor *descriptor);

/* A new reference that the caller owns: mediaType, digest, size, platform,
 * annotations, in this order. */
json_t *descriptor_to_json(const struct descriptor *descriptor);
/* `name` is for the error. */
int descriptor_from_json(struct arena *arena, const json_t *json, const char *name,
    struct descriptor *ret_descriptor, struct error *err) MUST_CHECK;

#endif
