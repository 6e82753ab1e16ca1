#include "command/run_root.h"

#include "base/leftover.h"
#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The arguments of a task in the user namespace. */
struct job {
	const char *path;
	struct image_owners *owners;
	const struct user_space *space;
};

static int
clean_leftovers(void *context, struct error *err UNUSED)
{
	leftover_clean(((const struct job *)context)->path);
	return 0;
}

/* Whether files can be given to other owners here, and the kernel makes the
 * inner namespace. */
static int
try_ids(void *context, struct error *err)
{
	const struct job *job = context;
	SCOPED(fd) int inner = -1;

	if (chown(job->path, 0, 0) != 0 || chown(job->path, USER_SPACE_OWN, USER_SPACE_OWN) != 0)
		return error_errno(err, "cannot give \"%s\" to another user", job->path);
	return user_space_make_inner(job->space, &inner, err);
}

static int
give(void *context, struct error *err)
{
	const struct job *job = context;
	SCOPED(fd) int root = open(job->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (root < 0)
		return error_errno(err, "cannot open \"%s\"", job->path);
	return image_owners_apply(job->owners, root, err);
}

static int
remove_all(void *context, struct error *err)
{
	return file_remove_tree(((const struct job *)context)->path, err);
}

int
run_root_make(struct arena *arena, struct run_root *root, struct error *err)
{
	struct run_ids *ids = &root->ids;
	struct error trouble = {0};
	struct job job = {.path = root->path, .space = &ids->space};

	if (temporary_folder_make(&root->folder, err) != 0)
		return -1;
	(void)snprintf(root->path, sizeof(root->path), "%s/root", root->folder.path);
	/* 0755 under any umask: the folder becomes the image's "/" */
	if (mkdir(root->path, 0700) != 0 || chmod(root->path, 0755) != 0)
		return error_errno(err, "cannot make \"%s\"", root->path);
	if (root->own_ids)
		return 0;
	run_ids_open(arena, ids);
	if (ids->outer >= 0 && run_ids_call(ids, try_ids, &job, &trouble) != 0)
		run_ids_give_up(ids, arena_strdup(arena, trouble.text));
	/* for root, temporary_folder_make has removed the leftovers already */
	job.path = path_folder(arena, root->folder.path);
	if (ids->outer >= 0 && geteuid() != 0)
		(void)!run_ids_call(ids, clean_leftovers, &job, &trouble);
	return 0;
}

/* Fits the namespace to the ids that the image and its user need. */
static void
fit(struct arena *arena, struct run_ids *ids, const struct run_owners *owners)
{
	const struct run_user *user = owners->user;
	uint32_t *own = arena_array(arena, user->group_count + 2, sizeof(*own)), *needed;
	size_t count;

	own[0] = user->user;
	own[1] = user->group;
	if (user->group_count > 0)
		memcpy(own + 2, user->groups, user->group_count * sizeof(*own));
	needed = image_owners_ids(owners->files, own, user->group_count + 2, &count);
	run_ids_fit(arena, ids, needed, count);
}

int
run_root_set_owners(
    struct arena *arena, struct run_root *root, const struct run_owners *owners, struct error *err)
{
	struct job job = {.path = root->path, .owners = owners->files};
	const struct run_user *user = owners->user;
	struct run_ids *ids = &root->ids;

	if (root->own_ids)
		return give(&job, err);
	if (ids->outer >= 0)
		fit(arena, ids, owners);
	if (ids->outer >= 0) {
		root->given = true;
		return run_ids_call(ids, give, &job, err);
	}
	if (image_owners_differ(owners->files, user->user, user->group))
		log_note("owners of files are not honoured, all belong to the program's user: %s",
		    ids->why);
	return 0;
}

void
scope_run_root(struct run_root *root)
{
	struct job job = {.path = root->path};
	struct error ignored;

	/* scope_temporary_folder removes the folder around it, which belongs to
	 * mote */
	if (root->given)
		(void)!run_ids_call(&root->ids, remove_all, &job, &ignored);
	scope_temporary_folder(&root->folder);
	scope_run_ids(&root->ids);
}
