#ifndef BASE_LEFTOVER_H
#define BASE_LEFTOVER_H

#include <stdbool.h>

/*
 * The leftovers of a mote that was killed: hidden files and folders that had
 * not got their name yet, and work folders. All are named
 * ".<what>.mote-<process>-<letters or digits>". Who makes one holds a lock on
 * it (flock) until it has its name or is removed; the kernel drops the lock
 * with the process, however that ends. So one that can be locked is nobody's
 * any more, and whoever writes next to it removes it. Process numbers and times
 * prove nothing: they come again, and clocks differ.
 *
 *	int fd = open(hidden, O_CREAT | O_EXCL | O_CLOEXEC, 0600);
 *	if (!leftover_hold(fd, hidden)) ... // a cleaner was faster than the lock: take another name
 *	...                             // keep fd, or a duplicate of it, open until the rename
 *
 * Where a file system has no locks nothing is held and nothing is removed.
 */
bool leftover_hold(int fd, const char *path);
/* The same for a folder that was just made. The caller owns the lock; -1 where
 * it cannot be opened, and then a cleaner cannot open it either. */
bool leftover_hold_folder(const char *path, int *ret_lock);

/* Removes what is dead in the folder and belongs to this user; what cannot be
 * removed stays, without a word. */
void leftover_clean(const char *path);

#endif
