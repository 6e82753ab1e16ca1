#include "stream/filters.h"

struct measure_stream {
	struct stream stream;
	struct digester *digester;
	struct measure *measure;
	uint64_t size;
};

static int
measure_write(struct stream *stream, const void *bytes, size_t size, struct error *err)
{
	struct measure_stream *self = (struct measure_stream *)stream;

	/* handed on first: a compressor's threads then have work while this one
	 * hashes */
	if (stream_write(stream->next, bytes, size, err) != 0 ||
	    digester_add(self->digester, bytes, size, err) != 0)
		return -1;
	self->size += size;
	return 0;
}

static int
measure_finish(struct stream *stream, struct error *err)
{
	struct measure_stream *self = (struct measure_stream *)stream;

	if (digester_finish(self->digester, &self->measure->digest, err) != 0)
		return -1;
	self->measure->size = self->size;
	return stream_finish(stream->next, err);
}

static void
measure_release(struct stream *stream)
{
	digester_free(((struct measure_stream *)stream)->digester);
}

static const struct stream_operations measure_operations = {
    measure_write, measure_finish, measure_release};

struct stream *
measure_stream_new(struct stream *next, struct measure *measure, struct error *err)
{
	struct measure_stream *self;

	if (next == NULL)
		return NULL;
	self = stream_allocate(sizeof(*self), &measure_operations, next, err);
	if (self == NULL)
		return NULL;
	self->measure = measure;
	self->digester = digester_new(err);
	if (self->digester == NULL) {
		stream_free(&self->stream);
		return NULL;
	}
	return &self->stream;
}
