#include "base/scope.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

void
scope_fd(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	errno = saved;
}

void
scope_file(FILE **file)
{
	int saved = errno;

	if (*file != NULL)
		fclose(*file);
	errno = saved;
}

void
scope_directory(DIR **directory)
{
	int saved = errno;

	if (*directory != NULL)
		closedir(*directory);
	errno = saved;
}

void
scope_heap(void *pointer_to_pointer)
{
	free(*(void **)pointer_to_pointer);
}
