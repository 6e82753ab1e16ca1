#include "base/path.h"
#include "base/scope.h"
#include "image/layer_read.h"

#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

/* Clause: image-spec 1.1, layer.md, "Whiteouts". */
static const char whiteout_prefix[] = ".wh.";
static const char opaque_marker[] = ".wh..wh..opq";

/* What one layer says: its own files, and what it takes away from the layers below. */
struct overlay {
	struct arena *arena;
	struct image_files files;
	struct text_list hides; /* these paths and all below them */
	struct text_list opaque; /* what is below these folders, but not they */
	struct layer_budget *budget;
};

static char
type_of(const struct archive_entry *entry)
{
	switch (archive_entry_filetype((struct archive_entry *)(uintptr_t)entry)) {
	case AE_IFDIR:
		return '5';
	case AE_IFLNK:
		return '2';
	case AE_IFCHR:
		return '3';
	case AE_IFBLK:
		return '4';
	case AE_IFIFO:
		return '6';
	default:
		return '0';
	}
}

static void
add_entry(
    struct arena *arena, struct image_files *files, struct archive_entry *entry, const char *path)
{
	const char *link = archive_entry_hardlink(entry);
	struct image_file file = {
	    .path = path,
	    .type = link != NULL ? '1' : type_of(entry),
	    .mode = (unsigned)archive_entry_mode(entry) & 07777,
	    .owner = (uint32_t)archive_entry_uid(entry),
	    .group = (uint32_t)archive_entry_gid(entry),
	    .size = (uint64_t)archive_entry_size(entry),
	    .order = files->count,
	};

	if (link == NULL)
		link = archive_entry_symlink(entry);
	if (link != NULL)
		file.link = arena_strdup(arena, link);
	files->items =
	    arena_grow(arena, files->items, files->count, &files->capacity, sizeof(*files->items));
	files->items[files->count++] = file;
}

static void
take_entry(struct overlay *overlay, struct archive_entry *entry)
{
	struct arena *arena = overlay->arena;
	const char *name = archive_entry_pathname(entry);
	char *path = path_clean(arena, arena_printf(arena, "/%s", name == NULL ? "" : name));
	const char *base = path_base(path);
	char *folder = path_folder(arena, path);

	if (strcmp(path, "/") == 0)
		return;
	if (strcmp(base, opaque_marker) == 0) {
		text_list_add(&overlay->opaque, arena, folder);
		return;
	}
	if (text_starts_with(base, whiteout_prefix)) {
		text_list_add(&overlay->hides, arena,
		    path_join(arena, folder, base + sizeof(whiteout_prefix) - 1));
		return;
	}
	/* a folder over a folder keeps what is below it; all else replaces */
	if (archive_entry_filetype(entry) != AE_IFDIR)
		text_list_add(&overlay->hides, arena, path);
	add_entry(arena, &overlay->files, entry, path);
}

static int
compare_files(const void *left, const void *right)
{
	return strcmp(
	    ((const struct image_file *)left)->path, ((const struct image_file *)right)->path);
}

static int
compare_entries(const void *left, const void *right)
{
	const struct image_file *one = left, *other = right;
	int order = compare_files(left, right);

	return order != 0 ? order : (one->order > other->order) - (one->order < other->order);
}

static int
compare_texts(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static bool
list_has(const struct text_list *sorted, const char *path)
{
	return sorted->count > 0 &&
	    bsearch(&path, sorted->items, sorted->count, sizeof(*sorted->items), compare_texts) !=
	    NULL;
}

/* Whether the layer above replaces the file, or takes it or a folder that it lies in away. */
static bool
is_hidden(const struct overlay *overlay, const struct image_file *file)
{
	char *path = arena_strdup(overlay->arena, file->path), *slash;

	if (overlay->files.count > 0 &&
	    bsearch(file, overlay->files.items, overlay->files.count, sizeof(*file),
		compare_files) != NULL)
		return true;
	if (list_has(&overlay->hides, path))
		return true;
	while ((slash = strrchr(path, '/')) != NULL && slash != path) {
		*slash = '\0';
		if (list_has(&overlay->hides, path) || list_has(&overlay->opaque, path))
			return true;
	}
	return list_has(&overlay->opaque, "/");
}

/* One entry a path: a later one of the same layer replaces an earlier one. */
static void
sort_entries(struct image_files *files)
{
	size_t i, kept = 0;

	if (files->count > 1)
		qsort(files->items, files->count, sizeof(*files->items), compare_entries);
	for (i = 0; i < files->count; i++) {
		if (kept > 0 && compare_files(&files->items[kept - 1], &files->items[i]) == 0)
			kept--;
		files->items[kept++] = files->items[i];
	}
	files->count = kept;
}

/* Sorted by path again afterwards: the cost is that of sorting, however many whiteouts there are. */
static void
lay_over(struct image_files *files, struct overlay *overlay)
{
	size_t i, kept = 0;

	text_list_sort(&overlay->hides);
	text_list_sort(&overlay->opaque);
	sort_entries(&overlay->files);
	for (i = 0; i < files->count; i++)
		if (!is_hidden(overlay, &files->items[i]))
			files->items[kept++] = files->items[i];
	files->count = kept;
	for (i = 0; i < overlay->files.count; i++) {
		files->items = arena_grow(overlay->arena, files->items, files->count,
		    &files->capacity, sizeof(*files->items));
		files->items[files->count++] = overlay->files.items[i];
	}
	if (files->count > 1)
		qsort(files->items, files->count, sizeof(*files->items), compare_files);
}

static int
list_layer(const struct store *store, const struct image_manifest *manifest, size_t at,
    struct overlay *overlay, struct error *err)
{
	SCOPED(layer_read)
	struct layer_read *layer =
	    layer_read_open(store, &manifest->layers[at], overlay->budget, err);
	struct archive_entry *entry;
	bool end = false;

	if (layer == NULL)
		return -1;
	while ((entry = layer_read_next(layer, &end, err)) != NULL)
		take_entry(overlay, entry);
	if (!end || layer_read_check(layer, &manifest->config.diff_ids[at], err) != 0)
		return -1;
	overlay->files.unpacked = layer_read_size(layer);
	return 0;
}

int
image_list_files(struct arena *arena, const struct store *store,
    const struct image_manifest *manifest, struct image_files *ret_files, struct error *err)
{
	struct layer_budget budget = layer_budget_full();
	struct image_files files = {0};
	size_t i;

	for (i = 0; i < manifest->layer_count; i++) {
		struct overlay overlay = {.arena = arena, .budget = &budget};

		if (list_layer(store, manifest, i, &overlay, err) != 0)
			return -1;
		lay_over(&files, &overlay);
		files.unpacked += overlay.files.unpacked;
	}
	*ret_files = files;
	return 0;
}
