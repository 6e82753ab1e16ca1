#include "cache/folder_digest.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEPTH_LIMIT = 256, READ_BUFFER = 256 << 10 };

/* When a file was changed last. Links have none. */
struct change {
	struct timespec time;
	size_t index; /* of the file in walk.files */
};

struct walk {
	struct arena *arena; /* of the result */
	struct change *changes;
	size_t change_count, change_capacity;
	const struct folder_filter *filter;
	struct digester *digester;
	struct text_list files;
	char *buffer;
	unsigned depth;
};

static int
digest_bytes(int fd, char *buffer, const char *path, struct digest *ret_digest, struct error *err)
{
	SCOPED(digester) struct digester *digester = digester_new(err);
	ssize_t got;

	if (digester == NULL)
		return -1;
	while ((got = file_read_full(fd, buffer, READ_BUFFER, path, err)) > 0)
		if (error_if_stopped(err) != 0 ||
		    digester_add(digester, buffer, (size_t)got, err) != 0)
			return -1;
	return got < 0 ? -1 : digester_finish(digester, ret_digest, err);
}

static int
digest_opened(int fd, const char *name, char *buffer, struct digest *ret_digest, struct error *err)
{
	struct stat status;

	if (fd < 0 || fstat(fd, &status) != 0)
		return error_errno(err, "cannot read \"%s\"", name);
	if (!S_ISREG(status.st_mode))
		return error_set(err, ERROR_FAILED, "\"%s\" is not a regular file", name);
	return digest_bytes(fd, buffer, name, ret_digest, err);
}

