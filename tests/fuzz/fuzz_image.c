/*
 * An image of foreign blobs, read as inspect and run do: indexes, manifests,
 * configs, layers. The input is its blobs, from the leaves to the root, with
 * lines "--" between them; in each, $N becomes the members digest and size of
 * the blob with that number and #N its digest alone, so that a blob can name
 * those before it.
 */
#include "base/error.h"
#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "command/inspect_report.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_BLOBS = 10, MOST_BYTES = 1 << 20 };

struct world {
	struct arena arena;
	struct store store;
	struct descriptor blobs[MOST_BLOBS];
	size_t count;
};

static void
expand(const struct world *world, const char *bytes, size_t size, struct text *blob)
{
	size_t i;

	for (i = 0; i < size; i++) {
		size_t number =
		    i + 1 < size ? (size_t)(unsigned char)bytes[i + 1] - '0' : MOST_BLOBS;
		const struct descriptor *named = &world->blobs[number < world->count ? number : 0];

		if ((bytes[i] != '$' && bytes[i] != '#') || number >= world->count) {
			text_append(blob, bytes + i, 1);
			continue;
		}
		if (bytes[i] == '$')
			text_printf(blob, "\"digest\":\"%s\",\"size\":%llu", named->digest.text,
			    (unsigned long long)named->size);
		else
			text_add(blob, named->digest.text);
		i++;
	}
}

/* The root is an index when it says "manifests". */
static void
store_blobs(struct world *world, const char *data, size_t size)
{
	while (world->count < MOST_BLOBS) {
		const char *cut = memmem(data, size, "\n--\n", 4);
		size_t length = cut == NULL ? size : (size_t)(cut - data);
		struct error err;
		struct text blob;

		text_init(&blob, &world->arena);
		expand(world, data, length, &blob);
		if (store_put(&world->store,
			strstr(text_string(&blob), "\"manifests\"") != NULL ? MEDIA_OCI_INDEX
									    : MEDIA_OCI_MANIFEST,
			&blob, &world->blobs[world->count], &err) != 0)
			abort();
		world->count++;
		if (cut == NULL)
			return;
		data += length + 4;
		size -= length + 4;
	}
}

static void
require_message(const struct error *err)
{
	if (err->text[0] == '\0' || strchr(err->text, '\n') != NULL || err->kind < ERROR_FAILED ||
	    err->kind > ERROR_REFUSED)
		abort();
}

static void
look(struct world *world, const struct image *image, const char *folder)
{
	struct inspect_row row = {.manifest = &image->manifests[0]};
	struct inspect_report report = {
	    .reference = "fuzz", .image = image, .rows = &row, .count = 1};
	SCOPED(json) json_t *json = NULL;
	struct error err = {0};
	struct text table;
	uint64_t bytes = 0;
	size_t i;

	if (image_pick(image, NULL, &err) == NULL)
		require_message(&err);
	if (image_list_files(&world->arena, &world->store, row.manifest, &row.files, &err) != 0) {
		require_message(&err);
		return;
	}
	json = inspect_report_json(&world->arena, &report);
	text_init(&table, &world->arena);
	inspect_report_print(&report, &table);
	if (json == NULL || table.length == 0 || strchr(text_string(&table), '\x1b') != NULL)
		abort();
	for (i = 0; i < row.files.count; i++)
		bytes +=
		    row.files.items[i].size < MOST_BYTES ? row.files.items[i].size : MOST_BYTES;
	if (bytes < MOST_BYTES &&
	    image_unpack(&world->store, row.manifest, folder, NULL, &err) != 0)
		require_message(&err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	SCOPED(temporary_folder) struct temporary_folder stored = {0}, unpacked = {0};
	const struct rlimit limit = {MOST_BYTES, MOST_BYTES};
	struct world world = {0};
	struct image image = {0};
	struct error err = {0};

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	if (temporary_folder_make(&stored, &err) != 0 ||
	    temporary_folder_make(&unpacked, &err) != 0 ||
	    store_create(&world.arena, stored.path, &world.store, &err) != 0)
		abort();
	store_blobs(&world, (const char *)data, size);
	if (image_read(&world.arena, &world.store, &world.blobs[world.count - 1], &image, &err) !=
	    0)
		require_message(&err);
	else
		look(&world, &image, unpacked.path);
	arena_release(&world.arena);
	return 0;
}
