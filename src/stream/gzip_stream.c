#include "stream/filters.h"
#include "stream/gzip_crew.h"

#include <string.h>

enum { DEFAULT_LEVEL = 6, LAST_LEVEL = 9, MEMBER = 1 << 20 };

struct gzip_stream {
	struct stream stream;
	struct gzip_crew *crew;
	/* the cuts: `longer` members of `member` + 1 bytes, then those of
	 * `member` bytes */
	uint64_t members, longer;
	size_t member;
	uint64_t begun; /* members of which a byte came, or all of them */
	unsigned char *piece; /* where the bytes of the present member go; NULL: none is begun */
	size_t filled, wanted;
};

/*
 * Where the members are cut depends on the number of bytes alone. Below 1 MiB
 * one member, so that a reader that knows only one reads small images; then an
 * even number of nearly equal ones of 512 KiB to 1 MiB, so that two processors
 * end together. Of an unknown number each MiB is a member.
 */
static void
plan(struct gzip_stream *self, uint64_t total)
{
	self->members = UINT64_MAX;
	self->member = MEMBER;
	if (total == 0)
		return;
	self->members = total < MEMBER ? 1 : total / MEMBER * 2;
	self->member = (size_t)(total / self->members);
	self->longer = total % self->members;
}

static int
begin_member(struct gzip_stream *self, struct error *err)
{
	if (gzip_crew_piece(self->crew, self->stream.next, &self->piece, err) != 0)
		return -1;
	self->wanted = self->member + (self->begun < self->longer);
	self->filled = 0;
	self->begun++;
	return 0;
}

static int
end_member(struct gzip_stream *self, struct error *err)
{
	self->piece = NULL;
	return gzip_crew_submit(self->crew, self->filled, err);
}

static int
gzip_write(struct stream *stream, const void *bytes, size_t size, struct error *err)
{
	struct gzip_stream *self = (struct gzip_stream *)stream;
	const unsigned char *at = bytes;

	while (size > 0) {
		size_t part;

		if (self->piece == NULL && begin_member(self, err) != 0)
			return -1;
		part = self->wanted - self->filled < size ? self->wanted - self->filled : size;
		memcpy(self->piece + self->filled, at, part);
		self->filled += part;
		at += part;
		size -= part;
		if (self->filled == self->wanted && end_member(self, err) != 0)
			return -1;
	}
	return 0;
}

static int
gzip_finish(struct stream *stream, struct error *err)
{
	struct gzip_stream *self = (struct gzip_stream *)stream;

	/* nothing at all is a member too */
	if (self->begun == 0 && begin_member(self, err) != 0)
		return -1;
	if (self->piece != NULL && end_member(self, err) != 0)
		return -1;
	if (gzip_crew_finish(self->crew, stream->next, err) != 0)
		return -1;
	return stream_finish(stream->next, err);
}

static void
gzip_release(struct stream *stream)
{
	gzip_crew_free(((struct gzip_stream *)stream)->crew);
}

static const struct stream_operations gzip_operations = {gzip_write, gzip_finish, gzip_release};

struct stream *
gzip_stream_new(struct stream *next, const struct compress_options *options, struct error *err)
{
	struct gzip_crew_options crew = {
	    .level = options->level == 0 ? DEFAULT_LEVEL : options->level,
	    .measure = options->measure};
	struct gzip_stream *self;

	if (next == NULL)
		return NULL;
	self = stream_allocate(sizeof(*self), &gzip_operations, next, err);
	if (self == NULL)
		return NULL;
	plan(self, options->total);
	crew.piece = self->member + (self->longer > 0);
	crew.pieces = self->members;
	if (options->level < 0 || options->level > LAST_LEVEL)
		error_set(err, ERROR_FAILED, "cannot start gzip at level %d", options->level);
	else
		self->crew = gzip_crew_new(&crew, err);
	if (self->crew == NULL) {
		stream_free(&self->stream);
		return NULL;
	}
	return &self->stream;
}
