#include "builder/source_copy.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { DEPTH_LIMIT = 256, LINK_LIMIT = 4096 };

/* Two folders and the name of what is copied from the first to the second. */
struct copying {
	int from, to;
	const char *name;
	const char *path; /* for errors */
	struct stat status;
};

struct copier {
	const struct folder_filter *filter;
	const char *to; /* for errors */
	dev_t own_device; /* the copy itself */
	ino_t own_inode;
	unsigned depth;
};

struct folder_filter
source_filter_of(struct arena *arena, const struct spec *spec, const char *besides)
{
	const char *const files[] = {
	    besides, spec->digest_file, spec->metadata_file, spec->depfile};
	struct stat *own = arena_array(arena, ARRAY_SIZE(files) + spec->output_count, sizeof(*own));
	size_t i, count = 0;

	for (i = 0; i < ARRAY_SIZE(files); i++)
		if (files[i] != NULL && stat(files[i], &own[count]) == 0)
			count++;
	for (i = 0; i < spec->output_count; i++)
		if (stat(spec->outputs[i].path, &own[count]) == 0)
			count++;
	return (struct folder_filter){.outputs = own, .output_count = count};
}

static int copy_folder(struct copier *copier, const struct copying *what, struct error *err);

/* The time that a folder or a link gets in the copy. */
static struct timespec
time_of(const struct copier *copier, const struct copying *what)
{
	return copier->filter->exact ? what->status.st_mtim
				     : (struct timespec){.tv_sec = FOLDER_TIME};
}

static int
copy_link(const struct copier *copier, const struct copying *what, struct error *err)
{
	char target[LINK_LIMIT + 1];
	ssize_t length = readlinkat(what->from, what->name, target, LINK_LIMIT);
	struct timespec time = time_of(copier, what), times[2] = {time, time};

	if (length < 0)
		return error_errno(err, "cannot read the link \"%s\"", what->path);
	target[length] = '\0';
	if (symlinkat(target, what->to, what->name) != 0 ||
	    utimensat(what->to, what->name, times, AT_SYMLINK_NOFOLLOW) != 0)
		return error_errno(err, "cannot copy the link \"%s\"", what->path);
	return 0;
}

static int
copy_file(const struct copier *copier, const struct copying *what, struct error *err)
{
	mode_t mode = folder_filter_mode(copier->filter, &what->status);
	struct timespec times[2] = {what->status.st_mtim, what->status.st_mtim};
	SCOPED(fd)
	int from = openat(what->from, what->name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	SCOPED(fd) int to = -1;

	if (from < 0)
		return error_errno(err, "cannot read \"%s\"", what->path);
	to = openat(what->to, what->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (to < 0)
		return error_errno(err, "cannot copy \"%s\"", what->path);
	if (what->status.st_size > 0 &&
	    file_copy(
		(struct file_end){from, what->path}, (struct file_end){to, copier->to}, err) != 0)
		return -1;
	if (fchmod(to, mode) != 0 || futimens(to, times) != 0)
		return error_errno(err, "cannot copy \"%s\"", what->path);
	return 0;
}

static int
copy_entry(struct copier *copier, struct copying *what, struct error *err)
{
	if (error_if_stopped(err) != 0)
		return -1;
	if (fstatat(what->from, what->name, &what->status, AT_SYMLINK_NOFOLLOW) != 0)
		return error_errno(err, "cannot read \"%s\"", what->path);
	if (folder_filter_leaves_out(copier->filter, what->name, &what->status))
		return 0;
	if (S_ISDIR(what->status.st_mode))
		return copy_folder(copier, what, err);
	if (S_ISREG(what->status.st_mode))
		return copy_file(copier, what, err);
	if (S_ISLNK(what->status.st_mode))
		return copy_link(copier, what, err);
	return copier->filter->exact ? folder_strange_entry(what->path, err) : 0;
}

static int
copy_children(struct copier *copier, const struct copying *folder, struct error *err)
{
	struct arena arena = {0};
	struct text_list names = {0};
	int status = folder_list(&arena, folder->from, folder->path, &names, err);
	size_t i;

	for (i = 0; i < names.count && status == 0; i++) {
		struct copying child = {folder->from, folder->to, names.items[i],
		    path_join(&arena, folder->path, names.items[i]), {0}};

		status = copy_entry(copier, &child, err);
	}
	arena_release(&arena);
	return status;
}

static int
copy_folder(struct copier *copier, const struct copying *what, struct error *err)
{
	struct timespec time = time_of(copier, what), times[2] = {time, time};
	SCOPED(fd)
	int from = openat(what->from, what->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	SCOPED(fd) int to = -1;
	struct copying inner = {.path = what->path};
	int status;

	if (from < 0)
		return error_errno(err, "cannot read the folder \"%s\"", what->path);
	if (what->status.st_dev == copier->own_device && what->status.st_ino == copier->own_inode)
		return 0;
	if (copier->depth >= DEPTH_LIMIT)
		return error_set(err, ERROR_FAILED, "\"%s\" lies more than %d folders deep",
		    what->path, DEPTH_LIMIT);
	if (mkdirat(what->to, what->name, 0755) != 0)
		return error_errno(err, "cannot copy the folder \"%s\"", what->path);
	to = openat(what->to, what->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (to < 0)
		return error_errno(err, "cannot copy the folder \"%s\"", what->path);
	inner.from = from;
	inner.to = to;
	copier->depth++;
	status = copy_children(copier, &inner, err);
	copier->depth--;
	if (status == 0 &&
	    (fchmod(to, folder_filter_mode(copier->filter, &what->status)) != 0 ||
		futimens(to, times) != 0))
		return error_errno(err, "cannot copy the folder \"%s\"", what->path);
	return status;
}

int
source_copy(const char *from, const char *to, const struct folder_filter *filter, struct error *err)
{
	struct copier copier = {.filter = filter, .to = to};
	struct copying top = {.path = from};
	struct stat status;
	SCOPED(fd) int source = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	SCOPED(fd) int copy = -1;

	if (source < 0)
		return error_errno(err, "cannot read the folder \"%s\"", from);
	if (mkdir(to, 0755) != 0)
		return error_errno(err, "cannot make the folder \"%s\"", to);
	copy = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (copy < 0 || fchmod(copy, 0755) != 0 || fstat(copy, &status) != 0)
		return error_errno(err, "cannot make the folder \"%s\"", to);
	copier.own_device = status.st_dev;
	copier.own_inode = status.st_ino;
	top.from = source;
	top.to = copy;
	return copy_children(&copier, &top, err);
}
