#include "toolchain/toolchain_put.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/leftover.h"
#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "cache/folder_filter.h"
#include "packages/package_store.h"
#include "toolchain/toolchain_verify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* An installation under way. */
struct putting {
	struct arena *arena;
	const char *home, *file;
	char *work; /* beside the toolchains: a rename leads from there to them */
	int lock; /* of `work` */
	struct toolchain_contents contents;
	struct toolchain_member *wanted;
	size_t count;
};

static void
scope_putting(struct putting *putting)
{
	struct error ignored;

	if (putting->work != NULL)
		(void)!file_remove_tree(putting->work, &ignored);
	scope_fd(&putting->lock);
}

static int
make_work(struct putting *putting, struct error *err)
{
	leftover_clean(putting->home);
	do {
		scope_fd(&putting->lock);
		putting->lock = -1;
		putting->work = arena_printf(
		    putting->arena, "%s/.install.mote-%ld-XXXXXX", putting->home, (long)getpid());
		if (mkdtemp(putting->work) == NULL) {
			putting->work = NULL;
			return error_errno(err,
			    "cannot write into \"%s\"; set MOTE_TOOLCHAIN_DIR to a folder of yours",
			    putting->home);
		}
	} while (!leftover_hold_folder(putting->work, &putting->lock));
	return 0;
}

static const struct toolchain_member *
find_member(const struct toolchain_contents *contents, const struct platform *platform)
{
	size_t i;

	for (i = 0; i < contents->count; i++)
		if (contents->items[i].platform == platform)
			return &contents->items[i];
	return NULL;
}

static int
lacks(const struct putting *putting, const struct platform *platform, struct error *err)
{
	struct text_list names = {0};
	size_t i;

	for (i = 0; i < putting->contents.count; i++)
		text_list_add(&names, putting->arena, putting->contents.items[i].platform->target);
	return error_set(err, ERROR_NOT_FOUND,
	    "\"%s\" has no toolchain for %s; it has those for: %s", putting->file, platform->name,
	    text_list_join(&names, putting->arena, " "));
}

/* Whether the toolchain is installed already, with the same bytes. Damage is
 * repaired. */
static bool
is_installed(const struct putting *putting, const struct toolchain_member *member, bool cxx)
{
	const char *folder = path_join(putting->arena, putting->home, member->platform->target);
	struct toolchain toolchain;
	struct digest digest;
	struct error ignored;

	return toolchain_read(putting->arena, member->platform, folder, &toolchain, &ignored) ==
	    0 &&
	    (toolchain.has_cxx || !cxx) && toolchain.contents != NULL &&
	    strcmp(toolchain.contents, member->sha256) == 0 &&
	    toolchain_contents_digest(putting->arena, folder, &digest, &ignored) == 0 &&
	    strcmp(digest_hex(&digest), member->sha256) == 0;
}

/* The members that are asked for and not there yet. */
static int
choose(struct putting *putting, const struct toolchain_install *install, struct error *err)
{
	size_t count = install->count == 0 ? putting->contents.count : install->count, i;

	putting->wanted = arena_array(putting->arena, count, sizeof(*putting->wanted));
	for (i = 0; i < count; i++) {
		const struct toolchain_member *member = install->count == 0
		    ? &putting->contents.items[i]
		    : find_member(&putting->contents, install->platforms[i]);

		if (member == NULL)
			return lacks(putting, install->platforms[i], err);
		if (!is_installed(putting, member, install->cxx))
			putting->wanted[putting->count++] = *member;
	}
	return 0;
}

static int
check_host(const struct putting *putting, struct error *err)
{
	const char *own = platform_host()->target;

	if (strcmp(putting->contents.host, own) == 0)
		return 0;
	return error_set(err, ERROR_REFUSED,
	    "\"%s\" has toolchains that run on %s, and this machine is %s", putting->file,
	    putting->contents.host, own);
}

/* A second name for each file below the folder. False: the file system has
 * none, or something is in the way. */
