#include "store/store.h"

#include "base/file.h"
#include "base/leftover.h"
#include "base/path.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const char layout_file[] = "{\"imageLayoutVersion\":\"1.0.0\"}";

/* A new layout has a new name in its parent, and the parent, when it is new
 * too, in the folders above. */
static int
sync_parents(struct arena *arena, const char *parent, bool made, struct error *err)
{
	if (file_sync(parent, err) != 0)
		return -1;
	while (made && strcmp(parent, "/") != 0 && strcmp(parent, ".") != 0) {
		parent = path_folder(arena, parent);
		if (file_sync(parent, err) != 0)
			return -1;
	}
	return 0;
}

int
store_check_folders(const struct store *store, struct error *err)
{
	static const char *const folders[] = {"", "/sha256", "/sha512"};
	struct arena arena = {0};
	struct stat status;
	int result = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(folders) && result == 0; i++) {
		const char *path = arena_printf(&arena, "%s%s", store->blobs, folders[i]);

		if (lstat(path, &status) == 0 && !S_ISDIR(status.st_mode))
			result = error_set(err, ERROR_REFUSED,
			    "\"%s\" is a link or a file: mote writes and removes blobs only in a "
			    "folder of the layout itself",
			    path);
	}
	arena_release(&arena);
	return result;
}

int
store_create(struct arena *arena, const char *path, struct store *ret_store, struct error *err)
{
	char *parent = path_folder(arena, path);
	char *blobs = path_join(arena, path, "blobs");
	char *marker = path_join(arena, path, "oci-layout");
	const struct store layout = {.blobs = blobs};
	bool made = !file_is_folder(parent);

	if (made && file_make_folders(parent, err) != 0)
		return -1;
	if (store_make_folder(path, err) != 0 || store_check_folders(&layout, err) != 0 ||
	    store_make_folder(blobs, err) != 0 ||
	    store_make_folder(path_join(arena, blobs, "sha256"), err) != 0)
		return -1;
	leftover_clean(path_join(arena, blobs, "sha256"));
	/* the folder of the marker is made durable with it, and holds "blobs"
	 * by then */
	if (!file_exists(marker) &&
	    (file_write_durable(marker, layout_file, sizeof(layout_file) - 1, 0644, err) != 0 ||
		sync_parents(arena, parent, made, err) != 0))
		return -1;
	return store_open(arena, path, path, ret_store, err);
}
