#define _GNU_SOURCE
#include <jemalloc/jemalloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 5000, ALIGNMENT = 256 };

/* The bytes that jemalloc has given this thread, and taken back from it. */
static uint64_t
count(const char *name)
{
	uint64_t bytes = 0;
	size_t size = sizeof(bytes);

	return mallctl(name, &bytes, &size, NULL, 0) == 0 ? bytes : UINT64_MAX;
}

/* The memory is new since BEFORE bytes had been given; free() gives it back. */
static int
its(const char *who, uint64_t before, void *memory)
{
	size_t size = malloc_usable_size(memory);
	uint64_t freed = count("thread.deallocated");
	int good = memory != NULL && size > 0 && sallocx(memory, 0) == size &&
	    count("thread.allocated") >= before + size;

	free(memory);
	good = good && count("thread.deallocated") == freed + size;
	if (!good)
		fprintf(stderr, "%s does not ask jemalloc\n", who);
	return good;
}

#define ITS(who, call) its(who, count("thread.allocated"), call)

static void *
aligned(void *memory)
{
	return (uintptr_t)memory % ALIGNMENT == 0 ? memory : NULL;
}

static void *
elsewhere(void *memory)
{
	free(memory);
	return ITS("a thread", malloc(SIZE)) ? memory : NULL;
}

/* The memory that musl itself allocates for a program. */
static int
those_of_libc(void)
{
	uint64_t before = count("thread.allocated");
	char *line = NULL, *printed = NULL, *stream = NULL;
	size_t capacity = 0, length = 0;
	FILE *file = fopen("/proc/self/status", "r");
	FILE *memory = open_memstream(&stream, &length);

	if (file == NULL || memory == NULL || getline(&line, &capacity, file) < 0 ||
	    asprintf(&printed, "%d", SIZE) < 0 || fputs("text", memory) < 0 ||
	    fclose(memory) != 0 || fclose(file) != 0)
		return 0;
	return its("getline", before, line) & its("asprintf", before, printed) &
	    its("open_memstream", before, stream) & ITS("realpath", realpath("/proc", NULL));
}

int
main(void)
{
	void *memory = NULL;
	pthread_t thread;
	int good;

	good = ITS("malloc", malloc(SIZE)) & ITS("calloc", calloc(10, SIZE)) &
	    ITS("realloc of nothing", realloc(NULL, SIZE)) &
	    ITS("realloc", realloc(malloc(10), SIZE * 100)) &
	    ITS("reallocarray", reallocarray(NULL, 10, SIZE)) & ITS("strdup", strdup("text")) &
	    ITS("strndup", strndup("text", 2)) & ITS("valloc", valloc(SIZE));
	good &= ITS("aligned_alloc", aligned(aligned_alloc(ALIGNMENT, 1024))) &
	    ITS("memalign", aligned(memalign(ALIGNMENT, SIZE))) &
	    ITS("posix_memalign",
		posix_memalign(&memory, ALIGNMENT, SIZE) == 0 ? aligned(memory) : NULL);
	memory = malloc(SIZE);
	if (pthread_create(&thread, NULL, elsewhere, memory) != 0 ||
	    pthread_join(thread, &memory) != 0 || memory == NULL)
		return 1;
	return !(good & those_of_libc());
}
