#include "base/process.h"
#include "stream/filters.h"

#include <zstd.h>

/* Up to LAST_THREADED in jobs of one MiB, which threads take: what they are
 * does not depend on how many there are, even if it is one. Above it a job
 * would read a window of many MiB again before it begins. */
enum {
	DEFAULT_LEVEL = 3,
	LAST_THREADED = 9,
	JOB_SIZE = 1 << 20,
	MOST_THREADS = 12,
	OUTPUT_SIZE = 128 << 10
};

/* The last byte that came is held back until the end: then the last job always
 * ends the frame. Without it, a length of whole jobs would end with an empty
 * block or without one, depending on how busy the threads are. */
struct zstd_stream {
	struct stream stream;
	ZSTD_CCtx *context;
	unsigned char last;
	bool has_last;
	unsigned char output[OUTPUT_SIZE];
};

static int
pump(struct zstd_stream *self, ZSTD_inBuffer *input, ZSTD_EndDirective how, struct error *err)
{
	size_t left;

	do {
		ZSTD_outBuffer output = {self->output, OUTPUT_SIZE, 0};

		left = ZSTD_compressStream2(self->context, &output, input, how);
		if (ZSTD_isError(left))
			return error_set(err, ERROR_FAILED, "cannot compress with zstd: %s",
			    ZSTD_getErrorName(left));
		if (stream_write(self->stream.next, self->output, output.pos, err) != 0)
			return -1;
	} while (how == ZSTD_e_end ? left != 0 : input->pos < input->size);
	return 0;
}

static int
zstd_write(struct stream *stream, const void *bytes, size_t size, struct error *err)
{
	struct zstd_stream *self = (struct zstd_stream *)stream;
	ZSTD_inBuffer before = {&self->last, self->has_last ? 1 : 0, 0};
	ZSTD_inBuffer input = {bytes, size - 1, 0};

	if (size == 0)
		return 0;
	if (pump(self, &before, ZSTD_e_continue, err) != 0 ||
	    pump(self, &input, ZSTD_e_continue, err) != 0)
		return -1;
	self->last = ((const unsigned char *)bytes)[size - 1];
	self->has_last = true;
	return 0;
}

static int
zstd_finish(struct stream *stream, struct error *err)
{
	struct zstd_stream *self = (struct zstd_stream *)stream;
	ZSTD_inBuffer end = {&self->last, self->has_last ? 1 : 0, 0};

	if (pump(self, &end, ZSTD_e_end, err) != 0)
		return -1;
	return stream_finish(stream->next, err);
}

static void
zstd_release(struct stream *stream)
{
	ZSTD_freeCCtx(((struct zstd_stream *)stream)->context);
}

static const struct stream_operations zstd_operations = {zstd_write, zstd_finish, zstd_release};

static bool
set(ZSTD_CCtx *context, ZSTD_cParameter parameter, int value)
{
	return !ZSTD_isError(ZSTD_CCtx_setParameter(context, parameter, value));
}

static bool
configure(ZSTD_CCtx *context, int level)
{
	unsigned threads = process_processors();

	if (!set(context, ZSTD_c_compressionLevel, level) || !set(context, ZSTD_c_checksumFlag, 1))
		return false;
	/* a library that was built without threads has no such parameter */
	if (level <= LAST_THREADED &&
	    set(context, ZSTD_c_nbWorkers, threads < MOST_THREADS ? (int)threads : MOST_THREADS))
		return set(context, ZSTD_c_jobSize, JOB_SIZE);
	return true;
}

struct stream *
zstd_stream_new(struct stream *next, const struct compress_options *options, struct error *err)
{
	int level = options->level == 0 ? DEFAULT_LEVEL : options->level;
	struct zstd_stream *self;

	if (next == NULL)
		return NULL;
	self = stream_allocate(sizeof(*self), &zstd_operations, next, err);
	if (self == NULL)
		return NULL;
	self->context = ZSTD_createCCtx();
	if (self->context == NULL || !configure(self->context, level)) {
		stream_free(&self->stream);
		error_set(err, ERROR_FAILED, "cannot start zstd at level %d", level);
		return NULL;
	}
	return &self->stream;
}

const char *
zstd_stream_version(void)
{
	return ZSTD_versionString();
}
