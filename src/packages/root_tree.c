#include "packages/root_tree.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEPTH_LIMIT = 100 };

/* A package that is listed. */
struct listing {
	struct root_tree *tree;
	const char *package, *folder;
};

const char *
root_tree_merge(struct arena *arena, const char *path)
{
	static const char *const merged[] = {"bin", "sbin", "lib", "lib32", "lib64", "libx32"};
	size_t length, i;

	path += strspn(path, "/");
	length = strcspn(path, "/");
	for (i = 0; i < ARRAY_SIZE(merged); i++)
		if (strlen(merged[i]) == length && memcmp(merged[i], path, length) == 0)
			return arena_printf(arena, "usr/%s", path);
	return path;
}

void
root_tree_add(struct root_tree *tree, const struct root_entry *entry)
{
	tree->items = arena_grow(
	    tree->arena, tree->items, tree->count, &tree->capacity, sizeof(*tree->items));
	tree->items[tree->count++] = *entry;
}

static int
read_link(struct arena *arena, const char *path, const char **ret_target, struct error *err)
{
	char target[PATH_MAX];
	ssize_t length = readlink(path, target, sizeof(target));

	if (length < 0 || (size_t)length == sizeof(target))
		return error_errno(err, "cannot read the link \"%s\"", path);
	*ret_target = arena_copy(arena, target, (size_t)length);
	return 0;
}

/* Later packages of Debian have the links "bin", "lib" and so on themselves. */
static bool
is_merging_link(const char *path, const char *merged, const char *target)
{
	return strchr(path, '/') == NULL && strcmp(path, merged) != 0 &&
	    strcmp(target + strspn(target, "/"), merged) == 0;
}

static int
add_path(struct listing *listing, const char *path, bool *ret_folder, struct error *err)
{
	struct arena *arena = listing->tree->arena;
	struct root_entry entry = {.path = root_tree_merge(arena, path),
	    .from = path_join(arena, listing->folder, path),
	    .package = listing->package};
	struct stat status;

	if (lstat(entry.from, &status) != 0)
		return error_errno(err, "cannot read \"%s\"", entry.from);
	*ret_folder = S_ISDIR(status.st_mode);
	entry.kind = S_ISDIR(status.st_mode) ? ROOT_FOLDER
	    : S_ISLNK(status.st_mode)        ? ROOT_LINK
					     : ROOT_FILE;
	if (entry.kind == ROOT_LINK)
		entry.time = status.st_mtim;
	if (entry.kind == ROOT_LINK && read_link(arena, entry.from, &entry.target, err) != 0)
		return -1;
	if (entry.kind != ROOT_LINK || !is_merging_link(path, entry.path, entry.target))
		root_tree_add(listing->tree, &entry);
	return 0;
}

static int
add_folder(struct listing *listing, const char *path, unsigned depth, struct error *err)
{
	struct arena *arena = listing->tree->arena;
	const char *folder = path_join(arena, listing->folder, path);
	SCOPED(directory) DIR *entries = opendir(folder);
	struct dirent *entry;

	if (entries == NULL)
		return error_errno(err, "cannot read \"%s\"", folder);
	if (depth == 0)
		return error_set(err, ERROR_FAILED, "\"%s\" lies too deep", folder);
	while ((entry = readdir(entries)) != NULL) {
		const char *inner = path_join(arena, path, entry->d_name);
		bool is_folder;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if (add_path(listing, inner, &is_folder, err) != 0 ||
		    (is_folder && add_folder(listing, inner, depth - 1, err) != 0))
			return -1;
	}
	return 0;
}

int
root_tree_add_package(
    struct root_tree *tree, const char *package, const char *folder, struct error *err)
{
	struct listing listing = {tree, package, folder};

	return add_folder(&listing, "", DEPTH_LIMIT, err);
}

/* By path, and then in the order in which the entries may win: packages before
 * mote, files before links. */
