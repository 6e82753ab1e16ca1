#include <jemalloc/jemalloc.h>
#include <stdlib.h>

int
main(void)
{
	void *volatile memory;
	size_t before, after, size = sizeof(before);

	if (mallctl("thread.allocated", &before, &size, NULL, 0) != 0)
		return 1;
	memory = malloc(100000);
	free(memory);
	return mallctl("thread.allocated", &after, &size, NULL, 0) != 0 || after < before + 100000;
}
