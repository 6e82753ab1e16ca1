#include "sandbox/chroot_tree.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "cache/folder_filter.h"
#include "sandbox/chroot.h"
#include "sandbox/chroot_fill.h"
#include "sandbox/host_files.h"
#include "sandbox/root_layer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { LIST_LIMIT = 1 << 20 };

static const char root_line[] = "root\n", network_line[] = "network\n";

/* One entry on its way into the tree. */
struct making {
	struct chroot_tree *tree;
	struct text done; /* the lines of "<layer>.chroot" */
	bool is_new; /* no command has used the tree */
	struct chroot_fill fill;
};

static bool
is_done(const struct making *making, const char *line)
{
	const char *at = text_string(&making->done);

	for (; at != NULL && *at != '\0'; at = strchr(at, '\n') + 1)
		if (text_starts_with(at, line))
			return true;
	return false;
}

/* Opens the folder in the tree that has the path inside; makes it. */
static int
open_parent(const struct making *making, const char *to, struct error *err)
{
	struct arena *arena = making->tree->arena;

	return root_layer_open(arena, making->tree->path, path_folder(arena, to), err);
}

static int
put(struct making *making, const char *from, const char *to, struct error *err)
{
	SCOPED(fd) int parent = open_parent(making, to, err);
	const struct chroot_source source = {from, parent, path_base(to)};

	return parent < 0 ? -1 : chroot_fill(&making->fill, &source, err);
}

/* Whether something is shown at this path, or below it. */
static bool
is_bound(const struct sandbox *sandbox, const char *place)
{
	size_t i;

	for (i = 0; i < sandbox->bind_count; i++)
		if (path_is_inside(place, sandbox->binds[i].to + 1))
			return true;
	return false;
}

/* Folders of the tree that are the command's, as in a layer: empty ones at the
 * top, and /usr/local. */
static int
give_places(const struct making *making, struct error *err)
{
	struct arena *arena = making->tree->arena;
	const struct sandbox_root *root = &making->tree->sandbox->root;
	const char *const *place;
	struct text_list places = {0};

	if (root->layer == NULL || !making->is_new)
		return 0;
	if (root_layer_places(arena, root, &places, err) != 0)
		return -1;
	text_list_add(&places, arena, NULL);
	for (place = places.items; *place != NULL; place++)
		if (!is_bound(making->tree->sandbox, *place) &&
		    chown(path_join(arena, making->tree->path, *place), CHROOT_USER, CHROOT_USER) !=
			0)
			return error_errno(err, "cannot give \"/%s\" to the build", *place);
	return 0;
}

/* The sticky bit: the command may make entries at "/", and cannot rename those
 * of root. */
static int
put_root(struct making *making, struct error *err)
{
	struct chroot_tree *tree = making->tree;
	const struct sandbox_root *root = &tree->sandbox->root;
	const struct chroot_source source = {root->files, AT_FDCWD, tree->path};
	SCOPED(fd) int dev = -1, tmp = -1;

	if (is_done(making, root_line))
		return 0;
	if (chroot_fill(&making->fill, &source, err) != 0)
		return -1;
	dev = root_layer_open(tree->arena, tree->path, "/dev", err);
	tmp = root_layer_open(tree->arena, tree->path, "/tmp", err);
	if (dev < 0 || tmp < 0)
		return -1;
	if (fchmod(tmp, 01777) != 0 || chmod(tree->path, root->layer == NULL ? 0755 : 01777) != 0)
		return error_errno(err, "cannot make \"%s\"", tree->path);
	if (chroot_make_devices(dev, err) != 0)
		return -1;
	text_add(&making->done, root_line);
	return 0;
}

static int
put_network_files(struct making *making, struct error *err)
{
	size_t i;

	if (!making->tree->sandbox->network || is_done(making, network_line))
		return 0;
	for (i = 0; host_network_files[i] != NULL; i++) {
		SCOPED(heap) char *real = realpath(host_network_files[i], NULL);

		/* a link to a file that the tree has not */
		if (real != NULL && put(making, real, host_network_files[i], err) != 0)
			return -1;
	}
	text_add(&making->done, network_line);
	return 0;
}

static int
put_bind(struct making *making, const struct sandbox_bind *bind, struct error *err)
{
	const char *line = arena_printf(making->tree->arena, "%s\t%s\n", bind->to, bind->from);

	if (is_done(making, line))
		return 0;
	if (put(making, bind->from, bind->to, err) != 0)
		return -1;
	text_add(&making->done, line);
	return 0;
}

/* The owner of the files of writable binds. */
enum owning {
	GIVE_NEW, /* to the command's user, before the first command */
	GIVE, /* the same, later */
	TAKE, /* to root, when the command has ended */
};

static bool
has_names(const struct stat *status)
{
	return !S_ISDIR(status->st_mode) && status->st_nlink > 1;
}

/* A file of root with a second name may be one of the host. No command can make
 * such a name, by the file rules; here it would be fatal, so it is asked again.
 * Files that the command itself gave several names keep its group. */
static int
own_one(int parent, const char *name, enum owning owning, const struct stat *status)
{
	if (owning == TAKE)
		return status->st_uid != CHROOT_USER
		    ? 0
		    : fchownat(parent, name, 0, has_names(status) ? CHROOT_USER : 0,
			  AT_SYMLINK_NOFOLLOW);
	if (status->st_uid == CHROOT_USER ||
	    (owning == GIVE && has_names(status) && status->st_gid != CHROOT_USER))
		return 0;
	return fchownat(parent, name, CHROOT_USER, CHROOT_USER, AT_SYMLINK_NOFOLLOW);
}

