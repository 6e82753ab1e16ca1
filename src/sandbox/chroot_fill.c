#include "sandbox/chroot_fill.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "cache/folder_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { DEPTH_LIMIT = 200, LINK_LIMIT = 4096, ENTRY_LIMIT = 1000000, BLOCK = 512 };

/* Of copies. A project's folder may be a home folder full of other things. */
static const uint64_t copy_limit = (uint64_t)2 << 30;

/* An entry on its way from one open folder into another. */
struct entry {
	int from, to;
	const char *name, *new_name;
	const char *path; /* on the host */
	struct stat status;
};

static int fill_folder(struct chroot_fill *fill, const struct entry *entry, struct error *err);

static int
refuse_size(const char *path, struct error *err)
{
	return error_set(err, ERROR_REFUSED,
	    "\"%s\" is too large to be copied for the rung \"chroot\"; --isolation=landlock builds in place",
	    path);
}

/* A link of it can be read by the command, and changed by root only. */
static bool
may_be_linked(const struct stat *status)
{
	const mode_t readable = S_IRUSR | S_IRGRP | S_IROTH, writable = S_IWGRP | S_IWOTH;

	return status->st_uid == 0 && (status->st_mode & readable) == readable &&
	    (status->st_mode & writable) == 0;
}

static mode_t
mode_of_copy(const struct stat *status)
{
	return (status->st_mode & S_IXUSR) != 0 ? 0755 : 0644;
}

static int
copy_file(struct chroot_fill *fill, const struct entry *entry, struct error *err)
{
	const struct timespec times[2] = {entry->status.st_mtim, entry->status.st_mtim};
	SCOPED(fd)
	int from = openat(entry->from, entry->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	SCOPED(fd) int to = -1;

	fill->copied += (uint64_t)entry->status.st_blocks * BLOCK;
	if (fill->copied > copy_limit)
		return refuse_size(entry->path, err);
	if (from < 0)
		return error_errno(err, "cannot read \"%s\"", entry->path);
	to = openat(entry->to, entry->new_name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (to < 0)
		return error_errno(err, "cannot copy \"%s\"", entry->path);
	if (entry->status.st_size > 0 &&
	    file_copy((struct file_end){from, entry->path}, (struct file_end){to, entry->new_name},
		err) != 0)
		return -1;
	if (fchmod(to, mode_of_copy(&entry->status)) != 0 || futimens(to, times) != 0)
		return error_errno(err, "cannot copy \"%s\"", entry->path);
	return 0;
}

static int
put_file(struct chroot_fill *fill, const struct entry *entry, struct error *err)
{
	fill->disk += (uint64_t)entry->status.st_blocks * BLOCK;
	if (may_be_linked(&entry->status) &&
	    linkat(entry->from, entry->name, entry->to, entry->new_name, 0) == 0)
		return 0;
	return copy_file(fill, entry, err);
}

static int
put_link(const struct entry *entry, struct error *err)
{
	char target[LINK_LIMIT + 1];
	ssize_t length = readlinkat(entry->from, entry->name, target, LINK_LIMIT);

	if (length < 0)
		return error_errno(err, "cannot read the link \"%s\"", entry->path);
	target[length] = '\0';
	return symlinkat(target, entry->to, entry->new_name) == 0
	    ? 0
	    : error_errno(err, "cannot copy the link \"%s\"", entry->path);
}

/* Something empty in the place of a hidden entry. */
static int
put_cover(const struct entry *entry, struct error *err)
{
	SCOPED(fd) int file = -1;

	if (S_ISDIR(entry->status.st_mode))
		return mkdirat(entry->to, entry->new_name, 0755) == 0
		    ? 0
		    : error_errno(err, "cannot hide \"%s\"", entry->path);
	file = openat(entry->to, entry->new_name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);
	return file >= 0 ? 0 : error_errno(err, "cannot hide \"%s\"", entry->path);
}

static int
put_entry(struct chroot_fill *fill, struct entry *entry, struct error *err)
{
	if (error_if_stopped(err) != 0)
		return -1;
	if (fstatat(entry->from, entry->name, &entry->status, AT_SYMLINK_NOFOLLOW) != 0)
		return error_errno(err, "cannot read \"%s\"", entry->path);
	if (++fill->entries > ENTRY_LIMIT || fill->depth > DEPTH_LIMIT)
		return refuse_size(entry->path, err);
	if (text_list_has(fill->hidden, entry->path))
		return put_cover(entry, err);
	if (S_ISDIR(entry->status.st_mode))
		return fill_folder(fill, entry, err);
	if (S_ISREG(entry->status.st_mode))
		return put_file(fill, entry, err);
	return S_ISLNK(entry->status.st_mode) ? put_link(entry, err) : 0;
}

/* A place in the tree may have been the command's. It becomes root's again.
 * Files that a command has put there must not be shown as others. */
static int
take_place(int folder, const struct entry *entry, struct error *err)
{
	struct text_list names = {0};
	struct arena arena = {0};
	struct stat status;
	int result;

	if (fstat(folder, &status) != 0)
		return error_errno(err, "cannot copy the folder \"%s\"", entry->path);
	if (status.st_uid == 0)
		return 0;
	result = folder_list(&arena, folder, entry->path, &names, err);
	if (result == 0 && names.count > 0)
		result = error_set(err, ERROR_REFUSED,
		    "a command put files in the place of \"%s\", which the stage needs for others",
		    entry->new_name);
	else if (result == 0 && fchown(folder, 0, 0) != 0)
		result = error_errno(err, "cannot copy the folder \"%s\"", entry->path);
	arena_release(&arena);
	return result;
}

static int
fill_folder(struct chroot_fill *fill, const struct entry *entry, struct error *err)
{
	SCOPED(fd)
	int from =
	    openat(entry->from, entry->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	SCOPED(fd) int to = -1;
	struct text_list names = {0};
	struct arena arena = {0};
	int status;
	size_t i;

	if (from < 0)
		return error_errno(err, "cannot read the folder \"%s\"", entry->path);
	if (mkdirat(entry->to, entry->new_name, 0755) != 0 && errno != EEXIST)
		return error_errno(err, "cannot copy the folder \"%s\"", entry->path);
	to = openat(entry->to, entry->new_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	/* the umask is the caller's */
	if (to < 0 || fchmod(to, 0755) != 0)
		return error_errno(err, "cannot copy the folder \"%s\"", entry->path);
	if (fill->depth == 0 && take_place(to, entry, err) != 0)
		return -1;
	fill->depth++;
	status = folder_list(&arena, from, entry->path, &names, err);
	for (i = 0; i < names.count && status == 0; i++) {
		struct entry inner = {from, to, names.items[i], names.items[i],
		    path_join(&arena, entry->path, names.items[i]), {0}};

		status = put_entry(fill, &inner, err);
	}
	fill->depth--;
	arena_release(&arena);
	return status;
}

int
chroot_fill(struct chroot_fill *fill, const struct chroot_source *source, struct error *err)
{
	struct entry entry = {
	    AT_FDCWD, source->parent, source->from, source->name, source->from, {0}};

	if (!file_is_folder(source->from) && unlinkat(source->parent, source->name, 0) != 0 &&
	    errno != ENOENT)
		return error_errno(err, "cannot show \"%s\" to the build", source->from);
	return put_entry(fill, &entry, err);
}
