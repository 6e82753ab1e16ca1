#include "image/image_owners.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "image/image.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct noted_owner {
	ino_t inode;
	size_t order;
	struct image_owner owner;
};

/* Paths of folders in the image that are not done yet. */
struct walk {
	struct arena arena;
	struct text_list folders;
	const struct image_owners *owners;
};

void
image_owners_note(
    struct image_owners *owners, int folder, const char *name, const struct image_owner *owner)
{
	struct noted_owner *noted;
	struct stat status;

	/* a file that is gone already needs no owner */
	if (owners == NULL || fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return;
	owners->items = arena_grow(
	    owners->arena, owners->items, owners->count, &owners->capacity, sizeof(*owners->items));
	noted = &owners->items[owners->count];
	*noted = (struct noted_owner){status.st_ino, owners->count, *owner};
	owners->count++;
}

static int
compare_ids(const void *left, const void *right)
{
	uint32_t one = *(const uint32_t *)left, other = *(const uint32_t *)right;

	return (one > other) - (one < other);
}

uint32_t *
image_owners_ids(
    const struct image_owners *owners, const uint32_t *more, size_t more_count, size_t *ret_count)
{
	size_t count = 0, kept = 0, i;
	uint32_t *ids = arena_array(owners->arena, 2 * owners->count + more_count, sizeof(*ids));

	for (i = 0; i < owners->count; i++) {
		ids[count++] = owners->items[i].owner.user;
		ids[count++] = owners->items[i].owner.group;
	}
	for (i = 0; i < more_count; i++)
		ids[count++] = more[i];
	if (count > 1)
		qsort(ids, count, sizeof(*ids), compare_ids);
	for (i = 0; i < count; i++)
		if (kept == 0 || ids[i] != ids[kept - 1])
			ids[kept++] = ids[i];
	*ret_count = kept;
	return ids;
}

bool
image_owners_differ(const struct image_owners *owners, uint32_t user, uint32_t group)
{
	size_t i;

	for (i = 0; i < owners->count; i++) {
		const struct image_owner *owner = &owners->items[i].owner;

		if ((owner->user != user && owner->user != 0) ||
		    (owner->group != group && owner->group != 0))
			return true;
	}
	return false;
}

/* Orders by inode, the latest note first. */
static int
compare_noted(const void *left, const void *right)
{
	const struct noted_owner *one = left, *other = right;

	if (one->inode != other->inode)
		return one->inode < other->inode ? -1 : 1;
	return (one->order < other->order) - (one->order > other->order);
}

/* Keeps the latest note of each inode. */
static void
settle(struct image_owners *owners)
{
	size_t i, kept = 0;

	if (owners->count == 0)
		return;
	qsort(owners->items, owners->count, sizeof(*owners->items), compare_noted);
	for (i = 1; i < owners->count; i++)
		if (owners->items[i].inode != owners->items[kept].inode)
			owners->items[++kept] = owners->items[i];
	owners->count = kept + 1;
}

static int
compare_inode(const void *key, const void *item)
{
	ino_t inode = *(const ino_t *)key, other = ((const struct noted_owner *)item)->inode;

	return (inode > other) - (inode < other);
}

static int
give(const struct walk *walk, int folder, const char *name, const struct stat *status)
{
	const struct image_owners *owners = walk->owners;
	const struct noted_owner *noted = owners->count == 0
	    ? NULL
	    : bsearch(&status->st_ino, owners->items, owners->count, sizeof(*owners->items),
		  compare_inode);
	struct image_owner owner = {.mode = (unsigned)status->st_mode & 07777};

	if (noted != NULL)
		owner = noted->owner;
	if (fchownat(folder, name, owner.user, owner.group, AT_SYMLINK_NOFOLLOW) != 0)
		return -1;
	/* chown clears the set-id bits, so the mode is set after it */
	return S_ISLNK(status->st_mode) ? 0 : fchmodat(folder, name, owner.mode, 0);
}

static int
give_entries(struct walk *walk, const char *path, int folder, struct error *err)
{
	SCOPED(directory) DIR *entries = file_open_entries(folder);
	struct dirent *entry;
	struct stat status;

	if (entries == NULL)
		return error_errno(err, "cannot read the folder \"%s\" of the image", path);
	while ((entry = readdir(entries)) != NULL) {
		const char *name = entry->d_name;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			continue;
		if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
		    give(walk, folder, name, &status) != 0)
			return error_errno(
			    err, "cannot give \"%s/%s\" of the image to its owner", path, name);
		if (S_ISDIR(status.st_mode))
			text_list_add(
			    &walk->folders, &walk->arena, path_join(&walk->arena, path, name));
	}
	return 0;
}

/* No recursion: folders of an image can be nested deeper than a stack
 * allows. */
static int
give_all(struct walk *walk, int root, struct error *err)
{
	text_list_add(&walk->folders, &walk->arena, "/");
	while (walk->folders.count > 0) {
		const char *path = walk->folders.items[--walk->folders.count];
		SCOPED(fd) int folder = image_open_inside(root, path, O_RDONLY | O_DIRECTORY);

		if (folder < 0)
			return error_errno(err, "cannot open the folder \"%s\" of the image", path);
		if (give_entries(walk, path, folder, err) != 0)
			return -1;
	}
	return 0;
}

int
image_owners_apply(struct image_owners *owners, int root, struct error *err)
{
	struct walk walk = {.owners = owners};
	struct stat status;
	int result;

	settle(owners);
	result = give_all(&walk, root, err);
	arena_release(&walk.arena);
	if (result != 0)
		return -1;
	/* the root is last: with its new owner and mode the files below could
	 * be out of reach */
	if (fstat(root, &status) != 0 || give(&walk, root, ".", &status) != 0)
		return error_errno(err, "cannot give \"/\" of the image to its owner");
	return 0;
}