static bool
link_tree(int from, int parent, const char *name)
{
	SCOPED(fd) int to = -1;
	struct arena arena = {0};
	struct text_list names = {0};
	struct error ignored;
	bool good;
	size_t i;

	if (mkdirat(parent, name, 0755) != 0 || fchmodat(parent, name, 0755, 0) != 0)
		return false;
	to = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	good = to >= 0 && folder_list(&arena, from, name, &names, &ignored) == 0;
	for (i = 0; i < names.count && good; i++) {
		SCOPED(fd)
		int inner =
		    openat(from, names.items[i], O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

		good = inner >= 0 ? link_tree(inner, to, names.items[i])
				  : linkat(from, names.items[i], to, names.items[i], 0) == 0;
	}
	arena_release(&arena);
	return good;
}

/* The compiler that is here already, if it has the same bytes: then the new
 * toolchains share its disk space too. */
static int
share_compiler(struct putting *putting, const char *installed, struct error *err)
{
	SCOPED(fd) int from = open(installed, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct arena *arena = putting->arena;
	size_t i;

	for (i = 0; i < putting->count && from >= 0; i++) {
		const char *folder =
		    path_join(arena, putting->work, putting->wanted[i].platform->target);
		const char *old = path_join(arena, folder, "llvm");
		const char *shared = path_join(arena, folder, ".llvm");

		if (!link_tree(from, AT_FDCWD, shared))
			return file_remove_tree(shared, err);
		if (file_remove_tree(old, err) != 0 || file_rename(shared, old, err) != 0)
			return -1;
	}
	return 0;
}

/* Whether the folder has the same files and links as the compiler of the
 * archive. */
static int
is_compiler(const struct putting *putting, const char *folder, bool *ret_same, struct error *err)
{
	const char *compiler = path_join(putting->arena, putting->work, "compiler");
	struct digest left, right;

	if (toolchain_contents_digest(putting->arena, compiler, &left, err) != 0 ||
	    toolchain_contents_digest(putting->arena, folder, &right, err) != 0)
		return -1;
	*ret_same = digest_equal(&left, &right);
	return 0;
}

static int
check_compiler(struct putting *putting, bool *ret_is_new, struct error *err)
{
	struct arena *arena = putting->arena;
	const char *installed = path_join(arena, putting->home, "compiler");
	const char *first = path_join(arena, putting->work, putting->wanted[0].platform->target);
	struct error unreadable;
	bool same = false;

	if (is_compiler(putting, path_join(arena, first, "llvm"), &same, err) != 0)
		return error_wrap(err, "\"%s\"", putting->file);
	if (!same)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is damaged: its compiler is not that of its toolchains", putting->file);
	same = false;
	*ret_is_new = !file_is_folder(installed) ||
	    is_compiler(putting, installed, &same, &unreadable) != 0 || !same;
	return *ret_is_new ? 0 : share_compiler(putting, installed, err);
}

static int
check_toolchain(const struct putting *putting, const struct toolchain_member *member, bool cxx,
    struct error *err)
{
	struct arena *arena = putting->arena;
	const char *folder = path_join(arena, putting->work, member->platform->target);
	struct toolchain toolchain;
	struct digest digest;

	if (toolchain_read(arena, member->platform, folder, &toolchain, err) != 0 ||
	    toolchain_contents_digest(arena, folder, &digest, err) != 0)
		return error_wrap(err, "\"%s\"", putting->file);
	if (toolchain.contents == NULL || strcmp(toolchain.contents, digest_hex(&digest)) != 0 ||
	    strcmp(member->sha256, digest_hex(&digest)) != 0)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is damaged: the files of its toolchain for %s have another SHA-256 than it "
		    "records",
		    putting->file, member->platform->name);
	if (cxx && !toolchain.has_cxx)
		return error_set(err, ERROR_NOT_FOUND, "\"%s\" has no C++ for %s", putting->file,
		    member->platform->name);
	return 0;
}

/* The folder takes its place at once, under the lock of who would make it. The
 * old one lands in the work folder, and goes with it. */
static int
put(const struct putting *putting, const char *name, struct error *err)
{
	struct arena *arena = putting->arena;
	const char *from = path_join(arena, putting->work, name);
	const char *to = path_join(arena, putting->home, name);
	const char *old = arena_printf(arena, "%s/.old-%s", putting->work, name);
	SCOPED(fd)
	int lock = open(path_join(arena, putting->home, arena_printf(arena, ".%s.lock", name)),
	    O_RDWR | O_CREAT | O_CLOEXEC, 0666);

	if (lock < 0 || (flock(lock, LOCK_EX) != 0 && error_if_stopped(err) != 0))
		return error_errno(err, "cannot lock \"%s\"", to);
	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE) == 0)
		return 0;
	if (!file_exists(to))
		return file_rename(from, to, err);
	if (file_rename(to, old, err) != 0)
		return -1;
	if (file_rename(from, to, err) == 0)
		return 0;
	if (rename(old, to) != 0)
		log_warning("\"%s\" could not be put back: it is \"%s\" now", to, old);
	return -1;
}

