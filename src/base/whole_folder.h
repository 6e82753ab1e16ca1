#ifndef BASE_WHOLE_FOLDER_H
#define BASE_WHOLE_FOLDER_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/*
 * A folder that appears whole or not at all. It is filled under a hidden name
 * beside its place and renamed. Of two processes, or threads, that want the
 * same folder, one fills it and the other waits. A folder that exists already
 * is never filled again, so its name must say all that decides its content: a
 * digest.
 *
 *	const struct whole_folder wanted = {.path = path, .fill = fill, .context = &work};
 *	if (whole_folder_provide(arena, &wanted, &made, err) != 0) ...
 */
struct whole_folder {
	const char *path; /* absolute; missing parents are made */
	/* fills the new empty folder, which has the mode 0755 */
	int (*fill)(void *context, const char *folder, struct error *err);
	void *context;
};

/* `*ret_made`: the folder was not there before. Its bytes are on the disk
 * before it gets its name. */
int whole_folder_provide(struct arena *arena, const struct whole_folder *wanted, bool *ret_made,
    struct error *err) MUST_CHECK;

/*
 * The parts, for a caller that makes many folders at one time. The first makes
 * a new hidden folder beside `path`, with the mode 0755; the caller owns the
 * lock, which leftover.h describes, and removes or renames the folder. The
 * second writes all files of the file system of an open folder to the disk.
 */
int whole_folder_begin(struct arena *arena, const char *path, char **ret_hidden, int *ret_lock,
    struct error *err) MUST_CHECK;
int whole_folder_settle(int folder, const char *path, struct error *err) MUST_CHECK;

#endif
