#include "stream/stream.h"

#include <stdlib.h>

int
stream_write(struct stream *stream, const void *bytes, size_t size, struct error *err)
{
	return stream->operations->write(stream, bytes, size, err);
}

int
stream_finish(struct stream *stream, struct error *err)
{
	return stream->operations->finish(stream, err);
}

void
stream_free(struct stream *stream)
{
	while (stream != NULL) {
		struct stream *next = stream->next;

		stream->operations->release(stream);
		free(stream);
		stream = next;
	}
}

void
scope_stream(struct stream **stream)
{
	stream_free(*stream);
}

void *
stream_allocate(
    size_t size, const struct stream_operations *operations, struct stream *next, struct error *err)
{
	struct stream *stream = calloc(1, size);

	if (stream == NULL) {
		stream_free(next);
		error_set(err, ERROR_FAILED, "out of memory");
		return NULL;
	}
	stream->operations = operations;
	stream->next = next;
	return stream;
}
