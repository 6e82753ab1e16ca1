#ifndef CACHE_BUILD_CACHE_H
#define CACHE_BUILD_CACHE_H

#include "base/digest.h"
#include "base/text.h"

#include <stdbool.h>

/*
 * Results of earlier builds. A key is the digest of all that its entry was made
 * from: content, never time. The cache is a folder of the user, which all mote
 * processes of the user share:
 *
 *	<folder>/inputs/KEY	the list of files that a source file's compilation read
 *	<folder>/objects/KEY	an object
 *	<folder>/stages/KEY	says that a stage was made; has the digest of KEY.d
 *	<folder>/stages/KEY.d/	the stage's programs and all that it installed
 *	<folder>/layers/KEY	the descriptor of a layer
 *	<folder>/blobs/		layers, by their digests
 *	<folder>/ccache/KEY/	what ccache keeps of one project's own build: stage_wrapper.h
 *
 *	<folder>/../debug/.build-id/	debug information of programs, where gdb looks for it
 *
 * The folder is build/ in $MOTE_CACHE_DIR, $XDG_CACHE_HOME/mote or
 * ~/.cache/mote. A new entry is written under a temporary name and then
 * renamed, so two processes that make the same entry at once both succeed. An
 * entry begins with its own digest; a damaged entry counts as missing. Nothing
 * is synced: an entry that a power cut damages is made again. A cache that
 * cannot be used never makes a build fail; one note says that the cache cannot
 * be written.
 *
 *	struct build_cache cache;
 *	build_cache_open(arena, &cache);
 *	if (!build_cache_get(arena, &cache, &key, &bytes))
 *		build_cache_put(arena, &cache, &key, bytes.bytes, bytes.length);
 */
struct cache_events {
	bool stored; /* something new is there: cache_trim has work */
	bool complained; /* that it cannot be written */
};

struct build_cache {
	const char *path; /* absolute; NULL: nothing is kept */
	bool read_only; /* what is there is of use, and nothing is added */
	struct cache_events *events; /* what happened, for this cache and all copies of it */
};

struct cache_key {
	const char *kind; /* "objects": the folder */
	struct digest digest;
};

/* Without a home or with a relative path there is no cache. */
void build_cache_open(struct arena *arena, struct build_cache *ret_cache);

/* Makes the key of an entry from its kind, the text, which names all inputs,
 * and the cache's own version. */
void cache_key_make(const char *kind, const struct text *everything, struct cache_key *ret_key);

/* "<folder>/objects/0a1b..." */
char *build_cache_path(
    struct arena *arena, const struct build_cache *cache, const struct cache_key *key);

/* false: there is no such entry, or it is damaged. */
bool build_cache_get(struct arena *arena, const struct build_cache *cache,
    const struct cache_key *key, struct text *ret_bytes);
void build_cache_put(struct arena *arena, const struct build_cache *cache,
    const struct cache_key *key, const void *bytes, size_t size);

/* An entry that is a folder, locked against removal (LOCK_SH) or use (LOCK_EX);
 * -1: it is not there, or is just being removed. */
int build_cache_lock(const char *folder, int how);

/* Notes that the entry was used now: the entry that was used last is pruned
 * last. */
void build_cache_use(const char *path);

/* Says once, unless -q, that the cache cannot be written. */
void build_cache_complain(const struct build_cache *cache, const struct error *err);

#endif
