#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "image/image_folders.h"
#include "image/layer_read.h"

#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_BLOCK = 256 << 10 };

/* Clause: image-spec 1.1, layer.md, "Whiteouts". */
static const char whiteout_prefix[] = ".wh.";
static const char opaque_marker[] = ".wh..wh..opq";

/* An entry on its way to disk: its folder is open, so that no name in it can
 * lead elsewhere. */
struct unpack {
	int root; /* the folder that nothing leaves */
	int folder; /* where the entry goes */
	const char *name; /* in `folder` */
	const char *path; /* in the image, for errors */
};

/* The folder into which an image is unpacked. */
struct destination {
	int root;
	struct image_owners *owners;
	size_t entries, folders; /* entries that were read, folders without an entry */
};

/* A layer and its destination. */
struct layer_source {
	const struct store *store;
	const struct descriptor *blob;
	const struct digest *diff_id;
	struct destination *destination;
};

/* A layer under way: its whiteouts in one pass, its files in another. */
struct unpacking {
	struct destination *destination;
	struct layer_read *layer;
	bool whiteouts;
};

static int
open_inside(int root, const char *path)
{
	return image_open_inside(root, path, O_RDONLY | O_DIRECTORY);
}

static int
make_folder(struct destination *destination, int parent, const char *path, struct error *err)
{
	static const struct image_owner owner = {.mode = 0755};

	if (image_folders_check(destination->folders, destination->entries, err) != 0)
		return -1;
	if (mkdirat(parent, path_base(path), 0755) != 0)
		return errno == EEXIST ? 0
				       : error_errno(err, "cannot make the folder \"%s\"", path);
	destination->folders++;
	image_owners_note(destination->owners, parent, path_base(path), &owner);
	return 0;
}

static int
open_folder(
    struct arena *arena, struct destination *destination, const char *path, struct error *err)
{
	int folder = open_inside(destination->root, path);

	if (folder >= 0 || errno != ENOENT)
		return folder >= 0 ? folder
				   : error_errno(err, "cannot open the folder \"%s\"", path);
	/* a layer may leave a parent out */
	{
		SCOPED(fd)
		int parent = open_folder(arena, destination, path_folder(arena, path), err);

		if (parent < 0 || make_folder(destination, parent, path, err) != 0)
			return -1;
	}
	folder = open_inside(destination->root, path);
	return folder >= 0 ? folder : error_errno(err, "cannot open the folder \"%s\"", path);
}

int
image_make_folder(int root, const char *path, struct image_owners *owners, struct error *err)
{
	struct destination destination = {.root = root, .owners = owners};
	struct arena arena = {0};
	int folder = open_folder(
	    &arena, &destination, path_clean(&arena, arena_printf(&arena, "/%s", path)), err);

	arena_release(&arena);
	return folder;
}

