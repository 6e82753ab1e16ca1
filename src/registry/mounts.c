#include "registry/mounts.h"

#include "cache/cache_lines.h"

#include <string.h>

/* A line that is none is passed over: the file is nobody's to trust. */
static void
read_line(struct arena *arena, const char *line, struct mounts *mounts)
{
	const char *space = strchr(line, ' ');
	struct digest digest;
	struct error ignored;

	if (space == NULL ||
	    digest_parse(arena_copy(arena, line, (size_t)(space - line)), &digest, &ignored) != 0 ||
	    reference_check_name(space + 1, &ignored) != 0)
		return;
	mounts->items = arena_grow(
	    arena, mounts->items, mounts->count, &mounts->capacity, sizeof(*mounts->items));
	mounts->items[mounts->count++] = (struct mount){digest, space + 1};
}

void
mounts_read(struct arena *arena, const char *host, struct mounts *ret_mounts)
{
	struct text_list lines;
	size_t i;

	*ret_mounts = (struct mounts){0};
	cache_lines_read(arena, PLACE_REGISTRY_NOTES, host, &lines);
	for (i = 0; i < lines.count; i++)
		read_line(arena, lines.items[i], ret_mounts);
}

const char *
mounts_find(const struct mounts *mounts, const struct digest *digest, const char *other_than)
{
	size_t i;

	for (i = mounts->count; i > 0; i--)
		if (digest_equal(&mounts->items[i - 1].digest, digest) &&
		    strcmp(mounts->items[i - 1].repository, other_than) != 0)
			return mounts->items[i - 1].repository;
	return NULL;
}

void
mounts_note(const char *host, const char *repository, const struct descriptor *blobs, size_t count)
{
	struct arena arena = {0};
	struct text_list lines = {0};
	size_t i;

	for (i = 0; i < count; i++)
		text_list_add(&lines, &arena,
		    arena_printf(&arena, "%s %s", blobs[i].digest.text, repository));
	cache_lines_add(PLACE_REGISTRY_NOTES, host, &lines);
	arena_release(&arena);
}
