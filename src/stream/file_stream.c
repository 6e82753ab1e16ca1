#include "base/file.h"
#include "base/scope.h"
#include "stream/filters.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

struct file_stream {
	struct stream stream;
	int fd;
	char name[512];
};

static int
sink_write(struct stream *stream, const void *bytes, size_t size, struct error *err)
{
	struct file_stream *self = (struct file_stream *)stream;

	return file_write_all(self->fd, bytes, size, self->name, err);
}

static int
sink_finish(struct stream *stream, struct error *err)
{
	struct file_stream *self = (struct file_stream *)stream;

	/* a network file system tells at the close that it had no room; after EINTR it is closed too */
	if (close(TAKE_FD(self->fd)) != 0 && errno != EINTR)
		return error_errno(err, "cannot write \"%s\"", self->name);
	return 0;
}

static void
sink_release(struct stream *stream)
{
	scope_fd(&((struct file_stream *)stream)->fd);
}

static const struct stream_operations file_operations = {sink_write, sink_finish, sink_release};

struct stream *
file_stream_new(int fd, const char *name, struct error *err)
{
	struct file_stream *self = stream_allocate(sizeof(*self), &file_operations, NULL, err);

	if (self == NULL) {
		scope_fd(&fd);
		return NULL;
	}
	self->fd = fd;
	snprintf(self->name, sizeof(self->name), "%s", name);
	return &self->stream;
}
