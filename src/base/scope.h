#ifndef BASE_SCOPE_H
#define BASE_SCOPE_H

#include <dirent.h>
#include <stdio.h>

/*
 * A handle of the operating system or of a library belongs to a scope and is
 * closed when the scope ends:
 *
 *	SCOPED(fd) int source = open(path, O_RDONLY | O_CLOEXEC);
 *
 * A module that defines a kind of handle declares `void scope_<kind>(type *)`
 * beside it. TAKE_FD and TAKE move a handle out of its variable, which is then
 * -1 or NULL; the receiver owns the handle.
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
/* memory that a library allocated by malloc */
void scope_heap(void *pointer_to_pointer);

#endif
