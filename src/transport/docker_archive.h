#ifndef TRANSPORT_DOCKER_ARCHIVE_H
#define TRANSPORT_DOCKER_ARCHIVE_H

#include "transport/tar_index.h"
#include "transport/transport.h"

/*
 * The archives that `docker save` writes and `docker load` reads: manifest.json
 * names the config and the layers of each image by their paths in the tar. The
 * tar has no manifest, so mote makes an OCI manifest. It names the config,
 * whose bytes and digest (Docker's image ID) stay the same, and the
 * uncompressed layers with the config's diff_ids. The same image always gives
 * the same manifest. Archives of Docker before 1.10 have no manifest.json; they
 * cannot be read. Clause: moby image-spec v1.2, "Combined Image JSON +
 * Filesystem Changeset Format".
 */
int docker_archive_open(struct arena *arena, const struct reference *source,
    const struct tar_index *tar, struct transport_source *ret_source, struct error *err) MUST_CHECK;

/* Makes the manifest, with its digest and size in `ret_descriptor`. `layers`
 * need only digest and size. */
struct docker_image {
	struct descriptor config;
	const struct descriptor *layers;
	size_t layer_count;
};
int docker_archive_manifest(struct arena *arena, const struct docker_image *image,
    struct text *ret_bytes, struct descriptor *ret_descriptor, struct error *err) MUST_CHECK;

#endif
