#include "packages/package_prune.h"

#include "base/file.h"
#include "base/leftover.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/text.h"
#include "base/whole_folder.h"
#include "cache/build_cache.h"
#include "cache/cache_prune.h"
#include "packages/package_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { LIST_LIMIT = 1 << 20, DIGITS = 64 };

/* A prune under way. */
struct pruning {
	struct arena *arena;
	int64_t oldest; /* an entry whose last use is earlier goes */
	struct text_list kept; /* hashes of packages that roots need */
	struct package_pruned pruned;
};

static int
list_names(struct arena *arena, const char *folder, struct text_list *ret_names, struct error *err)
{
	SCOPED(directory) DIR *entries = opendir(folder);
	struct dirent *entry;

	if (entries == NULL)
		return errno == ENOENT ? 0 : error_errno(err, "cannot read \"%s\"", folder);
	while ((entry = readdir(entries)) != NULL)
		if (strlen(entry->d_name) == DIGITS)
			text_list_add(ret_names, arena, arena_strdup(arena, entry->d_name));
	text_list_sort(ret_names);
	return 0;
}

static bool
is_old(const struct pruning *pruning, const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && status.st_mtime < pruning->oldest;
}

/* It loses its name first, so that none is ever half. */
static int
remove_entry(struct pruning *pruning, const char *path, uint64_t bytes, struct error *err)
{
	char *hidden = NULL;
	SCOPED(fd) int lock = -1;

	if (whole_folder_begin(pruning->arena, path, &hidden, &lock, err) != 0)
		return -1;
	if (file_rename(path, path_join(pruning->arena, hidden, "old"), err) != 0 ||
	    file_remove_tree(hidden, err) != 0)
		return -1;
	pruning->pruned.entries++;
	pruning->pruned.bytes += bytes;
	return 0;
}

/* Each line of a root's list ends with the hash of a package. */
static void
keep_packages(struct pruning *pruning, const char *root)
{
	struct error ignored;
	struct text bytes;
	char *line, *end;

	if (file_read(pruning->arena, path_join(pruning->arena, root, "packages"), LIST_LIMIT,
		&bytes, &ignored) != 0)
		return;
	for (line = bytes.bytes; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		if (end - line > DIGITS)
			text_list_add(&pruning->kept, pruning->arena, end - DIGITS);
	}
}

static int
prune_roots(struct pruning *pruning, const char *folder, struct error *err)
{
	struct text_list names = {0};
	size_t i;

	if (list_names(pruning->arena, folder, &names, err) != 0)
		return -1;
	for (i = 0; i < names.count; i++) {
		const char *root = path_join(pruning->arena, folder, names.items[i]);
		SCOPED(fd) int lock = is_old(pruning, root) ? build_cache_lock(root, LOCK_EX) : -1;

		if (lock < 0)
			keep_packages(pruning, root);
		else if (remove_entry(pruning, root, 0, err) != 0)
			return -1;
	}
	return 0;
}

static int
prune_folder(struct pruning *pruning, const char *folder, struct error *err)
{
	struct text_list names = {0};
	size_t i;

	if (list_names(pruning->arena, folder, &names, err) != 0)
		return -1;
	for (i = 0; i < names.count; i++) {
		const char *path = path_join(pruning->arena, folder, names.items[i]);

		if (is_old(pruning, path) && !text_list_has(&pruning->kept, names.items[i]) &&
		    remove_entry(pruning, path, cache_folder_bytes(pruning->arena, path), err) != 0)
			return -1;
	}
	return 0;
}

/* The present time of the file system on which the entries lie: that of a file
 * which is touched now. */
static int
find_oldest(int lock, const char *home, uint64_t seconds, int64_t *ret_oldest, struct error *err)
{
	struct stat status;

	if (futimens(lock, NULL) != 0 || fstat(lock, &status) != 0)
		return error_errno(err, "cannot write into \"%s\"", home);
	*ret_oldest = (int64_t)status.st_mtime - (int64_t)seconds;
	return 0;
}

int
package_prune(struct arena *arena, const char *home, uint64_t seconds,
    struct package_pruned *ret_pruned, struct error *err)
{
	const char *packages = path_join(arena, home, "packages"),
		   *roots = path_join(arena, home, "roots");
	struct pruning pruning = {.arena = arena};
	SCOPED(fd) int lock = -1;

	*ret_pruned = (struct package_pruned){0};
	/* not there, or not the user's */
	if (access(packages, W_OK) != 0)
		return 0;
	lock = package_store_open_use(arena, home, err);
	if (lock < 0)
		return -1;
	if (flock(lock, LOCK_EX | LOCK_NB) != 0)
		return 0;
	leftover_clean(packages);
	leftover_clean(roots);
	if (find_oldest(lock, home, seconds, &pruning.oldest, err) != 0 ||
	    prune_roots(&pruning, roots, err) != 0 || prune_folder(&pruning, packages, err) != 0 ||
	    prune_folder(&pruning, path_join(arena, packages, "incoming"), err) != 0)
		return -1;
	*ret_pruned = pruning.pruned;
	return 0;
}
