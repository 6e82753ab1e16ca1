#include "packages/package_root.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/whole_folder.h"
#include "cache/build_cache.h"
#include "packages/root_links.h"
#include "packages/root_tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>

/* The version of the way in which a root is made. It is part of the digest:
 * raise it whenever the same packages give another root. */
enum { ROOT_VERSION = 1, LOCK_TRIES = 10 };

/* These are in every root: mounts, and folders where programs look. */
static const char *const folders[] = {"build", "ccache", "dev", "etc", "etc/alternatives", "home",
    "mnt", "opt", "ports", "proc", "root", "run", "src", "srv", "sys", "tmp", "toolchain", "usr",
    "usr/bin", "usr/lib", "usr/local", "usr/sbin", "var", "var/tmp", "wrapper", NULL};
static const char *const files[] = {"etc/group", "etc/hosts", "etc/nsswitch.conf", "etc/passwd",
    "etc/resolv.conf", "etc/services", NULL};
static const char *const merged[] = {"bin", "lib", "lib32", "lib64", "libx32", "sbin", NULL};

/* A root that is made. */
struct composing {
	const struct package_root_request *request;
	struct locked_packages packages; /* sorted by name, each name once */
};

static int
compare_packages(const void *left, const void *right)
{
	const struct locked_package *a = *(const struct locked_package *const *)left;
	const struct locked_package *b = *(const struct locked_package *const *)right;
	int order = strcmp(a->name, b->name);

	/* of one name, the later stands first */
	return order != 0 ? order : (a < b) - (a > b);
}

static struct locked_packages
choose(struct arena *arena, const struct locked_packages *wanted)
{
	const struct locked_package **sorted = arena_array(arena, wanted->count, sizeof(*sorted));
	struct locked_package *chosen = arena_array(arena, wanted->count, sizeof(*chosen));
	struct locked_packages packages = {.items = chosen};
	size_t i;

	for (i = 0; i < wanted->count; i++)
		sorted[i] = &wanted->items[i];
	if (wanted->count > 1)
		qsort(sorted, wanted->count, sizeof(*sorted), compare_packages);
	for (i = 0; i < wanted->count; i++)
		if (i == 0 || strcmp(sorted[i]->name, sorted[i - 1]->name) != 0)
			chosen[packages.count++] = *sorted[i];
	return packages;
}

/* A name decides which package wins an alternative, so it is a part too. */
static int
digest_of(struct arena *arena, const struct locked_packages *packages, struct digest *ret_digest,
    struct error *err)
{
	struct text text;
	size_t i;

	text_init(&text, arena);
	text_printf(&text, "mote root %d\n", ROOT_VERSION);
	for (i = 0; i < packages->count; i++)
		text_printf(&text, "%s %s\n", packages->items[i].name, packages->items[i].sha256);
	return digest_of_bytes(text.bytes, text.length, ret_digest, err);
}

static void
add_own(struct root_tree *tree)
{
	size_t i;

	for (i = 0; folders[i] != NULL; i++)
		root_tree_add(tree, &(struct root_entry){.path = folders[i], .kind = ROOT_FOLDER});
	for (i = 0; files[i] != NULL; i++)
		root_tree_add(tree, &(struct root_entry){.path = files[i], .kind = ROOT_FILE});
}

/* "lib64" leads to usr/lib64, which not every root has. */
static void
add_merged(struct root_tree *tree)
{
	const struct root_tree finished = *tree;
	size_t i;

	for (i = 0; merged[i] != NULL; i++) {
		struct root_entry link = {.path = merged[i], .kind = ROOT_LINK};

		link.target = arena_printf(tree->arena, "usr/%s", link.path);
		if (root_tree_find(&finished, link.target) != NULL)
			root_tree_add(tree, &link);
	}
}

static int
list_tree(struct composing *composing, struct root_tree *tree, struct error *err)
{
	const char *home = composing->request->store.home;
	size_t i;

	for (i = 0; i < composing->packages.count; i++) {
		const struct locked_package *package = &composing->packages.items[i];
		const char *folder = package_store_folder(tree->arena, home, package);

		build_cache_use(folder);
		if (root_tree_add_package(tree,
			arena_printf(tree->arena, "%s %s", package->name, package->version),
			path_join(tree->arena, folder, "root"), err) != 0)
			return -1;
	}
	add_own(tree);
	if (root_tree_finish(tree, err) != 0)
		return -1;
	add_merged(tree);
	if (root_tree_finish(tree, err) != 0 ||
	    root_links_add(tree, home, &composing->packages, err) != 0)
		return -1;
	return root_tree_finish(tree, err);
}

static int
write_list(struct arena *arena, const struct locked_packages *packages, const char *folder,
    struct error *err)
{
	struct text text;
	size_t i;

	text_init(&text, arena);
	for (i = 0; i < packages->count; i++)
		text_printf(&text, "%s %s %s\n", packages->items[i].name,
		    packages->items[i].version, packages->items[i].sha256);
	return file_write(
	    path_join(arena, folder, "packages"), text_string(&text), text.length, 0644, err);
}

static int
fill(void *context, const char *folder, struct error *err)
{
	struct composing *composing = context;
	struct arena arena = {0};
	struct root_tree tree = {.arena = &arena};
	SCOPED(fd)
	int use = package_store_open_use(&arena, composing->request->store.home, err);
	int status = use < 0 ? -1 : 0;

	/* packages stay until they are linked; where there are no locks, only
	 * their age protects them */
	while (status == 0 && flock(use, LOCK_SH) != 0 && errno == EINTR)
		status = error_if_stopped(err);
	if (status == 0)
		status = package_store_provide(
		    &arena, &composing->request->store, &composing->packages, err);
	if (status == 0)
		status = list_tree(composing, &tree, err);
	if (status == 0)
		status = root_tree_make(&tree, path_join(&arena, folder, "root"), err);
	if (status == 0)
		status = write_list(&arena, &composing->packages, folder, err);
	arena_release(&arena);
	return status;
}

int
package_root_digest(struct arena *arena, const struct locked_packages *packages,
    struct digest *ret_digest, struct error *err)
{
	const struct locked_packages chosen = choose(arena, packages);

	return digest_of(arena, &chosen, ret_digest, err);
}

int
package_root_provide(struct arena *arena, const struct package_root_request *request,
    struct package_root *ret_root, struct error *err)
{
	struct composing composing = {request, choose(arena, &request->packages)};
	struct whole_folder wanted = {.fill = fill, .context = &composing};
	struct package_root root = {.lock = -1};
	/* whoever removes it has the lock meanwhile */
	const struct timespec pause = {.tv_nsec = 50 * 1000 * 1000};
	unsigned try;

	if (digest_of(arena, &composing.packages, &root.digest, err) != 0)
		return -1;
	wanted.path =
	    arena_printf(arena, "%s/roots/%s", request->store.home, digest_hex(&root.digest));
	/* it may be removed before it is locked; some file systems have no
	 * locks */
	for (try = 0; root.lock < 0 && try < LOCK_TRIES; try++) {
		if (try > 0)
			nanosleep(&pause, NULL);
		if (whole_folder_provide(arena, &wanted, &root.made, err) != 0)
			return -1;
		root.lock = build_cache_lock(wanted.path, LOCK_SH);
	}
	build_cache_use(wanted.path);
	root.folder = path_join(arena, wanted.path, "root");
	*ret_root = root;
	return 0;
}

void
scope_package_root(struct package_root *root)
{
	scope_fd(&root->lock);
}
