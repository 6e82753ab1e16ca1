#include "cache/build_cache.h"

#include "base/file.h"
#include "base/log.h"
#include "base/path.h"
#include "base/places.h"
#include "base/scope.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* The version of keys and entries. After it was raised, mote finds nothing that
 * an older mote kept. */
enum { FORMAT_VERSION = 3 };

enum { ENTRY_LIMIT = 512 << 20, DIGEST_LINE = sizeof("sha256:\n") + 63 };

void
build_cache_open(struct arena *arena, struct build_cache *ret_cache)
{
	*ret_cache = (struct build_cache){.path = place_path(arena, PLACE_BUILD_CACHE),
	    .events = arena_alloc(arena, sizeof(struct cache_events))};
}

void
cache_key_make(const char *kind, const struct text *everything, struct cache_key *ret_key)
{
	struct arena arena = {0};
	struct text whole;
	struct error ignored;

	text_init(&whole, &arena);
	text_printf(&whole, "mote %s %d\n", kind, FORMAT_VERSION);
	text_append(&whole, everything->bytes, everything->length);
	ret_key->kind = kind;
	/* a key without a digest finds nothing and is not written */
	if (digest_of_bytes(whole.bytes, whole.length, &ret_key->digest, &ignored) != 0)
		ret_key->digest.text[0] = '\0';
	arena_release(&arena);
}

char *
build_cache_path(struct arena *arena, const struct build_cache *cache, const struct cache_key *key)
{
	return arena_printf(arena, "%s/%s/%s", cache->path, key->kind, digest_hex(&key->digest));
}

void
build_cache_use(const char *path)
{
	(void)!utimensat(AT_FDCWD, path, NULL, 0);
}

bool
build_cache_get(struct arena *arena, const struct build_cache *cache, const struct cache_key *key,
    struct text *ret_bytes)
{
	struct digest digest;
	struct error ignored;
	struct text bytes;
	const char *path;

	if (cache->path == NULL || key->digest.text[0] == '\0')
		return false;
	path = build_cache_path(arena, cache, key);
	if (file_read(arena, path, ENTRY_LIMIT, &bytes, &ignored) != 0 ||
	    bytes.length < DIGEST_LINE ||
	    digest_of_bytes(
		bytes.bytes + DIGEST_LINE, bytes.length - DIGEST_LINE, &digest, &ignored) != 0 ||
	    memcmp(bytes.bytes, digest.text, DIGEST_LINE - 1) != 0)
		return false;
	build_cache_use(path);
	*ret_bytes = bytes;
	ret_bytes->bytes += DIGEST_LINE;
	ret_bytes->length -= DIGEST_LINE;
	return true;
}

void
build_cache_warn(const struct build_cache *cache, const struct error *err)
{
	if (!cache->events->warned)
		log_note("nothing is kept in the build cache: %s", err->text);
	cache->events->warned = true;
}

static int
write_entry(struct arena *arena, const char *path, const struct text *bytes, struct error *err)
{
	struct digest digest;
	char *hidden = NULL;
	SCOPED(fd) int fd = -1;

	if (digest_of_bytes(bytes->bytes, bytes->length, &digest, err) != 0 ||
	    file_make_folders(path_folder(arena, path), err) != 0)
		return -1;
	fd = file_beside(arena, path, 0644, &hidden, err);
	if (fd < 0)
		return -1;
	if (file_write_all(fd, arena_printf(arena, "%s\n", digest.text), DIGEST_LINE, path, err) ==
		0 &&
	    file_write_all(fd, bytes->bytes, bytes->length, path, err) == 0 &&
	    file_rename(hidden, path, err) == 0)
		return 0;
	unlink(hidden);
	return -1;
}

void
build_cache_put(struct arena *arena, const struct build_cache *cache, const struct cache_key *key,
    const void *bytes, size_t size)
{
	const struct text entry = {.bytes = arena_copy(arena, bytes, size), .length = size};
	struct error err = {0};

	if (cache->path == NULL || cache->read_only || key->digest.text[0] == '\0')
		return;
	if (write_entry(arena, build_cache_path(arena, cache, key), &entry, &err) != 0)
		build_cache_warn(cache, &err);
	else
		cache->events->stored = true;
}

int
build_cache_lock(const char *folder, int how)
{
	SCOPED(fd) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct stat locked, there;

	if (fd < 0 || flock(fd, how | LOCK_NB) != 0 || fstat(fd, &locked) != 0 ||
	    stat(folder, &there) != 0 || locked.st_ino != there.st_ino ||
	    locked.st_dev != there.st_dev)
		return -1;
	return TAKE_FD(fd);
}
