#ifndef UNIT_STREAM_SUPPORT_H
#define UNIT_STREAM_SUPPORT_H

#include "stream/filters.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/*
 * The parts that tests of streams share: bytes that compress in parts, and an
 * end that fails.
 */
enum { SAMPLE_SIZE = 1 << 20 };

/* A compressor's constructor. */
typedef struct stream *(*constructor)(
    struct stream *next, const struct compress_options *options, struct error *err);

static const struct compress_options usual = {0};

/* Takes `room` bytes and fails with "the end is full" from then on. */
struct failing_stream {
	struct stream stream;
	size_t room;
	bool fails_at_finish;
};

static int
failing_write(struct stream *stream, const void *bytes UNUSED, size_t size, struct error *err)
{
	struct failing_stream *self = (struct failing_stream *)stream;

	if (size > self->room)
		return error_set(err, ERROR_FAILED, "the end is full");
	self->room -= size;
	return 0;
}

static int
failing_finish(struct stream *stream, struct error *err)
{
	if (((struct failing_stream *)stream)->fails_at_finish)
		return error_set(err, ERROR_FAILED, "the end does not finish");
	return 0;
}

static void
failing_release(struct stream *stream UNUSED)
{
}

static const struct stream_operations failing_operations = {
    failing_write, failing_finish, failing_release};

UNUSED static struct stream *
failing_stream_new(size_t room, bool fails_at_finish)
{
	struct error err;
	struct failing_stream *self =
	    stream_allocate(sizeof(*self), &failing_operations, NULL, &err);

	assert_non_null(self);
	self->room = room;
	self->fails_at_finish = fails_at_finish;
	return &self->stream;
}

/* Runs of zeros between bytes that no compressor foresees. */
UNUSED static char *
sample(struct arena *arena)
{
	char *bytes = arena_alloc(arena, SAMPLE_SIZE);
	uint32_t number = 1;
	size_t i;

	for (i = 0; i < SAMPLE_SIZE; i++) {
		number = number * 1664525U + 1013904223U;
		bytes[i] = (char)((i / 4096) % 2 == 0 ? 0 : number >> 24);
	}
	return bytes;
}

/* The samples one behind the other, none of them where it stood before. */
UNUSED static char *
samples(struct arena *arena, size_t size)
{
	char *bytes = arena_alloc(arena, size), *one = sample(arena);
	size_t i;

	for (i = 0; i < size; i++)
		bytes[i] = (char)(one[i % SAMPLE_SIZE] + (char)(i / SAMPLE_SIZE));
	return bytes;
}

/* `size` bytes through the filter, `piece` at a time. */
UNUSED static struct text
compressed(
    struct arena *arena, constructor compressor, const char *bytes, size_t size, size_t piece)
{
	struct text result;
	struct error err;
	struct stream *out;
	size_t at;

	text_init(&result, arena);
	out = compressor(memory_stream_new(&result, &err), &usual, &err);
	assert_non_null(out);
	for (at = 0; at < size; at += piece)
		assert_int_equal(
		    stream_write(out, bytes + at, size - at < piece ? size - at : piece, &err), 0);
	assert_int_equal(stream_finish(out, &err), 0);
	stream_free(out);
	return result;
}

/* In one piece, at another level. */
UNUSED static struct text
compressed_with(struct arena *arena, constructor compressor, const struct compress_options *options,
    const char *bytes, size_t size)
{
	struct text result;
	struct error err;
	struct stream *out;

	text_init(&result, arena);
	out = compressor(memory_stream_new(&result, &err), options, &err);
	assert_non_null(out);
	assert_int_equal(stream_write(out, bytes, size, &err), 0);
	assert_int_equal(stream_finish(out, &err), 0);
	stream_free(out);
	return result;
}

UNUSED static void
assert_same_text(const struct text *left, const struct text *right)
{
	assert_int_equal(left->length, right->length);
	assert_memory_equal(left->bytes, right->bytes, left->length);
}

#endif
