#ifndef CACHE_CACHE_FOLDER_H
#define CACHE_CACHE_FOLDER_H

#include "base/arena.h"

/* The folder `name` in $MOTE_CACHE_DIR, $XDG_CACHE_HOME/mote or ~/.cache/mote, which need not be there and may go away at any
 * time. NULL: none of the variables leads anywhere. */
const char *cache_folder(struct arena *arena, const char *name);

#endif
