/*
 * Any bytes as the Packages file and as the InRelease file of an archive. What
 * is read can be found again, and a solver ends with a lock that fits or with
 * an error.
 */
#include "packages/package_index.h"
#include "packages/package_release.h"
#include "packages/package_solve.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NAMES_MOST = 4 };

static void
check_entry(const struct package_index *index, const struct package_entry *entry)
{
	const struct package_entry *found = package_index_find(index, entry->name);

	while (found != NULL && found != entry)
		found = package_index_next(index, found);
	if (found == NULL || strlen(entry->sha256) != 64 || strstr(entry->path, "/.") != NULL ||
	    strncmp(entry->path, "pool/", 5) != 0)
		abort();
}

static void
check_solver(struct arena *arena, const struct package_index *index)
{
	struct package_lock lock = {.suite = "bookworm"};
	const struct package_request request = {.index = index, .wanted = &lock.wanted};
	struct package_lock again;
	struct error err;
	struct text text;
	size_t i;

	for (i = 0; i < index->count && i < NAMES_MOST; i++)
		if (!text_list_has(&lock.wanted, index->items[i].name))
			text_list_add(&lock.wanted, arena, index->items[i].name);
	if (package_solve(arena, &request, &lock, &err) != 0)
		return;
	text_init(&text, arena);
	text_add(&text, package_lock_print(arena, &lock));
	if (text.length <= PACKAGE_LOCK_LIMIT &&
	    (package_lock_parse(arena, "lock", &text, &again, &err) != 0 ||
		again.count != lock.count))
		abort();
}

static void
check_release(struct arena *arena, const char *bytes, size_t size)
{
	struct package_release release;
	struct text text;
	struct error err;

	text_init(&text, arena);
	text_append(&text, bytes, size);
	if (package_release_parse(arena, "InRelease", &text, &release, &err) != 0) {
		if (strncmp(err.text, "InRelease:", 10) != 0)
			abort();
		return;
	}
	if (package_release_find(&release, release.files[0].path) != &release.files[0])
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	const char *bytes = arena_copy(&arena, data, size);
	const struct package_index_source source = {"Packages", "amd64", bytes, size};
	struct package_index index;
	struct error err;
	size_t i;

	check_release(&arena, bytes, size);
	if (package_index_parse(&arena, &source, &index, &err) == 0) {
		for (i = 0; i < index.count; i++)
			check_entry(&index, &index.items[i]);
		check_solver(&arena, &index);
	} else if (strncmp(err.text, "Packages:", 9) != 0) {
		abort();
	}
	arena_release(&arena);
	return 0;
}
