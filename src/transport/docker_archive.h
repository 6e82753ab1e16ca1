#ifndef TRANSPORT_DOCKER_ARCHIVE_H
#define TRANSPORT_DOCKER_ARCHIVE_H

#include "transport/tar_index.h"
#include "transport/transport.h"

/*
 * The archives that `docker save` writes and `docker load` reads: manifest.json
 * names config and layers of each image by their path in the tar. There is no
 * manifest in it, so one is made: an OCI manifest over the config, whose bytes
 * and digest (Docker's image ID) stay, and the layers as the config's diff_ids
 * know them, uncompressed. The same image gives the same manifest always.
 * Docker before 1.10 wrote no manifest.json; that is not read. Clause: moby
 * image-spec v1.2, "Combined Image JSON + Filesystem Changeset Format".
 */
int docker_archive_open(struct arena *arena, const struct reference *source,
    const struct tar_index *tar, struct transport_source *ret_source, struct error *err) MUST_CHECK;

/* The manifest, with its digest and size in `ret_descriptor`. `layers` have
 * digest and size. */
struct docker_image {
	struct descriptor config;
	const struct descriptor *layers;
	size_t layer_count;
};
int docker_archive_manifest(struct arena *arena, const struct docker_image *image,
    struct text *ret_bytes, struct descriptor *ret_descriptor, struct error *err) MUST_CHECK;

#endif
