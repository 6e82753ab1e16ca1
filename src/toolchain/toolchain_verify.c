#include "toolchain/toolchain_verify.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/path.h"
#include "base/process.h"
#include "base/scope.h"
#include "cache/folder_digest.h"
#include "cache/folder_filter.h"
#include "toolchain/recipes.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

enum { KEY_LIMIT = 4096, DEPTH_LIMIT = 64 };

struct listing {
	struct arena *arena;
	struct text_list files, links; /* "./bin/cc -> ../llvm/bin/clang" */
	unsigned depth;
};

static int
list_link(
    struct listing *listing, int folder, const char *name, const char *path, struct error *err)
{
	char leads[PATH_MAX];
	ssize_t length = readlinkat(folder, name, leads, sizeof(leads));

	if (length < 0)
		return error_errno(err, "cannot read \"%s\"", path);
	text_list_add(&listing->links, listing->arena,
	    arena_printf(listing->arena, "%s -> %.*s", path, (int)length, leads));
	return 0;
}

/* The regular files and the links below the folder, as find names them, but
 * those that toolchain/build writes last. */
static int
list_files(struct listing *listing, int folder, const char *path, struct error *err)
{
	struct arena *arena = listing->arena;
	struct text_list names = {0};
	struct stat status;
	size_t i;

	if (folder_list(arena, folder, path, &names, err) != 0)
		return -1;
	for (i = 0; i < names.count; i++) {
		const char *name = names.items[i];
		char *inner = arena_printf(arena, "%s/%s", path, name);
		SCOPED(fd) int fd = -1;

		if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
			return error_errno(err, "cannot read \"%s\"", inner);
		if (S_ISREG(status.st_mode) && strcmp(name, "key") != 0 &&
		    strcmp(name, "toolchain.json") != 0)
			text_list_add(&listing->files, arena, inner);
		if (S_ISLNK(status.st_mode) && list_link(listing, folder, name, inner, err) != 0)
			return -1;
		if (!S_ISDIR(status.st_mode) || listing->depth == DEPTH_LIMIT)
			continue;
		fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
		if (fd < 0)
			return error_errno(err, "cannot read \"%s\"", inner);
		listing->depth++;
		if (list_files(listing, fd, inner, err) != 0)
			return -1;
		listing->depth--;
	}
	return 0;
}

/* The digest of what sha256sum says of all files, and of where all links lead,
 * as toolchain/build writes it down. */
int
toolchain_contents_digest(
    struct arena *arena, const char *folder, struct digest *ret_digest, struct error *err)
{
	SCOPED(fd) int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct listing listing = {.arena = arena};
	struct text_list *files = &listing.files;
	struct digest digest;
	struct text lines;
	size_t i;

	if (fd < 0)
		return error_errno(err, "cannot read \"%s\"", folder);
	if (list_files(&listing, fd, ".", err) != 0)
		return -1;
	text_list_sort(files);
	text_init(&lines, arena);
	for (i = 0; i < files->count; i++) {
		if (file_digest(path_join(arena, folder, files->items[i]), &digest, err) != 0)
			return -1;
		text_printf(&lines, "%s  %s\n", digest.text + strlen("sha256:"), files->items[i]);
	}
	text_list_sort(&listing.links);
	for (i = 0; i < listing.links.count; i++)
		text_printf(&lines, "%s\n", listing.links.items[i]);
	return digest_of_bytes(lines.bytes, lines.length, ret_digest, err);
}

/* The key of a toolchain that the recipes would make now, or NULL. */
static const char *
key_now(struct arena *arena, const char *target)
{
	static const char *const programs[] = {
	    "sha256sum", "sed", "grep", "cat", "cut", "dirname", "uname"};
	const char *recipes, *arguments[] = {NULL, target, NULL};
	struct text said;
	struct process_options options = {
	    .arguments = arguments, .capture = &said, .capture_limit = KEY_LIMIT};
	struct error ignored;
	size_t i;
	int status;

	for (i = 0; i < ARRAY_SIZE(programs); i++)
		if (process_find(arena, programs[i]) == NULL)
			return NULL;
	if (recipes_find(arena, &recipes, &ignored) != 0)
		return NULL;
	arguments[0] = path_join(arena, recipes, "key");
	text_init(&said, arena);
	if (process_run(&options, &status, &ignored) != 0 || status != 0 || said.length == 0)
		return NULL;
	return arena_copy(arena, said.bytes, strcspn(said.bytes, "\n"));
}

int
toolchain_verify(struct arena *arena, const struct toolchain *toolchain,
    enum toolchain_state *ret_state, struct error *err)
{
	const char *now = key_now(arena, toolchain->platform->target);
	struct digest digest;
	struct text key;

	if (file_read(arena, path_join(arena, toolchain->folder, "key"), KEY_LIMIT, &key, err) !=
		0 ||
	    toolchain_contents_digest(arena, toolchain->folder, &digest, err) != 0)
		return -1;
	if (toolchain->contents == NULL ||
	    strcmp(toolchain->contents, digest.text + strlen("sha256:")) != 0)
		*ret_state = TOOLCHAIN_DAMAGED;
	else if (now != NULL && !text_starts_with(text_string(&key), now))
		*ret_state = TOOLCHAIN_STALE;
	else
		*ret_state = TOOLCHAIN_GOOD;
	return 0;
}
