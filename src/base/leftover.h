#ifndef BASE_LEFTOVER_H
#define BASE_LEFTOVER_H

#include <stdbool.h>

/*
 * Files and folders that a killed mote leaves behind: hidden files that were
 * not renamed yet, and work folders. They are all named
 * ".<what>.mote-<process>-<letters or digits>". The process that makes one
 * holds a lock on it (flock) until it is renamed or removed. The kernel
 * releases the lock when the process ends in any way. So when the file can be
 * locked, no process uses it any more, and the next mote that writes into the
 * same folder removes it. Process numbers and times would prove nothing:
 * numbers are used again, and clocks differ.
 *
 *	int fd = open(hidden, O_CREAT | O_EXCL | O_CLOEXEC, 0600);
 *	if (!leftover_hold(fd, hidden)) ... // a cleaner was faster than the lock: take another name
 *	...                             // keep fd, or a duplicate of it, open until the rename
 *
 * On a file system without locks nothing is locked and nothing is removed.
 */
bool leftover_hold(int fd, const char *path);
/* The same for a folder that was just made. The caller owns the descriptor of
 * the lock. It is -1 when the folder cannot be opened; then another mote cannot
 * open and remove it either. */
bool leftover_hold_folder(const char *path, int *ret_lock);

/* Removes leftovers of this user in the folder. A failure is not reported. */
void leftover_clean(const char *path);

#endif
