#include "base/file.h"

#include "base/scope.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A folder that is emptied: `top` is where the folders in it are lifted to, so
 * that a tree of any depth needs neither stack nor descriptors. */
struct removal {
	int top;
	unsigned long lifted;
};

/* A build may leave folders that nobody may enter. */
static int
open_for_removal(int parent, const char *name)
{
	int folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (folder < 0 && errno == EACCES && fchmodat(parent, name, 0700, 0) == 0)
		folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder >= 0)
		(void)fchmod(folder, 0700);
	return folder;
}

/* A folder moves only when it is writable itself, as its ".." changes. */
static int
lift(struct removal *removal, int parent, const char *name)
{
	SCOPED(fd) int folder = open_for_removal(parent, name);
	char lifted[64];

	if (folder < 0)
		return -1;
	do {
		snprintf(lifted, sizeof(lifted), ".lifted-%lu", removal->lifted++);
	} while (faccessat(removal->top, lifted, F_OK, AT_SYMLINK_NOFOLLOW) == 0);
	return renameat(parent, name, removal->top, lifted);
}

/* Removes an entry, or lifts a folder that is not empty; an empty one goes at
 * once. */
static int
remove_entry(struct removal *removal, int parent, const char *name)
{
	if (unlinkat(parent, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM && errno != EACCES)
		return -1;
	if (unlinkat(parent, name, AT_REMOVEDIR) == 0)
		return 0;
	return lift(removal, parent, name);
}

static int
empty(struct removal *removal, int folder)
{
	SCOPED(directory) DIR *entries = file_open_entries(folder);
	struct dirent *entry;

	if (entries == NULL)
		return -1;
	while ((entry = readdir(entries)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (remove_entry(removal, folder, entry->d_name) != 0)
			return -1;
	}
	return 0;
}

/* Each folder in `top` is emptied into it and removed, until there is none; 1:
 * something was there. */
static int
remove_level(struct removal *removal)
{
	SCOPED(directory) DIR *entries = file_open_entries(removal->top);
	struct dirent *entry;
	int found = 0;

	if (entries == NULL)
		return -1;
	rewinddir(entries);
	while ((entry = readdir(entries)) != NULL) {
		SCOPED(fd) int folder = -1;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		found = 1;
		if (unlinkat(removal->top, entry->d_name, 0) == 0 || errno == ENOENT)
			continue;
		folder = open_for_removal(removal->top, entry->d_name);
		if (folder < 0 || empty(removal, folder) != 0 ||
		    unlinkat(removal->top, entry->d_name, AT_REMOVEDIR) != 0)
			return -1;
	}
	return found;
}

static int
remove_tree(const char *path)
{
	struct removal removal = {.top = -1};
	SCOPED(fd) int top = -1;
	int found;

	if (unlink(path) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM && errno != EACCES)
		return -1;
	/* no descriptor may be left to look into it with */
	if (rmdir(path) == 0)
		return 0;
	top = open_for_removal(AT_FDCWD, path);
	if (top < 0)
		return -1;
	removal.top = top;
	do {
		found = remove_level(&removal);
	} while (found > 0);
	return found < 0 ? -1 : rmdir(path);
}

int
file_remove_tree(const char *path, struct error *err)
{
	if (remove_tree(path) != 0)
		return error_errno(err, "cannot remove \"%s\"", path);
	return 0;
}
