#include "sandbox/root_layer.h"

#include "base/beneath.h"
#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "cache/folder_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { LINK_LIMIT = 4096 };

/* Bubblewrap mounts something of its own at these places. */
static const char *const own_mounts[] = {"proc", "dev", "tmp", NULL};

/* Software that a project installs for itself belongs there, as on any
 * system. */
static const char local[] = "usr/local";

static void
add_mount(struct root_mounts *mounts, struct arena *arena, struct root_mount mount)
{
	mounts->items = arena_grow(
	    arena, mounts->items, mounts->count, &mounts->capacity, sizeof(*mounts->items));
	mounts->items[mounts->count++] = mount;
}

static bool
is_own_mount(const char *name)
{
	const char *const *mount;

	for (mount = own_mounts; *mount != NULL; mount++)
		if (strcmp(*mount, name) == 0)
			return true;
	return false;
}

static bool
is_empty_folder(struct arena *arena, const char *path)
{
	SCOPED(fd) int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct text_list names = {0};
	struct error ignored;

	return folder >= 0 && folder_list(arena, folder, path, &names, &ignored) == 0 &&
	    names.count == 0;
}

/* Opens the folder `name` in an open folder; makes it when it is missing. */
static int
open_place(int folder, const char *name, struct error *err)
{
	int inner;

	if (mkdirat(folder, name, 0755) != 0 && errno != EEXIST)
		return error_errno(err, "cannot make the folder \"%s\" of the stage", name);
	inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (inner < 0 && (errno == ELOOP || errno == ENOTDIR))
		return error_set(err, ERROR_REFUSED,
		    "a command put something else in the place of the folder \"%s\" of the stage",
		    name);
	return inner < 0 ? error_errno(err, "cannot open the folder \"%s\" of the stage", name)
			 : inner;
}

