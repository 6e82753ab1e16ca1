#include "base/file.h"
#include "base/scope.h"
#include "stream/filters.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

struct file_stream {
	struct stream stream;
	int fd;
	off_t waiting; /* bytes that no disk was told of */
	char name[512];
};

enum { WRITE_BACK = 8 << 20 };

static int
sink_write(struct stream *stream, const void *bytes, size_t size, struct error *err)
{
	struct file_stream *self = (struct file_stream *)stream;

	if (file_write_all(self->fd, bytes, size, self->name, err) != 0)
		return -1;
	self->waiting += (off_t)size;
	if (self->waiting < WRITE_BACK)
		return 0;
	/* the disk works while the rest is compressed, and a sync at the end
	 * finds little left; a hint, no promise */
	(void)sync_file_range(self->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	self->waiting = 0;
	return 0;
}

static int
sink_finish(struct stream *stream, struct error *err)
{
	struct file_stream *self = (struct file_stream *)stream;

	/* a network file system tells at the close that it had no room; after
	 * EINTR it is closed too */
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
