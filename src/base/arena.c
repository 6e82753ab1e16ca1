#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Blocks start small, because most commands need little, and double, because
 * some need much. */
enum { FIRST_BLOCK = 16 << 10, LARGEST_BLOCK = 4 << 20 };

struct arena_block {
	struct arena_block *older;
	size_t used, size;
	bool shared; /* a mapping */
	bool alone; /* no other block may follow: other processes would not see it */
	alignas(max_align_t) char bytes[];
};

static void __attribute__((noreturn))
out_of_memory(void)
{
	static const char message[] = "mote: out of memory\n";

	if (write(STDERR_FILENO, message, sizeof(message) - 1) < 0)
		_exit(1);
	_exit(1);
}

static struct arena_block *
block_new(struct arena *arena, size_t needed)
{
	size_t size = arena->newest == NULL ? FIRST_BLOCK : arena->newest->size * 2;
	struct arena_block *block;

	if (arena->newest != NULL && arena->newest->alone)
		out_of_memory();
	if (size > LARGEST_BLOCK)
		size = LARGEST_BLOCK;
	if (size < needed)
		size = needed;
	if (size > SIZE_MAX - sizeof(*block))
		out_of_memory();
	block = calloc(1, sizeof(*block) + size);
	if (block == NULL)
		out_of_memory();
	block->size = size;
	block->older = arena->newest;
	arena->newest = block;
	return block;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->newest;
	size_t rounded = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	void *result;

	if (rounded < size)
		out_of_memory();
	if (block == NULL || block->size - block->used < rounded)
		block = block_new(arena, rounded);
	result = block->bytes + block->used;
	block->used += rounded;
	return result;
}

void *
arena_array(struct arena *arena, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		out_of_memory();
	return arena_alloc(arena, total);
}

void *
arena_copy(struct arena *arena, const void *bytes, size_t size)
{
	char *copy;

	if (size == SIZE_MAX)
		out_of_memory();
	copy = arena_alloc(arena, size + 1);
	if (size > 0)
		memcpy(copy, bytes, size);
	return copy;
}

char *
arena_strdup(struct arena *arena, const char *text)
{
	return arena_copy(arena, text, strlen(text));
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	int length;
	char *text;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		out_of_memory();
	text = arena_alloc(arena, (size_t)length + 1);
	va_start(arguments, format);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return text;
}

void *
arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size)
{
	void *bigger;

	if (array != NULL && count < *capacity)
		return array;
	*capacity = *capacity == 0 ? 8 : *capacity * 2;
	bigger = arena_array(arena, *capacity, size);
	if (array != NULL)
		memcpy(bigger, array, count * size);
	return bigger;
}

bool
arena_share(struct arena *arena, size_t size)
{
	struct arena_block *block;

	/* room for one allocation of that size, however it is rounded */
	size += alignof(max_align_t);
	block = mmap(NULL, sizeof(*block) + size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (block == MAP_FAILED)
		return false;
	block->size = size;
	block->shared = block->alone = true;
	arena->newest = block;
	return true;
}

void
arena_adopt(struct arena *arena, struct arena *other)
{
	struct arena_block **end = &arena->newest, *block;

	while (*end != NULL)
		end = &(*end)->older;
	*end = other->newest;
	for (block = other->newest; block != NULL; block = block->older)
		block->alone = false;
	other->newest = NULL;
}

void
arena_release(struct arena *arena)
{
	while (arena->newest != NULL) {
		struct arena_block *older = arena->newest->older;

		if (arena->newest->shared)
			munmap(arena->newest, sizeof(*arena->newest) + arena->newest->size);
		else
			free(arena->newest);
		arena->newest = older;
	}
}

void
arena_wipe(struct arena *arena)
{
	struct arena_block *block;

	for (block = arena->newest; block != NULL; block = block->older)
		explicit_bzero(block->bytes, block->used);
	arena_release(arena);
}