int
root_layer_open(struct arena *arena, const char *layer, const char *path, struct error *err)
{
	SCOPED(fd) int folder = open(layer, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (folder < 0)
		return error_errno(err, "cannot open the folder \"%s\"", layer);
	while (path += strspn(path, "/"), *path != '\0') {
		size_t length = strcspn(path, "/");
		int inner = open_place(folder, arena_copy(arena, path, length), err);

		if (inner < 0)
			return -1;
		close(folder);
		folder = inner;
		path += length;
	}
	return TAKE_FD(folder);
}

/* Makes all folders of the path, or checks that they are folders. */
static int
make_place(struct arena *arena, const char *layer, const char *path, struct error *err)
{
	SCOPED(fd) int folder = root_layer_open(arena, layer, path, err);

	return folder < 0 ? -1 : 0;
}

/* A link at the top of the root, such as "bin" -> "usr/bin". In a layer it is
 * made once: a command may replace it, for itself. */
static int
add_link(struct arena *arena, const struct sandbox_root *root, const char *name,
    struct root_mounts *mounts, struct error *err)
{
	const char *from = path_join(arena, root->files, name);
	char target[LINK_LIMIT];
	ssize_t length = readlink(from, target, sizeof(target) - 1);

	if (length < 0)
		return error_errno(err, "cannot read the link \"%s\"", from);
	target[length] = '\0';
	if (root->layer == NULL)
		add_mount(mounts, arena,
		    (struct root_mount){
			"--symlink", arena_strdup(arena, target), path_join(arena, "/", name)});
	else if (symlink(target, path_join(arena, root->layer, name)) != 0 && errno != EEXIST)
		return error_errno(err, "cannot make the link \"%s/%s\"", root->layer, name);
	return 0;
}

static int
add_top(struct arena *arena, const struct sandbox_root *root, const char *name,
    struct root_mounts *mounts, struct error *err)
{
	const char *from = path_join(arena, root->files, name);
	struct stat status;

	if (lstat(from, &status) != 0)
		return error_errno(err, "cannot read \"%s\"", from);
	if (S_ISLNK(status.st_mode))
		return add_link(arena, root, name, mounts, err);
	if (!S_ISDIR(status.st_mode))
		return 0;
	if (root->layer != NULL && make_place(arena, root->layer, name, err) != 0)
		return -1;
	if (!is_own_mount(name) && !is_empty_folder(arena, from))
		add_mount(mounts, arena,
		    (struct root_mount){"--ro-bind", from, path_join(arena, "/", name)});
	return 0;
}

/* The folder above it is covered by the root's own while a command runs, so no
 * command can change it. */
static int
add_local(struct arena *arena, const struct sandbox_root *root, struct root_mounts *mounts,
    struct error *err)
{
	const char *own = path_join(arena, root->layer, local);

	if (!is_empty_folder(arena, path_join(arena, root->files, local)))
		return 0;
	if (file_make_folders(own, err) != 0)
		return -1;
	add_mount(mounts, arena, (struct root_mount){"--bind", own, path_join(arena, "/", local)});
	return 0;
}

/* Bubblewrap follows links, and makes what is missing: so each part of the path
 * below a folder that the root shows must be there, and be no link. */
static int
check_shown(struct arena *arena, const struct sandbox_root *root, const char *to, struct error *err)
{
	SCOPED(fd) int folder = open(root->files, O_PATH | O_DIRECTORY | O_CLOEXEC);
	const char *path = to + strspn(to, "/");
	const char *top = arena_copy(arena, path, strcspn(path, "/"));

	if (is_own_mount(top) || is_empty_folder(arena, path_join(arena, root->files, top)) ||
	    !file_exists(path_join(arena, root->files, top)))
		return 0;
	while (folder >= 0 && *path != '\0') {
		size_t length = strcspn(path, "/");
		int inner = openat(
		    folder, arena_copy(arena, path, length), O_PATH | O_NOFOLLOW | O_CLOEXEC);
		struct stat status;

		close(folder);
		folder = inner;
		if (inner < 0 || fstat(inner, &status) != 0 || S_ISLNK(status.st_mode))
			return error_set(err, ERROR_REFUSED,
			    "the root of the stage has no folder or file \"%s\" of its own, in "
			    "whose place something could be shown; choose another path, such as \"/app\"",
			    to);
		path += length;
		path += strspn(path, "/");
	}
	return folder < 0 ? error_errno(err, "cannot open the folder \"%s\"", root->files) : 0;
}

/* Files are shown only in folders of the root's own, such as /etc. */
static int
make_bind_place(
    struct arena *arena, const char *layer, const struct sandbox_bind *bind, struct error *err)
{
	return make_place(arena, layer,
	    file_is_folder(bind->from) ? bind->to : path_folder(arena, bind->to), err);
}

int
root_layer_prepare(struct arena *arena, const struct sandbox *sandbox,
    struct root_mounts *ret_mounts, struct error *err)
{
	const struct sandbox_root *root = &sandbox->root;
	SCOPED(fd) int folder = open(root->files, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct root_mounts mounts = {0};
	struct text_list names = {0};
	size_t i;

	if (folder < 0)
		return error_errno(err, "cannot open the folder \"%s\"", root->files);
	if (folder_list(arena, folder, root->files, &names, err) != 0)
		return -1;
	for (i = 0; i < names.count; i++)
		if (add_top(arena, root, names.items[i], &mounts, err) != 0)
			return -1;
	for (i = 0; i < sandbox->bind_count; i++)
		if (check_shown(arena, root, sandbox->binds[i].to, err) != 0)
			return -1;
	if (root->layer != NULL) {
		for (i = 0; own_mounts[i] != NULL; i++)
			if (make_place(arena, root->layer, own_mounts[i], err) != 0)
				return -1;
		for (i = 0; i < sandbox->bind_count; i++)
			if (make_bind_place(arena, root->layer, &sandbox->binds[i], err) != 0)
				return -1;
		if (add_local(arena, root, &mounts, err) != 0)
			return -1;
	}
	*ret_mounts = mounts;
	return 0;
}

int
root_layer_places(struct arena *arena, const struct sandbox_root *root, struct text_list *places,
    struct error *err)
{
	SCOPED(fd) int folder = open(root->files, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct text_list names = {0};
	size_t i;

	if (folder < 0)
		return error_errno(err, "cannot open the folder \"%s\"", root->files);
	if (folder_list(arena, folder, root->files, &names, err) != 0)
		return -1;
	text_list_add(&names, arena, local);
	for (i = 0; i < names.count; i++)
		if (!is_own_mount(names.items[i]) &&
		    is_empty_folder(arena, path_join(arena, root->files, names.items[i])))
			text_list_add(places, arena, names.items[i]);
	return 0;
}