int
file_digest(const char *path, struct digest *ret_digest, struct error *err)
{
	SCOPED(heap) char *buffer = malloc(READ_BUFFER);
	SCOPED(fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (buffer == NULL)
		return error_errno(err, "cannot read \"%s\"", path);
	return digest_opened(fd, path, buffer, ret_digest, err);
}

/* One entry's line: kind, mode, content, name; NUL ends it, for a name may hold
 * any other byte. */
static int
add_line(const struct walk *walk, const char *what, const char *content, const char *path,
    struct error *err)
{
	struct arena arena = {0};
	const char *line = arena_printf(&arena, "%s %s %s", what, content, path);
	int status = digester_add(walk->digester, line, strlen(line) + 1, err);

	arena_release(&arena);
	return status;
}

static int walk_folder(struct walk *walk, int folder, const char *path, struct error *err);

static int
walk_link(struct walk *walk, int folder, const char *path, struct error *err)
{
	char target[4097] = "";

	if (readlinkat(folder, path_base(path), target, sizeof(target) - 1) < 0)
		return error_errno(err, "cannot read the link \"%s\"", path);
	/* a target has no NUL, and its length parts it from the name behind
	 * it */
	return add_line(walk, "link", target, "", err) != 0 ? -1
							    : add_line(walk, "at", "", path, err);
}

static int
walk_file(
    const struct walk *walk, int folder, const char *path, const char *mode, struct error *err)
{
	SCOPED(fd)
	int fd = openat(
	    folder, path_base(path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	struct digest digest;

	return digest_opened(fd, path, walk->buffer, &digest, err) != 0
	    ? -1
	    : add_line(walk, mode, digest.text, path, err);
}

static int
walk_entry(struct walk *walk, int folder, const char *path, struct error *err)
{
	const char *name = path_base(path);
	struct stat status;
	char what[16];

	if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return error_errno(err, "cannot read \"%s\"", path);
	if (folder_filter_leaves_out(walk->filter, name, &status))
		return 0;
	if (!S_ISDIR(status.st_mode) && !S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode))
		return walk->filter->exact ? folder_strange_entry(path, err) : 0;
	snprintf(what, sizeof(what), "%o", folder_filter_mode(walk->filter, &status));
	if (S_ISDIR(status.st_mode)) {
		SCOPED(fd)
		int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

		if (inner < 0)
			return error_errno(err, "cannot read the folder \"%s\"", path);
		return add_line(walk, what, "/", path, err) != 0
		    ? -1
		    : walk_folder(walk, inner, path, err);
	}
	text_list_add(&walk->files, walk->arena, arena_strdup(walk->arena, path));
	if (S_ISLNK(status.st_mode))
		return walk_link(walk, folder, path, err);
	walk->changes = arena_grow(walk->arena, walk->changes, walk->change_count,
	    &walk->change_capacity, sizeof(*walk->changes));
	walk->changes[walk->change_count++] =
	    (struct change){status.st_mtim, walk->files.count - 1};
	return walk_file(walk, folder, path, what, err);
}

static int
walk_folder(struct walk *walk, int folder, const char *path, struct error *err)
{
	struct arena arena = {0};
	struct text_list names = {0};
	int status;
	size_t i;

	if (++walk->depth > DEPTH_LIMIT)
		return error_set(
		    err, ERROR_FAILED, "\"%s\" lies more than %d folders deep", path, DEPTH_LIMIT);
	status = folder_list(&arena, folder, path, &names, err);
	for (i = 0; i < names.count && status == 0; i++)
		status = walk_entry(walk, folder, path_join(&arena, path, names.items[i]), err);
	arena_release(&arena);
	walk->depth--;
	return status;
}

static int
compare_times(const struct timespec *left, const struct timespec *right)
{
	if (left->tv_sec != right->tv_sec)
		return left->tv_sec < right->tv_sec ? -1 : 1;
	return (left->tv_nsec > right->tv_nsec) - (left->tv_nsec < right->tv_nsec);
}

static int
older_first(const void *left, const void *right)
{
	const struct change *a = left, *b = right;
	int order = compare_times(&a->time, &b->time);

	return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

/* Digests the order in which the files were changed. */
static int
add_ages(struct walk *walk, const size_t **ret_ages, struct error *err)
{
	size_t *ages = arena_array(walk->arena, walk->files.count + 1, sizeof(*ages)), age = 0, i;

	if (walk->change_count > 1)
		qsort(walk->changes, walk->change_count, sizeof(*walk->changes), older_first);
	for (i = 0; i < walk->change_count; i++) {
		if (i > 0 && compare_times(&walk->changes[i - 1].time, &walk->changes[i].time) != 0)
			age++;
		ages[walk->changes[i].index] = age;
	}
	for (i = 0; i < walk->files.count; i++) {
		char line[32];

		snprintf(line, sizeof(line), "age %zu", ages[i]);
		if (digester_add(walk->digester, line, strlen(line) + 1, err) != 0)
			return -1;
	}
	*ret_ages = ages;
	return 0;
}

int
folder_set_ages(const char *path, const struct folder_contents *contents, struct error *err)
{
	SCOPED(fd) int folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	size_t i;

	if (folder < 0)
		return error_errno(err, "cannot open the folder \"%s\"", path);
	for (i = 0; i < contents->files.count; i++) {
		const struct timespec time = {.tv_sec = FOLDER_TIME + (time_t)contents->ages[i]},
				      times[] = {time, time};

		if (utimensat(folder, contents->files.items[i], times, AT_SYMLINK_NOFOLLOW) != 0)
			return error_errno(
			    err, "cannot set the time of \"%s\"", contents->files.items[i]);
	}
	return 0;
}

int
folder_digest(struct arena *arena, const char *path, const struct folder_filter *filter,
    struct folder_contents *ret_contents, struct error *err)
{
	SCOPED(digester) struct digester *digester = digester_new(err);
	SCOPED(heap) char *buffer = malloc(READ_BUFFER);
	SCOPED(fd) int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct walk walk = {
	    .arena = arena, .filter = filter, .digester = digester, .buffer = buffer};

	if (digester == NULL)
		return -1;
	if (buffer == NULL || folder < 0)
		return error_errno(err, "cannot read the folder \"%s\"", path);
	ret_contents->ages = NULL;
	if (walk_folder(&walk, folder, "", err) != 0 ||
	    (!filter->exact && add_ages(&walk, &ret_contents->ages, err) != 0) ||
	    digester_finish(digester, &ret_contents->digest, err) != 0)
		return -1;
	ret_contents->files = walk.files;
	return 0;
}