/* A name of a collection means that the whole thing is there. */
static int
put_member(const struct putting *putting, const char *name, const int folders[2], struct error *err)
{
	SCOPED(fd)
	int root = openat(folders[0], path_join(putting->arena, name, "root"),
	    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (root < 0)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is damaged: its package \"%s\" has no folder \"root\"", putting->file,
		    name);
	if (renameat2(folders[0], name, folders[1], name, RENAME_NOREPLACE) == 0 ||
	    errno == EEXIST || errno == ENOTEMPTY)
		return 0;
	/* a file system that has only the plain call */
	if (errno == EINVAL && renameat(folders[0], name, folders[1], name) == 0)
		return 0;
	return errno == EEXIST || errno == ENOTEMPTY
	    ? 0
	    : error_errno(err, "cannot write \"%s\" into \"%s\"", name, putting->home);
}

/* The folders of a collection are named by what is in them: those that are here
 * already stay. */
static int
put_collection(const struct putting *putting, const char *name, struct error *err)
{
	struct arena *arena = putting->arena;
	const char *from = path_join(arena, putting->work, name);
	const char *to = path_join(arena, putting->home, name);
	SCOPED(fd) int source = open(from, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	SCOPED(fd) int target = -1;
	struct text_list names = {0};
	size_t i;

	if (source < 0)
		return errno == ENOENT ? 0 : error_errno(err, "cannot open \"%s\"", from);
	if (folder_list(arena, source, from, &names, err) != 0 || file_make_folders(to, err) != 0)
		return -1;
	target = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (target < 0)
		return error_errno(err, "cannot open \"%s\"", to);
	for (i = 0; i < names.count; i++)
		if (put_member(putting, names.items[i], (const int[]){source, target}, err) != 0)
			return -1;
	return 0;
}

/* Nobody else adds or removes packages meanwhile. */
static int
put_collections(const struct putting *putting, struct error *err)
{
	const char *const *name;
	SCOPED(fd) int use = -1;
	SCOPED(fd) int lock = -1;
	bool has_any = false;

	for (name = toolchain_archive_collections; *name != NULL; name++)
		has_any = has_any || file_exists(path_join(putting->arena, putting->work, *name));
	if (!has_any)
		return 0;
	use = package_store_open_use(putting->arena, putting->home, err);
	if (use < 0)
		return -1;
	/* a file system without locks has none to wait for */
	while (flock(use, LOCK_SH) != 0 && errno == EINTR)
		if (error_if_stopped(err) != 0)
			return -1;
	lock = package_store_lock(putting->arena, putting->home, err);
	if (lock < 0)
		return -1;
	for (name = toolchain_archive_collections; *name != NULL; name++)
		if (put_collection(putting, *name, err) != 0)
			return -1;
	return 0;
}

/* The toolchains last: where one is, what it needs is there too. */
static int
put_all(struct putting *putting, bool has_new_compiler, struct error *err)
{
	const char *const *name;
	SCOPED(fd) int home = open(putting->home, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	size_t i;

	/* no name may stand for bytes that a power cut takes away */
	if (home < 0 || syncfs(home) != 0)
		return error_errno(err, "cannot write into \"%s\"", putting->home);
	if (put_collections(putting, err) != 0 ||
	    (has_new_compiler && put(putting, "compiler", err) != 0))
		return -1;
	for (name = toolchain_archive_others; *name != NULL; name++)
		if (file_is_folder(path_join(putting->arena, putting->work, *name)) &&
		    put(putting, *name, err) != 0)
			return -1;
	for (i = 0; i < putting->count; i++)
		if (put(putting, putting->wanted[i].platform->target, err) != 0)
			return -1;
	return 0;
}

int
toolchain_put(struct arena *arena, const struct toolchain_put *wish,
    struct text_list *ret_installed, struct error *err)
{
	SCOPED(putting)
	struct putting putting = {
	    .arena = arena, .home = wish->home, .file = wish->file, .lock = -1};
	struct text_list targets = {0};
	bool has_new_compiler = false;
	size_t i;

	if (toolchain_archive_read(arena, wish->file, &putting.contents, err) != 0 ||
	    check_host(&putting, err) != 0 || choose(&putting, wish->install, err) != 0)
		return -1;
	*ret_installed = targets;
	if (putting.count == 0)
		return 0;
	for (i = 0; i < putting.count; i++)
		text_list_add(&targets, arena, putting.wanted[i].platform->target);
	log_step("toolchain for %s: unpack", text_list_join(&targets, arena, ", "));
	if (make_work(&putting, err) != 0)
		return -1;
	if (toolchain_archive_unpack(arena, wish->file, &targets, putting.work, err) != 0)
		return -1;
	if (check_compiler(&putting, &has_new_compiler, err) != 0)
		return -1;
	for (i = 0; i < putting.count; i++)
		if (check_toolchain(&putting, &putting.wanted[i], wish->install->cxx, err) != 0)
			return -1;
	if (put_all(&putting, has_new_compiler, err) != 0)
		return -1;
	*ret_installed = targets;
	return 0;
}
