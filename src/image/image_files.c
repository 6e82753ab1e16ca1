#include "image/image_files.h"

#include "base/path.h"
#include "base/scope.h"
#include "image/image_tree.h"

#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

/* Clause: image-spec 1.1, layer.md, "Whiteouts". */
static const char whiteout_prefix[] = ".wh.";
static const char opaque_marker[] = ".wh..wh..opq";

/* The content of one layer: its own files, and the files of lower layers that
 * it removes. */
struct overlay {
	struct arena *arena; /* of the texts */
	struct arena own; /* of the lists: the layer's */
	struct image_files files;
	struct text_list hides; /* these paths and all below them */
	struct text_list opaque; /* what is below these folders, but not they */
	struct layer_budget *budget;
	size_t layer, order; /* of the next entry */
	uint64_t unpacked;
};

static char
type_of(struct archive_entry *entry)
{
	if (archive_entry_hardlink(entry) != NULL)
		return '1';
	switch (archive_entry_filetype(entry)) {
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

static const char *
copy_text(struct arena *arena, const char *text)
{
	return text == NULL || text[0] == '\0' ? NULL : arena_strdup(arena, text);
}

static int
compare_pairs(const void *left, const void *right)
{
	return strcmp(((const struct pair *)left)->key, ((const struct pair *)right)->key);
}

/* Allocates the exact size: an image may have a hundred thousand such texts. */
static const char *
hexadecimal(struct arena *arena, const unsigned char *bytes, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	char *text = arena_alloc(arena, 2 * size + 1);
	size_t i;

	for (i = 0; i < size; i++) {
		text[2 * i] = digits[bytes[i] >> 4];
		text[2 * i + 1] = digits[bytes[i] & 15];
	}
	return text;
}

static void
take_attributes(struct arena *arena, struct archive_entry *entry, struct pairs *pairs)
{
	int count = archive_entry_xattr_reset(entry), i;
	const char *name;
	const void *bytes;
	size_t size;

	if (count <= 0)
		return;
	pairs->items = arena_array(arena, (size_t)count, sizeof(*pairs->items));
	for (i = 0; i < count; i++) {
		if (archive_entry_xattr_next(entry, &name, &bytes, &size) != ARCHIVE_OK)
			break;
		pairs->items[pairs->count].key = arena_strdup(arena, name);
		pairs->items[pairs->count++].value = hexadecimal(arena, bytes, size);
	}
	qsort(pairs->items, pairs->count, sizeof(*pairs->items), compare_pairs);
}

static void
add_entry(struct overlay *overlay, struct archive_entry *entry, const char *path)
{
	struct arena *arena = overlay->arena;
	struct image_files *files = &overlay->files;
	struct image_file file = {
	    .path = path,
	    .type = type_of(entry),
	    .mode = (unsigned)archive_entry_mode(entry) & 07777,
	    .owner = (uint32_t)archive_entry_uid(entry),
	    .group = (uint32_t)archive_entry_gid(entry),
	    .mtime = archive_entry_mtime(entry),
	    .nanoseconds = (uint32_t)archive_entry_mtime_nsec(entry),
	    .owner_name = copy_text(arena, archive_entry_uname(entry)),
	    .group_name = copy_text(arena, archive_entry_gname(entry)),
	    .layer = overlay->layer,
	    .order = overlay->order,
	};
	const char *link = archive_entry_hardlink(entry);

	if (file.type == '0')
		file.size = (uint64_t)archive_entry_size(entry);
	if (file.type == '1')
		file.link = path_clean(arena, arena_printf(&overlay->own, "/%s", link));
	if (file.type == '2') {
		link = archive_entry_symlink(entry);
		file.link = arena_strdup(arena, link == NULL ? "" : link);
	}
	if (file.type == '3' || file.type == '4') {
		file.device_major = (uint32_t)archive_entry_rdevmajor(entry);
		file.device_minor = (uint32_t)archive_entry_rdevminor(entry);
	}
	take_attributes(arena, entry, &file.attributes);
	files->items = arena_grow(
	    &overlay->own, files->items, files->count, &files->capacity, sizeof(*files->items));
	files->items[files->count++] = file;
}

static int
take_whiteout(struct overlay *overlay, const char *path, struct error *err)
{
	const char *name = path_base(path);
	char *folder = path_folder(&overlay->own, path);

	/* what is below the first layer? */
	if (overlay->layer == 0)
		return 0;
	if (strcmp(name, opaque_marker) == 0) {
		text_list_add(&overlay->opaque, &overlay->own, folder);
		return 0;
	}
	name += sizeof(whiteout_prefix) - 1;
	if (name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return error_set(err, ERROR_FAILED, "\"%s\" is no whiteout that makes sense", path);
	text_list_add(&overlay->hides, &overlay->own, path_join(&overlay->own, folder, name));
	return 0;
}

static int
take_entry(struct overlay *overlay, struct archive_entry *entry, struct error *err)
{
	const char *name = archive_entry_pathname(entry);
	char *path =
	    path_clean(&overlay->own, arena_printf(&overlay->own, "/%s", name == NULL ? "" : name));

	if (text_starts_with(path_base(path), whiteout_prefix)) {
		if (take_whiteout(overlay, path, err) != 0)
			return -1;
	} else if (strcmp(path, "/") != 0) {
		add_entry(overlay, entry, path);
	}
	overlay->order++;
	return 0;
}

static int
read_layer(const struct store *store, const struct image_manifest *manifest,
    struct overlay *overlay, struct error *err)
{
	SCOPED(layer_read)
	struct layer_read *layer = layer_read_open(store, &manifest->layers[overlay->layer],
	    &manifest->config.diff_ids[overlay->layer], overlay->budget, err);
	struct archive_entry *entry;
	bool end = false;

	if (layer == NULL)
		return -1;
	while ((entry = layer_read_next(layer, &end, err)) != NULL)
		if (take_entry(overlay, entry, err) != 0)
			return error_wrap(err, "%s", store->name);
	if (!end || layer_read_check(layer, err) != 0)
		return -1;
	overlay->unpacked += layer_read_size(layer);
	return 0;
}

/* A whiteout is about the layers below, wherever it stands in its own: what it
 * takes away goes first. */
static int
lay_over(struct image_tree *tree, const struct overlay *overlay, struct error *err)
{
	size_t i;

	for (i = 0; i < overlay->hides.count; i++)
		if (image_tree_hide(tree, overlay->hides.items[i], false, err) != 0)
			return -1;
	for (i = 0; i < overlay->opaque.count; i++)
		if (image_tree_hide(tree, overlay->opaque.items[i], true, err) != 0)
			return -1;
	for (i = 0; i < overlay->files.count; i++)
		if (image_tree_add(tree, &overlay->files.items[i], err) != 0)
			return -1;
	return 0;
}

int
image_list_files(struct arena *arena, const struct store *store,
    const struct image_manifest *manifest, struct image_files *ret_files, struct error *err)
{
	struct layer_budget budget = layer_budget_full();
	SCOPED(image_tree) struct image_tree *tree = image_tree_new(arena);
	uint64_t unpacked = 0;
	size_t i;

	for (i = 0; i < manifest->layer_count; i++) {
		struct overlay overlay = {
		    .arena = arena, .budget = &budget, .layer = i, .unpacked = unpacked};
		int status = read_layer(store, manifest, &overlay, err);

		if (status == 0 && lay_over(tree, &overlay, err) != 0)
			status = error_wrap(err, "%s", store->name);
		unpacked = overlay.unpacked;
		arena_release(&overlay.own);
		if (status != 0)
			return -1;
	}
	if (image_tree_list(tree, ret_files, err) != 0)
		return -1;
	ret_files->unpacked = unpacked;
	return 0;
}
