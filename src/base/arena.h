#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/attribute.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * An arena: memory that lives as long as one command and is released in one
 * call. Nothing in mote frees a single allocation, so nothing can be freed
 * twice or too early.
 *
 *	struct arena arena = {0};
 *	char *name = arena_printf(&arena, "%s.tar", name);
 *	arena_release(&arena);
 *
 * No function here returns NULL. When the system has no memory left, mote
 * writes one line and exits with status 1: there is no way to report an error
 * without memory, and outputs are written beside their final place, so nothing
 * half-written is left. An arena belongs to one thread.
 */
struct arena {
	struct arena_block *newest;
};

/* `size` zeroed bytes, aligned for any type; size 0 gives a valid pointer. */
void *arena_alloc(struct arena *arena, size_t size) RETURNS_NONNULL;

/* `count` zeroed elements; the multiplication is checked. */
void *arena_array(struct arena *arena, size_t count, size_t size) RETURNS_NONNULL;

/* A copy of `size` bytes, followed by a NUL that is not counted. */
void *arena_copy(struct arena *arena, const void *bytes, size_t size) RETURNS_NONNULL;

char *arena_strdup(struct arena *arena, const char *text) RETURNS_NONNULL;
char *arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3) RETURNS_NONNULL;

/* Makes room for one more element: when `count` has reached `*capacity`, copies
 * the array to one of twice the size. Returns the array to use. */
void *arena_grow(
    struct arena *arena, void *array, size_t count, size_t *capacity, size_t size) RETURNS_NONNULL;

/* Makes a new arena shared: the processes that are forked from now on see the
 * same memory at the same addresses. One process fills it, the others read. The
 * arena never exceeds `size` bytes; unused bytes cost nothing. False: the
 * system refused. */
bool arena_share(struct arena *arena, size_t size);

/* Moves all memory of `other` to `arena`, which releases it later; `other` is
 * empty then. */
void arena_adopt(struct arena *arena, struct arena *other);

void arena_release(struct arena *arena);
/* Overwrites the memory before it releases it: for an arena that held a
 * secret. */
void arena_wipe(struct arena *arena);

#endif
