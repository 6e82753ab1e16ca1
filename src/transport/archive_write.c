#include "transport/archive_write.h"

#include "base/output_file.h"
#include "base/scope.h"
#include "layer/tar.h"
#include "store/store_copy.h"
#include "stream/compressor.h"

#include <unistd.h>

int
archive_put_folder(struct stream *out, const char *path, struct error *err)
{
	const struct tar_entry entry = {.path = path, .type = '5', .mode = 0755};

	return tar_write_header(out, &entry, err);
}

static int
put_header(struct stream *out, const char *path, uint64_t size, struct error *err)
{
	const struct tar_entry entry = {.path = path, .type = '0', .mode = 0644, .size = size};

	return tar_write_header(out, &entry, err);
}

int
archive_put_bytes(struct stream *out, const char *path, const struct text *bytes, struct error *err)
{
	if (put_header(out, path, bytes->length, err) != 0 ||
	    stream_write(out, text_string(bytes), bytes->length, err) != 0)
		return -1;
	return tar_write_padding(out, bytes->length, err);
}

int
archive_put_json(struct arena *arena, struct stream *out, const char *path, const json_t *json,
    struct error *err)
{
	struct text bytes = {.arena = arena};

	bytes.bytes = json_bytes(arena, json, &bytes.length);
	return archive_put_bytes(out, path, &bytes, err);
}

int
archive_put_blob(struct stream *out, const char *path, const struct store *store,
    const struct descriptor *blob, struct error *err)
{
	if (store_check_blob(store, blob, err) != 0 ||
	    put_header(out, path, blob->size, err) != 0 ||
	    store_stream_blob(store, blob, out, err) != 0)
		return -1;
	return tar_write_padding(out, blob->size, err);
}

static int
write_stream(int fd, const char *path, const struct archive_content *content,
    struct measure *measure, struct error *err)
{
	SCOPED(stream) struct stream *out = file_stream_new(fd, path, err);
	const struct compress_options options = {0};
	size_t length;
	const struct compressor *compressor = compressor_of_name(path, &length);

	if (measure != NULL)
		out = measure_stream_new(out, measure, err);
	/* the archive's own compression */
	if (out != NULL && compressor != NULL)
		out = compressor_stream_new(compressor, out, &options, err);
	if (out == NULL || content->put(content->context, out, err) != 0)
		return -1;
	return stream_finish(out, err);
}

int
archive_write_file(struct arena *arena, const char *path, const struct archive_content *content,
    struct measure *ret_measure, struct error *err)
{
	SCOPED(output_file) struct output_file file = OUTPUT_FILE_NONE;

	if (file_is_folder(path))
		return error_set(err, ERROR_FAILED,
		    "\"%s\" is a folder; an archive is a file, \"oci:\" writes a folder", path);
	if (output_file_open(arena, path, &file, err) != 0)
		return -1;
	if (isatty(file.fd))
		return error_set(err, ERROR_USAGE,
		    "\"%s\" is a terminal, which an archive would garble; write to a file or a pipe",
		    path);
	if (write_stream(TAKE_FD(file.fd), path, content, ret_measure, err) != 0)
		return -1;
	return output_file_finish(&file, err);
}
