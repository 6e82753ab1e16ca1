#include "cache/cache_prune.h"

#include "base/file.h"
#include "base/leftover.h"
#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static const char *const kinds[CACHE_KIND_COUNT] = {
    "inputs", "objects", "stages", "layers", "blobs", "ccache", "debug"};
static const uint64_t default_limit = (uint64_t)5 << 30;

struct entry {
	const char *path;
	size_t kind;
	uint64_t bytes;
	struct timespec used;
};

struct listing {
	struct arena *arena;
	struct entry *entries;
	size_t count, capacity;
};

uint64_t
cache_folder_bytes(struct arena *arena, const char *path)
{
	SCOPED(directory) DIR *folder = opendir(path);
	struct dirent *entry;
	uint64_t bytes = 0;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		const char *inner = path_join(arena, path, entry->d_name);
		struct stat status;
		uint64_t more;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    lstat(inner, &status) != 0)
			continue;
		more = S_ISDIR(status.st_mode) ? cache_folder_bytes(arena, inner)
					       : (uint64_t)status.st_size;
		bytes = more > UINT64_MAX - bytes ? UINT64_MAX : bytes + more;
	}
	return bytes;
}

/* The folders that hold the entries of a kind. */
static struct text_list
kind_folders(struct arena *arena, const struct build_cache *cache, size_t kind)
{
	struct text_list folders = {0};
	const char *path = path_join(arena, cache->path, kinds[kind]);
	SCOPED(directory) DIR *folder = NULL;
	struct dirent *entry;

	if (strcmp(kinds[kind], "debug") != 0) {
		text_list_add(&folders, arena, path);
		return folders;
	}
	/* gdb's layout: beside the build cache, one folder for each first two
	 * digits of a build-id */
	path = path_join(arena, path_folder(arena, cache->path), "debug/.build-id");
	folder = opendir(path);
	while (folder != NULL && (entry = readdir(folder)) != NULL)
		if (entry->d_name[0] != '.')
			text_list_add(&folders, arena, path_join(arena, path, entry->d_name));
	return folders;
}

static int
list_folder(struct listing *listing, const char *path, size_t kind, struct error *err)
{
	SCOPED(directory) DIR *folder = opendir(path);
	struct dirent *entry;

	if (folder == NULL)
		return errno == ENOENT ? 0 : error_errno(err, "cannot read \"%s\"", path);
	while ((entry = readdir(folder)) != NULL) {
		const char *inner = path_join(listing->arena, path, entry->d_name);
		struct stat status;
		uint64_t bytes;

		/* what is hidden is being written, or was */
		if (entry->d_name[0] == '.' || lstat(inner, &status) != 0)
			continue;
		bytes = S_ISDIR(status.st_mode) ? cache_folder_bytes(listing->arena, inner)
						: (uint64_t)status.st_size;
		listing->entries = arena_grow(listing->arena, listing->entries, listing->count,
		    &listing->capacity, sizeof(*listing->entries));
		listing->entries[listing->count++] =
		    (struct entry){inner, kind, bytes, status.st_mtim};
	}
	return 0;
}

static int
list_cache(struct listing *listing, const struct build_cache *cache, struct error *err)
{
	size_t i, k;

	for (i = 0; i < CACHE_KIND_COUNT && cache->path != NULL; i++) {
		struct text_list folders = kind_folders(listing->arena, cache, i);

		for (k = 0; k < folders.count; k++)
			if (list_folder(listing, folders.items[k], i, err) != 0)
				return -1;
	}
	return 0;
}

static void
count_entry(struct cache_usage *usage, const struct entry *entry)
{
	/* a stage is a note and a folder */
	uint64_t one = text_ends_with(entry->path, ".d") ? 0 : 1;

	usage->kinds[entry->kind].entries += one;
	usage->kinds[entry->kind].bytes += entry->bytes;
	usage->entries += one;
	usage->bytes += entry->bytes;
}

