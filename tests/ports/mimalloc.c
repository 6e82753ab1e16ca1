#include <mimalloc.h>
#include <stdlib.h>

int
main(void)
{
	void *memory = malloc(100000);

	return memory == NULL || !mi_is_in_heap_region(memory);
}
