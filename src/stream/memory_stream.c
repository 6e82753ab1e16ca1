#include "stream/filters.h"

struct memory_stream {
	struct stream stream;
	struct text *text;
};

static int
memory_write(struct stream *stream, const void *bytes, size_t size, struct error *err UNUSED)
{
	text_append(((struct memory_stream *)stream)->text, bytes, size);
	return 0;
}

static int
memory_finish(struct stream *stream UNUSED, struct error *err UNUSED)
{
	return 0;
}

static void
memory_release(struct stream *stream UNUSED)
{
}

static const struct stream_operations memory_operations = {
    memory_write, memory_finish, memory_release};

struct stream *
memory_stream_new(struct text *text, struct error *err)
{
	struct memory_stream *self = stream_allocate(sizeof(*self), &memory_operations, NULL, err);

	if (self == NULL)
		return NULL;
	self->text = text;
	return &self->stream;
}
