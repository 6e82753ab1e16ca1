#ifndef CACHE_BUILD_CACHE_H
#define CACHE_BUILD_CACHE_H

#include "base/digest.h"
#include "base/text.h"

#include <stdbool.h>

/*
 * Results of earlier builds. A key is the digest of everything that the entry
 * was made from: contents, never times. The cache is one folder, which all mote
 * processes of a user share:
 *
 *	<folder>/inputs/KEY	the list of files that a source file's compilation read
 *	<folder>/objects/KEY	an object
 *	<folder>/stages/KEY	says that a stage was made; holds the digest of KEY.d
 *	<folder>/stages/KEY.d/	the stage's programs and everything that it installed
 *	<folder>/layers/KEY	the descriptor of a layer
 *	<folder>/blobs/		layers, by their digests
 *	<folder>/ccache/KEY/	the ccache folder of one project's own build: stage_wrapper.h
 *
 *	<folder>/../debug/.build-id/	debug information of programs, where gdb looks for it
 *
 * The folder is build/ in $MOTE_CACHE_DIR, $XDG_CACHE_HOME/mote or
 * ~/.cache/mote. A new entry is written under a temporary name and then
 * renamed, so two processes that make the same entry at once both succeed. An
 * entry begins with its own digest; a damaged entry counts as missing. Nothing
 * is synced to disk: an entry that a power cut damages is made again. A build
 * never fails because of the cache; one note says that the cache cannot be
 * written.
 *
 *	struct build_cache cache;
 *	build_cache_open(arena, &cache);
 *	if (!build_cache_get(arena, &cache, &key, &bytes))
 *		build_cache_put(arena, &cache, &key, bytes.bytes, bytes.length);
 */
struct cache_events {
	bool stored; /* an entry was added, so cache_trim has work */
	bool warned; /* the note that the cache cannot be written was printed */
};

struct build_cache {
	const char *path; /* absolute; NULL: there is no cache */
	bool read_only; /* entries are read, and none is added */
	struct cache_events *events; /* shared by this struct and all copies of it */
};

struct cache_key {
	const char *kind; /* "objects": the folder */
	struct digest digest;
};

/* There is no cache when the place has no path, or only a relative one. */
void build_cache_open(struct arena *arena, struct build_cache *ret_cache);

/* Makes the key of an entry from its kind, the version of the cache, and
 * `everything`, which names all inputs. */
void cache_key_make(const char *kind, const struct text *everything, struct cache_key *ret_key);

/* "<folder>/objects/0a1b..." */
char *build_cache_path(
    struct arena *arena, const struct build_cache *cache, const struct cache_key *key);

/* false: there is no such entry, or it is damaged. */
bool build_cache_get(struct arena *arena, const struct build_cache *cache,
    const struct cache_key *key, struct text *ret_bytes);
void build_cache_put(struct arena *arena, const struct build_cache *cache,
    const struct cache_key *key, const void *bytes, size_t size);

/* Opens an entry that is a folder, and locks it: LOCK_SH prevents its removal,
 * LOCK_EX its use. -1: the entry does not exist, or another process is removing
 * it. */
int build_cache_lock(const char *folder, int how);

/* Records that the entry was used now. Pruning removes the entry first that was
 * not used for the longest time. */
void build_cache_use(const char *path);

/* Prints once, unless -q, that the cache cannot be written. */
void build_cache_warn(const struct build_cache *cache, const struct error *err);

#endif
