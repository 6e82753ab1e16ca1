#ifndef STREAM_COMPRESSOR_H
#define STREAM_COMPRESSOR_H

#include "stream/filters.h"

#include <stdbool.h>

/*
 * The compressors of layers and of archives, one row each. All other code reads
 * this table and has no name of a compressor in it: the specification, the
 * layer, its key in the cache, the reader of layers and the transports of
 * archives. The rows are constant: two are the same compressor exactly when the
 * pointers are equal.
 *
 *	const struct compressor *gzip = compressor_find("gzip");
 *	struct compress_options options = {.level = 9, .measure = &tar};
 *	out = compressor_stream_new(gzip, out, &options, err);
 */

/* The media types of a tar. The type of a compressed tar is this text and an
 * ending. Clauses: image-spec 1.1, media-types.md; Docker image manifest
 * version 2, schema 2. */
#define MEDIA_OCI_LAYER "application/vnd.oci.image.layer.v1.tar"
#define MEDIA_DOCKER_LAYER "application/vnd.docker.image.rootfs.diff.tar"

struct archive; /* of libarchive */

struct compressor {
	const char *name; /* "gzip": in mote.yaml, in flags and in the keys of the cache */
	/* media types of a layer. `oci_type` NULL: only archives use this
	 * compressor, not layers; `docker_type` NULL: layers of Docker's format
	 * do not use it */
	const char *oci_type, *docker_type;
	const char *ending, *short_ending; /* of an archive's name: ".gz", ".tgz"; NULL: none */
	const char *magic; /* the first bytes of compressed data; NULL: the row "none" */
	size_t magic_size;
	unsigned highest_level; /* 0: there are no levels */
	/* its constructor. NULL in the row "none", as all fields below: bytes
	 * pass unchanged */
	struct stream *(*make)(
	    struct stream *next, const struct compress_options *options, struct error *err);
	bool measures; /* `make` fills `options->measure` */
	const char *(*version)(void); /* of the library, because it decides the bytes */
	int (*let_read)(struct archive *archive); /* libarchive's filter */
};

/* The rows in a fixed order, the default first; NULL behind the last row. */
const struct compressor *compressor_at(size_t index);

/* The compressor of layers with this name; NULL: there is none. */
const struct compressor *compressor_find(const char *name);

/* The names of the compressors of layers: "gzip, zstd or none", or "gzip or
 * zstd" when `with_none` is false. */
const char *compressor_names(struct arena *arena, bool with_none) RETURNS_NONNULL;

/* The compressor of bytes with this beginning; NULL: they are not compressed,
 * or by a compressor that mote does not know. */
const struct compressor *compressor_of_bytes(const void *bytes, size_t size);
enum { COMPRESSOR_MAGIC = 8 }; /* compressor_of_bytes needs no more bytes than this */

/* The compressor that the ending of an archive's name stands for; NULL: none.
 * `*ret_length` is the length of the name without this ending. */
const struct compressor *compressor_of_name(const char *name, size_t *ret_length);

/* Whether the name ends as that of an archive: ".tar", ".tar.gz", ".tgz". */
bool compressor_names_archive(const char *name);

/* A stream like those of filters.h: it owns `next`. It fills `options->measure`
 * with the bytes before compression. */
struct stream *compressor_stream_new(const struct compressor *compressor, struct stream *next,
    const struct compress_options *options, struct error *err);

#endif
