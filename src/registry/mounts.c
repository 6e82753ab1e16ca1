#include "registry/mounts.h"

#include "base/cache_folder.h"
#include "base/file.h"
#include "base/path.h"

#include <string.h>

enum { MOST_LINES = 4096, FILE_LIMIT = 2 << 20 };

static const char *
file_of(struct arena *arena, const char *host)
{
	const char *folder = cache_folder(arena, "registry");

	return folder == NULL || strchr(host, '/') != NULL ? NULL : path_join(arena, folder, host);
}

static void
add(struct arena *arena, struct mounts *mounts, const struct digest *digest, const char *repository)
{
	mounts->items = arena_grow(
	    arena, mounts->items, mounts->count, &mounts->capacity, sizeof(*mounts->items));
	mounts->items[mounts->count++] = (struct mount){*digest, repository};
}

/* A line that is none is passed over: the file is nobody's to trust. */
static void
read_line(struct arena *arena, char *line, struct mounts *mounts)
{
	char *space = strchr(line, ' ');
	struct digest digest;
	struct error ignored;

	if (space == NULL)
		return;
	*space = '\0';
	if (digest_parse(line, &digest, &ignored) == 0 &&
	    reference_check_name(space + 1, &ignored) == 0)
		add(arena, mounts, &digest, space + 1);
}

void
mounts_read(struct arena *arena, const char *host, struct mounts *ret_mounts)
{
	const char *path = file_of(arena, host);
	char *line, *rest = NULL;
	struct text bytes;
	struct error ignored;

	*ret_mounts = (struct mounts){0};
	if (path == NULL || file_read(arena, path, FILE_LIMIT, &bytes, &ignored) != 0 ||
	    bytes.length == 0)
		return;
	for (line = strtok_r(bytes.bytes, "\n", &rest); line != NULL;
	    line = strtok_r(NULL, "\n", &rest))
		read_line(arena, line, ret_mounts);
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

static bool
is_known(const struct mounts *mounts, const struct digest *digest, const char *repository)
{
	size_t i;

	for (i = 0; i < mounts->count; i++)
		if (digest_equal(&mounts->items[i].digest, digest) &&
		    strcmp(mounts->items[i].repository, repository) == 0)
			return true;
	return false;
}

void
mounts_note(const char *host, const char *repository, const struct descriptor *blobs, size_t count)
{
	struct arena arena = {0};
	const char *path = file_of(&arena, host);
	struct error ignored;
	struct mounts mounts;
	struct text lines;
	size_t before, i;

	mounts_read(&arena, host, &mounts);
	before = mounts.count;
	for (i = 0; i < count; i++)
		if (!is_known(&mounts, &blobs[i].digest, repository))
			add(&arena, &mounts, &blobs[i].digest, repository);
	text_init(&lines, &arena);
	for (i = mounts.count > MOST_LINES ? mounts.count - MOST_LINES : 0; i < mounts.count; i++)
		text_printf(
		    &lines, "%s %s\n", mounts.items[i].digest.text, mounts.items[i].repository);
	if (path != NULL && mounts.count > before &&
	    file_make_folders(path_folder(&arena, path), &ignored) == 0 &&
	    file_write(path, text_string(&lines), lines.length, 0644, &ignored) != 0)
		ignored.kind = ERROR_NONE;
	arena_release(&arena);
}
