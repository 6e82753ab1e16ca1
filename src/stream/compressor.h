#ifndef STREAM_COMPRESSOR_H
#define STREAM_COMPRESSOR_H

#include "stream/filters.h"

#include <stdbool.h>

/*
 * The compressors of layers and of archives, one row each. The specification,
 * the layer, the layer's key in the cache, the reader of layers and the
 * transports of archives read this table; none of them knows a compressor by
 * its name. The rows are constant: two are the same compressor exactly when the
 * pointers are equal.
 *
 *	const struct compressor *gzip = compressor_find("gzip");
 *	struct compress_options options = {.level = 9, .measure = &tar};
 *	out = compressor_stream_new(gzip, out, &options, err);
 */

/* The media types of a tar; those of a compressed tar have an ending behind it.
 * Clauses: image-spec
 * 1.1, media-types.md; Docker image manifest version 2, schema 2. */
#define MEDIA_OCI_LAYER "application/vnd.oci.image.layer.v1.tar"
#define MEDIA_DOCKER_LAYER "application/vnd.docker.image.rootfs.diff.tar"

struct archive; /* of libarchive */

struct compressor {
	const char *name; /* "gzip": in mote.yaml, in flags and in the keys of the cache */
	/* of a layer. `oci_type` NULL: layers are not compressed so, only
	 * archives; `docker_type` NULL: layers of Docker's format are not */
	const char *oci_type, *docker_type;
	const char *ending, *short_ending; /* of an archive's name: ".gz", ".tgz"; NULL: none */
	const char *magic; /* what the compressed bytes begin with; NULL: nothing is compressed */
	size_t magic_size;
	unsigned highest_level; /* 0: there are no levels */
	/* its constructor; NULL: the bytes pass as they are, and all that
	 * follows is NULL too */
	struct stream *(*make)(
	    struct stream *next, const struct compress_options *options, struct error *err);
	bool measures; /* `make` heeds `options->measure` */
	const char *(*version)(void); /* of the library, which decides the bytes */
	int (*let_read)(struct archive *archive); /* libarchive's filter */
};

/* The rows in a fixed order, first the one that is the default; NULL behind the
 * last. */
const struct compressor *compressor_at(size_t index);

/* The compressor of layers that has this name; NULL: none has. */
const struct compressor *compressor_find(const char *name);

/* The names of the compressors of layers: "gzip, zstd or none"; without those
 * that leave the bytes as they are "gzip or zstd". */
const char *compressor_names(struct arena *arena, bool with_none) RETURNS_NONNULL;

/* The compressor whose bytes begin so; NULL: they are not compressed, or mote
 * does not know how. */
const struct compressor *compressor_of_bytes(const void *bytes, size_t size);
enum { COMPRESSOR_MAGIC = 8 }; /* so many bytes suffice */

/* The compressor that the ending of an archive's name stands for; NULL: none.
 * `*ret_length` is the length of the name without this ending. */
const struct compressor *compressor_of_name(const char *name, size_t *ret_length);

/* Whether an archive is called so: ".tar", ".tar.gz", ".tgz". */
bool compressor_names_archive(const char *name);

/* A stream as those of filters.h: it owns `next`, and measures what comes
 * before it compresses. */
struct stream *compressor_stream_new(const struct compressor *compressor, struct stream *next,
    const struct compress_options *options, struct error *err);

#endif