struct own_step {
	enum owning owning;
	unsigned depth;
};

/* A build may make folders that are deeper than the stack of mote. */
enum { OWN_DEPTH = 200 };

static int
own_below(int parent, const char *name, struct own_step step, struct error *err)
{
	SCOPED(fd) int folder = -1;
	struct text_list names = {0};
	struct arena arena = {0};
	struct stat status;
	int result;
	size_t i;

	if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return error_errno(err, "cannot read \"%s\" of the stage", name);
	if (own_one(parent, name, step.owning, &status) != 0)
		return error_errno(err, "cannot change the owner of \"%s\" of the stage", name);
	if (!S_ISDIR(status.st_mode))
		return 0;
	if (step.depth == OWN_DEPTH)
		return error_set(err, ERROR_REFUSED,
		    "a command made folders that are more than %d deep", OWN_DEPTH);
	step.depth++;
	folder = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0)
		return error_errno(err, "cannot open \"%s\" of the stage", name);
	result = folder_list(&arena, folder, name, &names, err);
	for (i = 0; i < names.count && result == 0; i++)
		result = own_below(folder, names.items[i], step, err);
	arena_release(&arena);
	return result;
}

static int
own(int parent, const char *name, enum owning owning, struct error *err)
{
	return own_below(parent, name, (struct own_step){owning, 0}, err);
}

static int
move_in(struct making *making, const struct sandbox_bind *bind, struct error *err)
{
	struct chroot_tree *tree = making->tree;
	SCOPED(fd) int parent = open_parent(making, bind->to, err);
	const char *name = path_base(bind->to);
	struct chroot_move *move = &tree->moves[tree->move_count];

	if (parent < 0)
		return -1;
	/* over an empty folder; what else is there stays, and is an error */
	if (renameat(AT_FDCWD, bind->from, parent, name) != 0)
		return error_errno(err, "cannot move \"%s\" to \"%s\" in \"%s\"", bind->from,
		    bind->to, tree->path);
	*move = (struct chroot_move){bind->from, bind->to, -1, {0}};
	if (fstatat(parent, name, &move->status, AT_SYMLINK_NOFOLLOW) != 0)
		return error_errno(err, "cannot read \"%s\" of the stage", bind->to);
	move->parent = TAKE_FD(parent);
	tree->move_count++;
	return own(move->parent, name, making->is_new ? GIVE_NEW : GIVE, err);
}

static int
make_folder(struct chroot_tree *tree, struct error *err)
{
	tree->path = tree->sandbox->root.layer;
	if (tree->path != NULL)
		return 0;
	if (temporary_folder_make(&tree->own, err) != 0)
		return -1;
	tree->path = path_join(tree->arena, tree->own.path, "root");
	return mkdir(tree->path, 0755) == 0 ? 0
					    : error_errno(err, "cannot make \"%s\"", tree->path);
}

static int
read_done(struct making *making, const char *list, struct error *err)
{
	struct chroot_tree *tree = making->tree;

	text_init(&making->done, tree->arena);
	making->is_new = !file_exists(list);
	return making->is_new ? 0 : file_read(tree->arena, list, LIST_LIMIT, &making->done, err);
}

int
chroot_tree_enter(struct chroot_tree *tree, struct error *err)
{
	const struct sandbox *sandbox = tree->sandbox;
	struct making making = {.tree = tree, .fill = {.hidden = &sandbox->hidden.paths}};
	const char *list;
	size_t i;

	if (make_folder(tree, err) != 0)
		return -1;
	list = arena_printf(tree->arena, "%s.chroot", tree->path);
	if (read_done(&making, list, err) != 0 || put_root(&making, err) != 0 ||
	    put_network_files(&making, err) != 0)
		return -1;
	for (i = 0; i < sandbox->bind_count; i++)
		if (!sandbox->binds[i].writable && put_bind(&making, &sandbox->binds[i], err) != 0)
			return -1;
	tree->disk = making.fill.disk;
	if (give_places(&making, err) != 0 ||
	    file_write(list, making.done.bytes, making.done.length, 0600, err) != 0)
		return -1;
	for (i = 0; i < sandbox->bind_count; i++)
		if (sandbox->binds[i].writable && move_in(&making, &sandbox->binds[i], err) != 0)
			return -1;
	return 0;
}

static int
move_out(struct chroot_move *move, struct error *err)
{
	SCOPED(fd) int parent = TAKE_FD(move->parent);
	const char *name = path_base(move->to);
	struct stat status;

	if (fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
	    status.st_dev != move->status.st_dev || status.st_ino != move->status.st_ino)
		return error_set(err, ERROR_REFUSED,
		    "a command put something else in the place of the folder \"%s\" of the stage",
		    move->to);
	if (own(parent, name, TAKE, err) != 0)
		return -1;
	return renameat(parent, name, AT_FDCWD, move->from) == 0
	    ? 0
	    : error_errno(err, "cannot move \"%s\" back to \"%s\"", move->to, move->from);
}

int
chroot_tree_leave(struct chroot_tree *tree, struct error *err)
{
	struct error trouble;
	int status = 0;

	/* the last one may lie in one that came before it */
	while (tree->move_count > 0)
		if (move_out(&tree->moves[--tree->move_count], &trouble) != 0) {
			*err = trouble;
			status = -1;
		}
	return status;
}

void
scope_chroot_tree(struct chroot_tree *tree)
{
	struct error ignored;

	(void)!chroot_tree_leave(tree, &ignored);
	scope_temporary_folder(&tree->own);
}