static void
usage_init(struct cache_usage *usage)
{
	size_t i;

	*usage = (struct cache_usage){0};
	for (i = 0; i < CACHE_KIND_COUNT; i++)
		usage->kinds[i].kind = kinds[i];
}

int
cache_measure(struct arena *arena, const struct build_cache *cache, struct cache_usage *ret_usage,
    struct error *err)
{
	struct listing listing = {.arena = arena};
	size_t i;

	usage_init(ret_usage);
	if (list_cache(&listing, cache, err) != 0)
		return -1;
	for (i = 0; i < listing.count; i++)
		count_entry(ret_usage, &listing.entries[i]);
	return 0;
}

static int
longest_unused_first(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;

	if (a->used.tv_sec != b->used.tv_sec)
		return a->used.tv_sec < b->used.tv_sec ? -1 : 1;
	if (a->used.tv_nsec != b->used.tv_nsec)
		return a->used.tv_nsec < b->used.tv_nsec ? -1 : 1;
	return strcmp(a->path, b->path);
}

/* A folder that is read is locked, and stays; it is renamed before it is taken
 * apart, so that none is ever half. */
static bool
remove_entry(struct arena *arena, const struct entry *entry, size_t number, struct error *err)
{
	SCOPED(fd) int fd = open(entry->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	char *old;

	if (fd < 0)
		return unlink(entry->path) == 0;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return false;
	old = arena_printf(arena, "%s/.old.mote-%ld-%zu", path_folder(arena, entry->path),
	    (long)getpid(), number % 1000000);
	return rename(entry->path, old) == 0 && file_remove_tree(old, err) == 0;
}

int
cache_prune(struct arena *arena, const struct build_cache *cache, uint64_t most,
    struct cache_usage *ret_freed, struct error *err)
{
	struct listing listing = {.arena = arena};
	struct cache_usage freed;
	uint64_t left = 0;
	size_t i, k;

	usage_init(&freed);
	for (i = 0; i < CACHE_KIND_COUNT && cache->path != NULL; i++) {
		struct text_list folders = kind_folders(arena, cache, i);

		for (k = 0; k < folders.count; k++)
			leftover_clean(folders.items[k]);
	}
	if (list_cache(&listing, cache, err) != 0)
		return -1;
	for (i = 0; i < listing.count; i++)
		left += listing.entries[i].bytes;
	if (listing.count > 1)
		qsort(
		    listing.entries, listing.count, sizeof(*listing.entries), longest_unused_first);
	for (i = 0; i < listing.count; i++) {
		const struct entry *entry = &listing.entries[i];

		if (left <= most || !remove_entry(arena, entry, i, err))
			continue;
		left -= entry->bytes;
		count_entry(&freed, entry);
	}
	*ret_freed = freed;
	return 0;
}

int
cache_size_parse(const char *text, uint64_t *ret_bytes, struct error *err)
{
	if (text_to_bytes(text, ret_bytes) == 0)
		return 0;
	return error_set(
	    err, ERROR_USAGE, "\"%s\" is not a size; write 500MB, 5GiB or a number of bytes", text);
}

int
cache_limit(uint64_t *ret_bytes, struct error *err)
{
	const char *text = getenv("MOTE_CACHE_SIZE");

	*ret_bytes = default_limit;
	if (text == NULL || text[0] == '\0')
		return 0;
	return cache_size_parse(text, ret_bytes, err) == 0 ? 0 : error_wrap(err, "MOTE_CACHE_SIZE");
}

void
cache_trim(const struct build_cache *cache)
{
	struct arena arena = {0};
	struct cache_usage freed;
	struct error err = {0};
	uint64_t most;

	if (cache->events->stored &&
	    (cache_limit(&most, &err) != 0 || cache_prune(&arena, cache, most, &freed, &err) != 0))
		log_note("the build cache is not pruned: %s", err.text);
	arena_release(&arena);
}
