#define _GNU_SOURCE
#include <malloc.h>
#include <mimalloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 5000, ALIGNMENT = 256 };

static int
its(const char *who, void *memory)
{
	int good = memory != NULL && mi_is_in_heap_region(memory) &&
	    malloc_usable_size(memory) >= mi_usable_size(memory) && malloc_usable_size(memory) > 0;

	if (!good)
		fprintf(stderr, "%s does not ask mimalloc\n", who);
	free(memory);
	return good;
}

static int
aligned(const char *who, void *memory)
{
	return its(who, (uintptr_t)memory % ALIGNMENT == 0 ? memory : NULL);
}

static void *
elsewhere(void *memory)
{
	free(memory);
	return its("a thread", malloc(SIZE)) ? memory : NULL;
}

/* The memory that musl itself allocates for a program. */
static int
those_of_libc(void)
{
	char *line = NULL, *printed = NULL, *stream = NULL;
	size_t capacity = 0, length = 0;
	FILE *file = fopen("/proc/self/status", "r");
	FILE *memory = open_memstream(&stream, &length);

	if (file == NULL || memory == NULL || !mi_is_in_heap_region(file) ||
	    getline(&line, &capacity, file) < 0 || asprintf(&printed, "%d", SIZE) < 0 ||
	    fputs("text", memory) < 0 || fclose(memory) != 0 || fclose(file) != 0)
		return 0;
	return its("getline", line) & its("asprintf", printed) & its("open_memstream", stream) &
	    its("realpath", realpath("/proc", NULL));
}

int
main(void)
{
	void *memory = NULL;
	pthread_t thread;
	int good;

	good = its("malloc", malloc(SIZE)) & its("calloc", calloc(10, SIZE)) &
	    its("realloc of nothing", realloc(NULL, SIZE)) &
	    its("realloc", realloc(malloc(10), SIZE * 100)) &
	    its("reallocarray", reallocarray(NULL, 10, SIZE)) & its("strdup", strdup("text")) &
	    its("strndup", strndup("text", 2)) & its("valloc", valloc(SIZE));
	good &= aligned("aligned_alloc", aligned_alloc(ALIGNMENT, 1024)) &
	    aligned("memalign", memalign(ALIGNMENT, SIZE)) &
	    aligned(
		"posix_memalign", posix_memalign(&memory, ALIGNMENT, SIZE) == 0 ? memory : NULL);
	memory = malloc(SIZE);
	if (pthread_create(&thread, NULL, elsewhere, memory) != 0 ||
	    pthread_join(thread, &memory) != 0 || memory == NULL)
		return 1;
	return !(good & those_of_libc());
}
