#include "layer/layer.h"

#include "base/scope.h"
#include "layer/layer_cache.h"
#include "layer/tar.h"

#include <fcntl.h>

static const char *
layer_media_type(const struct layer_options *options, struct error *err)
{
	const struct compressor *compressor = options->compression;
	const char *type =
	    options->format == FORMAT_DOCKER ? compressor->docker_type : compressor->oci_type;

	if (type == NULL)
		error_set(err, ERROR_USAGE,
		    "Docker's media types have no %s layer: take --format=oci, or gzip",
		    compressor->name);
	return type;
}

/* tar >> measure >> compress >> measure >> store */
static int
layer_make(const struct store *store, const struct tree *tree, const struct layer_options *options,
    struct layer *ret_layer, struct error *err)
{
	SCOPED(store_blob) struct store_blob blob = {.fd = -1};
	SCOPED(stream) struct stream *out = NULL;
	const char *media_type = layer_media_type(options, err);
	struct measure tar = {0}, packed = {0};
	const struct compress_options how = {
	    options->level, tar_size_of_tree(tree, options->mtime), &tar};

	if (media_type == NULL || store_begin(store, &blob, err) != 0)
		return -1;
	out = file_stream_new(TAKE_FD(blob.fd), blob.hidden, err);
	out = measure_stream_new(out, &packed, err);
	out = compressor_stream_new(options->compression, out, &how, err);
	if (out == NULL || tar_write_tree(out, tree, options->mtime, err) != 0 ||
	    stream_finish(out, err) != 0)
		return -1;
	if (store_commit(store, &blob, &packed.digest, err) != 0)
		return -1;
	*ret_layer = (struct layer){
	    .descriptor = {.media_type = media_type, .digest = packed.digest, .size = packed.size},
	    .diff_id = tar.digest,
	    .tar_size = tar.size,
	};
	return 0;
}

/* The tar alone, for its digest. */
static int
measure_tar(const struct tree *tree, int64_t mtime, struct measure *ret_tar, struct error *err)
{
	SCOPED(fd) int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
	SCOPED(stream) struct stream *out = NULL;

	if (nowhere < 0)
		return error_errno(err, "cannot open \"/dev/null\"");
	out = file_stream_new(TAKE_FD(nowhere), "/dev/null", err);
	out = measure_stream_new(out, ret_tar, err);
	if (out == NULL || tar_write_tree(out, tree, mtime, err) != 0)
		return -1;
	return stream_finish(out, err);
}

int
layer_write(const struct store *store, const struct tree *tree, const struct layer_options *options,
    struct layer *ret_layer, struct error *err)
{
	struct layer layer = {0};
	struct measure tar;

	if (options->cache == NULL || options->cache->path == NULL)
		return layer_make(store, tree, options, ret_layer, err);
	layer.descriptor.media_type = layer_media_type(options, err);
	if (layer.descriptor.media_type == NULL ||
	    measure_tar(tree, options->mtime, &tar, err) != 0)
		return -1;
	layer.diff_id = tar.digest;
	layer.tar_size = tar.size;
	if (layer_recall(store, options, &layer)) {
		*ret_layer = layer;
		return 0;
	}
	if (layer_make(store, tree, options, ret_layer, err) != 0)
		return -1;
	layer_remember(store, options, ret_layer);
	return 0;
}
