#include "stream/filters.h"

#include <limits.h>
#include <zlib.h>

/* memory level 8 gives fewer bytes than 9: its blocks are shorter and fit their content better */
enum { GZIP_WINDOW = 15 + 16, GZIP_MEMORY = 8, DEFAULT_LEVEL = 6, OUTPUT_SIZE = 64 << 10 };

struct gzip_stream {
	struct stream stream;
	z_stream deflate;
	gz_header header;
	int started;
	unsigned char output[OUTPUT_SIZE];
};

/* Hands on what deflate gives until it wants more input, or to the end. */
static int
pump(struct gzip_stream *self, int flush, struct error *err)
{
	int status;

	do {
		self->deflate.next_out = self->output;
		self->deflate.avail_out = OUTPUT_SIZE;
		status = deflate(&self->deflate, flush);
		if (status == Z_STREAM_ERROR)
			return error_set(err, ERROR_FAILED, "cannot compress with gzip");
		if (stream_write(self->stream.next, self->output,
			OUTPUT_SIZE - self->deflate.avail_out, err) != 0)
			return -1;
	} while (self->deflate.avail_out == 0);
	return 0;
}

static int
gzip_write(struct stream *stream, const void *bytes, size_t size, struct error *err)
{
	struct gzip_stream *self = (struct gzip_stream *)stream;
	const unsigned char *at = bytes;

	while (size > 0) {
		uInt piece = size > INT_MAX ? INT_MAX : (uInt)size;

		/* zlib declares its input without const and never writes to it */
		self->deflate.next_in = (unsigned char *)(uintptr_t)at;
		self->deflate.avail_in = piece;
		if (pump(self, Z_NO_FLUSH, err) != 0)
			return -1;
		at += piece;
		size -= piece;
	}
	return 0;
}

static int
gzip_finish(struct stream *stream, struct error *err)
{
	struct gzip_stream *self = (struct gzip_stream *)stream;

	self->deflate.avail_in = 0;
	if (pump(self, Z_FINISH, err) != 0)
		return -1;
	return stream_finish(stream->next, err);
}

static void
gzip_release(struct stream *stream)
{
	struct gzip_stream *self = (struct gzip_stream *)stream;

	if (self->started)
		deflateEnd(&self->deflate);
}

static const struct stream_operations gzip_operations = {gzip_write, gzip_finish, gzip_release};

struct stream *
gzip_stream_new(struct stream *next, int level, struct error *err)
{
	struct gzip_stream *self;

	if (next == NULL)
		return NULL;
	self = stream_allocate(sizeof(*self), &gzip_operations, next, err);
	if (self == NULL)
		return NULL;
	/* RFC 1952: no name, no time, and 255 for "unknown" rather than the system that zlib was built on */
	self->header.os = 255;
	self->started = deflateInit2(&self->deflate, level == 0 ? DEFAULT_LEVEL : level, Z_DEFLATED,
			    GZIP_WINDOW, GZIP_MEMORY, Z_DEFAULT_STRATEGY) == Z_OK;
	if (!self->started || deflateSetHeader(&self->deflate, &self->header) != Z_OK) {
		stream_free(&self->stream);
		error_set(err, ERROR_FAILED, "cannot start gzip at level %d", level);
		return NULL;
	}
	return &self->stream;
}