/* Whatever stands where the entry goes. A folder stays under a folder. */
static int
make_room(struct arena *arena, const struct unpack *unpack, bool folder, struct error *err)
{
	struct stat status;
	char *path;

	if (fstatat(unpack->folder, unpack->name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return 0;
	if (folder && S_ISDIR(status.st_mode))
		return 0;
	path = arena_printf(arena, "/proc/self/fd/%d/%s", unpack->folder, unpack->name);
	return file_remove_tree(path, err);
}

static int
empty_folder(struct arena *arena, const struct unpack *unpack, struct error *err)
{
	SCOPED(directory) DIR *entries = file_open_entries(unpack->folder);
	struct dirent *entry;

	if (entries == NULL)
		return error_errno(err, "cannot unpack \"%s\"", unpack->path);
	while ((entry = readdir(entries)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (file_remove_tree(
			arena_printf(arena, "/proc/self/fd/%d/%s", unpack->folder, entry->d_name),
			err) != 0)
			return -1;
	}
	return 0;
}

static int
write_file(const struct unpack *unpack, struct layer_read *layer, struct archive_entry *entry,
    struct error *err)
{
	SCOPED(heap) char *buffer = malloc(READ_BLOCK);
	SCOPED(fd)
	int fd = openat(unpack->folder, unpack->name,
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	ssize_t got;

	if (fd < 0 || buffer == NULL)
		return error_errno(err, "cannot unpack \"%s\"", unpack->path);
	if (layer_read_afford(layer, (uint64_t)archive_entry_size(entry), err) != 0)
		return error_wrap(err, "\"%s\"", unpack->path);
	while ((got = layer_read_content(layer, buffer, READ_BLOCK, err)) > 0)
		if (file_write_all(fd, buffer, (size_t)got, unpack->path, err) != 0)
			return -1;
	if (got < 0)
		return error_wrap(err, "\"%s\"", unpack->path);
	if (fchmod(fd, archive_entry_mode(entry) & 0777) != 0)
		return error_errno(err, "cannot unpack \"%s\"", unpack->path);
	return 0;
}

static int
write_hard_link(
    struct arena *arena, const struct unpack *unpack, const char *target, struct error *err)
{
	char *path = path_clean(arena, arena_printf(arena, "/%s", target));
	SCOPED(fd) int folder = open_inside(unpack->root, path_folder(arena, path));

	if (folder < 0 || linkat(folder, path_base(path), unpack->folder, unpack->name, 0) != 0)
		return error_errno(err, "cannot link \"%s\" to \"%s\"", unpack->path, path);
	return 0;
}

/* The id of a user or group has 32 bits; a tar has room for more. A wrong
 * number gives the largest id, which nobody has. */
static uint32_t
id_of(int64_t number)
{
	return number < 0 || number > UINT32_MAX ? UINT32_MAX : (uint32_t)number;
}

/* Notes the owner of the file that was just made. */
static void
note_owner(
    struct destination *destination, const struct unpack *unpack, struct archive_entry *entry)
{
	const struct image_owner owner = {.user = id_of(archive_entry_uid(entry)),
	    .group = id_of(archive_entry_gid(entry)),
	    .mode = (unsigned)archive_entry_mode(entry) & 07777};

	/* a hard link has the owner of its file */
	if (archive_entry_hardlink(entry) == NULL)
		image_owners_note(destination->owners, unpack->folder, unpack->name, &owner);
}

static int
write_entry(struct arena *arena, const struct unpack *unpack, struct layer_read *layer,
    struct archive_entry *entry, struct error *err)
{
	unsigned mode = (unsigned)archive_entry_mode(entry) & 07777;
	const char *hard_link = archive_entry_hardlink(entry),
		   *target = archive_entry_symlink(entry);
	bool folder = archive_entry_filetype(entry) == AE_IFDIR;

	if (make_room(arena, unpack, folder, err) != 0)
		return -1;
	if (hard_link != NULL)
		return write_hard_link(arena, unpack, hard_link, err);
	switch (archive_entry_filetype(entry)) {
	case AE_IFREG:
		return write_file(unpack, layer, entry, err);
	case AE_IFDIR:
		if (mkdirat(unpack->folder, unpack->name, 0700) != 0 && errno != EEXIST)
			return error_errno(err, "cannot make the folder \"%s\"", unpack->path);
		/* ours to write in whatever the image says: we are not root */
		if (fchmodat(unpack->folder, unpack->name, (mode & 01777) | 0700, 0) != 0)
			return error_errno(err, "cannot make the folder \"%s\"", unpack->path);
		return 0;
	case AE_IFLNK:
		/* a mode can say "link" where the tar has none */
		if (target == NULL)
			return error_set(
			    err, ERROR_FAILED, "the link \"%s\" has no target", unpack->path);
		if (symlinkat(target, unpack->folder, unpack->name) != 0)
			return error_errno(err, "cannot make the link \"%s\"", unpack->path);
		return 0;
	default:
		/* devices, fifos: nothing that an ordinary user could make */
		return 0;
	}
}

/* Takes away what the whiteout names in the layers below. */
static int
apply_whiteout(struct arena *arena, struct unpack *unpack, struct error *err)
{
	char *parent = path_folder(arena, unpack->path);
	SCOPED(fd) int folder = open_inside(unpack->root, parent);

	if (folder < 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (folder < 0)
		return error_errno(err, "cannot open the folder \"%s\"", parent);
	unpack->folder = folder;
	if (strcmp(unpack->name, opaque_marker) == 0)
		return empty_folder(arena, unpack, err);
	unpack->name += sizeof(whiteout_prefix) - 1;
	if (unpack->name[0] == '\0' || strcmp(unpack->name, ".") == 0 ||
	    strcmp(unpack->name, "..") == 0)
		return error_set(
		    err, ERROR_FAILED, "\"%s\" is no whiteout that makes sense", unpack->path);
	return make_room(arena, unpack, false, err);
}

static int
take_entry(struct arena *arena, struct unpacking *unpacking, struct archive_entry *entry,
    struct error *err)
{
	struct destination *destination = unpacking->destination;
	const char *name = archive_entry_pathname(entry);
	char *path = path_clean(arena, arena_printf(arena, "/%s", name == NULL ? "" : name));
	struct unpack unpack = {
	    .root = destination->root, .path = path, .name = path_base(path), .folder = -1};
	bool whiteout = text_starts_with(unpack.name, whiteout_prefix);
	SCOPED(fd) int folder = -1;

	if (whiteout != unpacking->whiteouts)
		return 0;
	if (whiteout)
		return apply_whiteout(arena, &unpack, err);
	destination->entries++;
	if (strcmp(path, "/") == 0) {
		/* it exists already: its owner alone is noted */
		unpack.folder = destination->root;
		unpack.name = ".";
		if (archive_entry_filetype(entry) == AE_IFDIR)
			note_owner(destination, &unpack, entry);
		return 0;
	}
	folder = open_folder(arena, destination, path_folder(arena, path), err);
	if (folder < 0)
		return -1;
	unpack.folder = folder;
	if (write_entry(arena, &unpack, unpacking->layer, entry, err) != 0)
		return -1;
	note_owner(destination, &unpack, entry);
	return 0;
}

static int
unpack_layer(const struct layer_source *source, struct layer_budget *budget, bool whiteouts,
    struct error *err)
{
	SCOPED(layer_read)
	struct layer_read *layer =
	    layer_read_open(source->store, source->blob, source->diff_id, budget, err);
	struct unpacking unpacking = {source->destination, layer, whiteouts};
	struct archive_entry *entry;
	bool end = false;
	int status = 0;

	if (layer == NULL)
		return -1;
	while (status == 0 && (entry = layer_read_next(layer, &end, err)) != NULL) {
		struct arena arena = {0};

		status = take_entry(&arena, &unpacking, entry, err);
		arena_release(&arena);
	}
	if (status != 0) {
		/* a file that an entry wants and that is not there is a fault
		 * of the image */
		err->kind = ERROR_FAILED;
		return error_wrap(err, "%s", source->store->name);
	}
	if (!end)
		return -1;
	return layer_read_check(layer, err);
}

/* A whiteout is about the layers below, wherever it stands in its own: what it
 * takes away goes first. */
int
image_unpack(const struct store *store, const struct image_manifest *manifest, const char *folder,
    struct image_owners *owners, struct error *err)
{
	static const struct image_owner usual = {.mode = 0755};
	struct layer_budget first = layer_budget_full(), second = layer_budget_full();
	SCOPED(fd) int root = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct destination destination = {.root = root, .owners = owners};
	size_t i;

	if (root < 0)
		return error_errno(err, "cannot open \"%s\"", folder);
	image_owners_note(owners, root, ".", &usual);
	for (i = 0; i < manifest->layer_count; i++) {
		const struct layer_source source = {
		    store, &manifest->layers[i], &manifest->config.diff_ids[i], &destination};

		if (i > 0 && unpack_layer(&source, &first, true, err) != 0)
			return -1;
		if (unpack_layer(&source, &second, false, err) != 0)
			return -1;
	}
	return 0;
}
