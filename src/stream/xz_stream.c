#include "stream/filters.h"

#include <lzma.h>

enum { DEFAULT_LEVEL = 6, OUTPUT_SIZE = 64 << 10 };

struct xz_stream {
	struct stream stream;
	lzma_stream encoder;
	unsigned char output[OUTPUT_SIZE];
};

static int
pump(struct xz_stream *self, lzma_action action, struct error *err)
{
	lzma_ret status;

	do {
		self->encoder.next_out = self->output;
		self->encoder.avail_out = OUTPUT_SIZE;
		status = lzma_code(&self->encoder, action);
		if (status != LZMA_OK && status != LZMA_STREAM_END)
			return error_set(
			    err, ERROR_FAILED, "cannot compress with xz (liblzma says %d)", status);
		if (stream_write(self->stream.next, self->output,
			OUTPUT_SIZE - self->encoder.avail_out, err) != 0)
			return -1;
	} while (action == LZMA_FINISH ? status != LZMA_STREAM_END : self->encoder.avail_in > 0);
	return 0;
}

static int
xz_write(struct stream *stream, const void *bytes, size_t size, struct error *err)
{
	struct xz_stream *self = (struct xz_stream *)stream;

	self->encoder.next_in = bytes;
	self->encoder.avail_in = size;
	return size == 0 ? 0 : pump(self, LZMA_RUN, err);
}

static int
xz_finish(struct stream *stream, struct error *err)
{
	struct xz_stream *self = (struct xz_stream *)stream;

	self->encoder.avail_in = 0;
	if (pump(self, LZMA_FINISH, err) != 0)
		return -1;
	return stream_finish(stream->next, err);
}

static void
xz_release(struct stream *stream)
{
	lzma_end(&((struct xz_stream *)stream)->encoder);
}

static const struct stream_operations xz_operations = {xz_write, xz_finish, xz_release};

struct stream *
xz_stream_new(struct stream *next, const struct compress_options *options, struct error *err)
{
	int level = options->level == 0 ? DEFAULT_LEVEL : options->level;
	static const lzma_stream fresh = LZMA_STREAM_INIT;
	struct xz_stream *self;

	if (next == NULL)
		return NULL;
	self = stream_allocate(sizeof(*self), &xz_operations, next, err);
	if (self == NULL)
		return NULL;
	self->encoder = fresh;
	if (lzma_easy_encoder(&self->encoder, (uint32_t)level, LZMA_CHECK_CRC64) != LZMA_OK) {
		stream_free(&self->stream);
		error_set(err, ERROR_FAILED, "cannot start xz at level %d", level);
		return NULL;
	}
	return &self->stream;
}

const char *
xz_stream_version(void)
{
	return lzma_version_string();
}
