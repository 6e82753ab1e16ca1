/*
 * Any bytes as mote.lock. What is read is printed in a form that is read as the
 * same lock; what is refused has its line.
 */
#include "packages/package_lock.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_package(const struct package_lock *lock, const struct locked_package *package)
{
	if (package_lock_find(lock, package->host, package->name) != package ||
	    strlen(package->sha256) != 64 || strncmp(package->path, "pool/", 5) != 0 ||
	    strstr(package->path, "/.") != NULL || package->size == 0)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct package_lock lock, again;
	struct arena arena = {0};
	struct text text, printed;
	struct error err;
	size_t i;

	text_init(&text, &arena);
	text_append(&text, (const char *)data, size);
	if (package_lock_parse(&arena, "mote.lock", &text, &lock, &err) != 0) {
		if (strncmp(err.text, "mote.lock:", 10) != 0)
			abort();
		arena_release(&arena);
		return 0;
	}
	for (i = 0; i < lock.count; i++)
		check_package(&lock, &lock.items[i]);
	text_init(&printed, &arena);
	text_add(&printed, package_lock_print(&arena, &lock));
	if (package_lock_parse(&arena, "again", &printed, &again, &err) != 0 ||
	    strcmp(package_lock_print(&arena, &again), text_string(&printed)) != 0)
		abort();
	arena_release(&arena);
	return 0;
}