static int
compare_entries(const void *left, const void *right)
{
	const struct root_entry *a = left, *b = right;
	int order = strcmp(a->path, b->path);

	if (order == 0 && (a->package == NULL || b->package == NULL))
		return (a->package == NULL) - (b->package == NULL);
	if (order == 0 && a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return order != 0 ? order : strcmp(a->package, b->package);
}

static int
compare_paths(const void *left, const void *right)
{
	const struct root_entry *a = left, *b = right;

	return strcmp(a->path, b->path);
}

const struct root_entry *
root_tree_find(const struct root_tree *tree, const char *path)
{
	const struct root_entry wanted = {.path = root_tree_merge(tree->arena, path)};

	return tree->count == 0
	    ? NULL
	    : bsearch(&wanted, tree->items, tree->count, sizeof(wanted), compare_paths);
}

/* A link that leads to its own place since /usr is merged: "usr/bin/x" that
 * leads to "/bin/x". */
static bool
leads_to_itself(struct arena *arena, const struct root_entry *link)
{
	const char *target = link->target[0] == '/'
	    ? link->target
	    : arena_printf(arena, "/%s/%s", path_folder(arena, link->path), link->target);

	return strcmp(root_tree_merge(arena, path_clean(arena, target)), link->path) == 0;
}

static int
same_bytes(
    const struct root_entry *one, const struct root_entry *other, bool *ret_same, struct error *err)
{
	enum { LIMIT = 64 << 20 };
	struct arena arena = {0};
	struct text left, right;
	struct stat a, b;
	int status = 0;

	*ret_same = false;
	if (stat(one->from, &a) != 0 || stat(other->from, &b) != 0)
		return error_errno(err, "cannot read \"%s\"", one->from);
	if (a.st_size != b.st_size || a.st_mode != b.st_mode)
		return 0;
	status = file_read(&arena, one->from, LIMIT, &left, err) != 0 ||
		file_read(&arena, other->from, LIMIT, &right, err) != 0
	    ? -1
	    : 0;
	if (status == 0)
		*ret_same = left.length == right.length &&
		    memcmp(left.bytes, right.bytes, left.length) == 0;
	arena_release(&arena);
	return status;
}

static int
same_entry(struct arena *arena, const struct root_entry *one, const struct root_entry *other,
    bool *ret_same, struct error *err)
{
	*ret_same = true;
	if (other->kind == ROOT_LINK && one->kind == ROOT_FILE && leads_to_itself(arena, other))
		return 0;
	/* what mote adds is there in case that no package has it; a link in the
	 * place of a mount would lead the mount elsewhere */
	if (other->package == NULL && one->kind == other->kind)
		return 0;
	*ret_same = false;
	if (one->kind == ROOT_FILE && other->kind == ROOT_FILE)
		return same_bytes(one, other, ret_same, err);
	*ret_same = one->kind == other->kind &&
	    (one->kind == ROOT_FOLDER || strcmp(one->target, other->target) == 0);
	return 0;
}

static const char *
owner_of(const struct root_entry *entry)
{
	return entry->package == NULL ? "mote" : entry->package;
}

int
root_tree_finish(struct root_tree *tree, struct error *err)
{
	size_t i, kept = 0;

	if (tree->count > 1)
		qsort(tree->items, tree->count, sizeof(*tree->items), compare_entries);
	for (i = 0; i < tree->count; i++) {
		const struct root_entry *one = &tree->items[i], *before = NULL;
		bool same;

		if (kept > 0)
			before = &tree->items[kept - 1];
		if (before == NULL || strcmp(before->path, one->path) != 0) {
			tree->items[kept++] = *one;
			continue;
		}
		if (same_entry(tree->arena, before, one, &same, err) != 0)
			return -1;
		if (!same)
			return error_set(err, ERROR_FAILED,
			    "the packages \"%s\" and \"%s\" both have \"/%s\", and not the same; take "
			    "one of them off the list, or lock all packages again at one time",
			    owner_of(before), owner_of(one), one->path);
	}
	tree->count = kept;
	return 0;
}

/* A copy where there may be no link: on another file system, or too many links
 * to the file. */
static int
make_copy(const struct root_entry *entry, const char *path, struct error *err)
{
	SCOPED(fd) int from = open(entry->from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	SCOPED(fd) int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	struct stat status;

	if (from < 0 || fstat(from, &status) != 0)
		return error_errno(err, "cannot read \"%s\"", entry->from);
	if (to < 0)
		return error_errno(err, "cannot write \"%s\"", path);
	if (file_copy((struct file_end){from, entry->from}, (struct file_end){to, path}, err) != 0)
		return -1;
	if (fchmod(to, status.st_mode & 0777) != 0 ||
	    futimens(to, (const struct timespec[]){status.st_mtim, status.st_mtim}) != 0)
		return error_errno(err, "cannot write \"%s\"", path);
	return 0;
}

static int
make_file(const struct root_entry *entry, const char *path, struct error *err)
{
	if (entry->from == NULL)
		return file_write(path, "", 0, 0644, err);
	if (link(entry->from, path) == 0)
		return 0;
	if (errno != EXDEV && errno != EMLINK && errno != EPERM && errno != EOPNOTSUPP)
		return error_errno(err, "cannot link \"%s\" to \"%s\"", path, entry->from);
	return make_copy(entry, path, err);
}

static int
make_entry(const struct root_entry *entry, const char *path, struct error *err)
{
	switch (entry->kind) {
	case ROOT_FOLDER:
		if (mkdir(path, 0700) != 0 || chmod(path, 0755) != 0)
			return error_errno(err, "cannot make the folder \"%s\"", path);
		return 0;
	case ROOT_LINK:
		if (symlink(entry->target, path) != 0)
			return error_errno(err, "cannot make the link \"%s\"", path);
		return 0;
	default:
		return make_file(entry, path, err);
	}
}

/* Not for a file of the store, which has its time and must not be touched. */
static void
set_time(const struct root_entry *entry, const char *path)
{
	const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT}, entry->time};

	(void)!utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW);
}

int
root_tree_make(const struct root_tree *tree, const char *folder, struct error *err)
{
	const struct root_entry root = {.kind = ROOT_FOLDER};
	struct arena arena = {0};
	size_t i;
	int status = make_entry(&root, folder, err);

	for (i = 0; i < tree->count && status == 0; i++)
		status = error_if_stopped(err) != 0 ||
			make_entry(&tree->items[i], path_join(&arena, folder, tree->items[i].path),
			    err) != 0
		    ? -1
		    : 0;
	/* what was put into a folder changed its time */
	for (i = 0; i < tree->count && status == 0; i++)
		if (tree->items[i].kind != ROOT_FILE || tree->items[i].from == NULL)
			set_time(&tree->items[i], path_join(&arena, folder, tree->items[i].path));
	set_time(&root, folder);
	arena_release(&arena);
	return status;
}
