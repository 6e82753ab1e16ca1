#include "cache/cache_folder.h"

#include "base/path.h"

#include <stdlib.h>

const char *
cache_folder(struct arena *arena, const char *name)
{
	const char *named = getenv("MOTE_CACHE_DIR"), *cache = getenv("XDG_CACHE_HOME"),
		   *home = getenv("HOME");

	if (named != NULL && named[0] != '\0')
		return named[0] == '/' ? path_join(arena, named, name) : NULL;
	if (cache != NULL && cache[0] == '/')
		return path_join(arena, path_join(arena, cache, "mote"), name);
	return home != NULL && home[0] == '/'
	    ? path_join(arena, path_join(arena, home, ".cache/mote"), name)
	    : NULL;
}
