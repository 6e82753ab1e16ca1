#ifndef BASE_SCOPE_H
#define BASE_SCOPE_H

#include <dirent.h>
#include <stdio.h>

/*
 * Handles of the operating system and of libraries belong to a scope and are
 * closed when it ends:
 *
 *	SCOPED(fd) int source = open(path, O_RDONLY | O_CLOEXEC);
 *
 * A module with a handle of its own adds `void scope_<kind>(type *)` beside its
 * declaration. TAKE_FD and TAKE hand a handle on: the variable forgets it, the
 * caller of the result owns it.
 */
#define SCOPED(kind) __attribute__((cleanup(scope_##kind)))

#define TAKE_FD(variable)                \
	__extension__({                  \
		int taken_ = (variable); \
		(variable) = -1;         \
		taken_;                  \
	})

#define TAKE(variable)                                    \
	__extension__({                                   \
		__typeof__(variable) taken_ = (variable); \
		(variable) = NULL;                        \
		taken_;                                   \
	})

/* Each closes what the variable holds, unless it is -1 or NULL, and keeps
 * errno. */
void scope_fd(int *fd);
void scope_file(FILE **file);
void scope_directory(DIR **directory);
/* malloc'ed memory that a library gave us */
void scope_heap(void *pointer_to_pointer);

#endif
