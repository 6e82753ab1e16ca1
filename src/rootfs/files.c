#include "rootfs/files.h"

#include "base/file.h"
#include "base/glob.h"
#include "base/path.h"
#include "base/scope.h"
#include "builder/source_copy.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* One folder or file on its way, and what was asked for all that it brings. */
struct copy {
	struct tree *tree;
	const struct folder_filter *filter; /* NULL: no file is left out */
	const char *root; /* the host folder that links must stay in */
	const char *origin;
	const struct text_list *exclude; /* patterns of files that are left out; NULL: none */
	const char *to; /* the folder in the image below which the patterns of `exclude` count */
	int mode; /* -1: by the x bit */
	uint32_t owner, group;
	bool prebuilt; /* executables come finished from another build: prebuilt.h */
	bool root_is_image; /* `root` becomes "/": no link can leave it */
	const char *within; /* see struct spec_file */
};

/* A .git folder may hold access tokens, as in the checkout of a CI service. */
static int
refuse_git(const struct copy *copy, const char *source, struct error *err)
{
	return error_set(err, ERROR_REFUSED,
	    "%s: \"%s\" may hold credentials of git, and --untrusted takes none into an image",
	    copy->origin, source);
}

/* Checks that the path, with links followed, lies in the project. */
static int
check_within(const struct copy *copy, const char *source, struct error *err)
{
	SCOPED(heap) char *real = NULL;

	if (copy->within == NULL)
		return 0;
	real = realpath(source, NULL);
	if (real == NULL)
		return error_errno(err, "%s: cannot look at \"%s\"", copy->origin, source);
	if (!path_is_inside(copy->within, real))
		return error_set(err, ERROR_REFUSED,
		    "%s: \"%s\" is not in the project \"%s\", and --untrusted takes nothing else into "
		    "an image",
		    copy->origin, source, copy->within);
	return path_has_part(real + strlen(copy->within), ".git") ? refuse_git(copy, source, err)
								  : 0;
}

static const char *
kind_name(mode_t mode)
{
	if (S_ISFIFO(mode))
		return "a fifo";
	if (S_ISSOCK(mode))
		return "a socket";
	if (S_ISCHR(mode) || S_ISBLK(mode))
		return "a device";
	return "not a regular file";
}

static int
add_file(const struct copy *copy, const char *source, const char *path, const struct stat *status,
    struct error *err)
{
	struct tree_entry entry = {.path = path,
	    .kind = TREE_FILE,
	    .mode = (status->st_mode & 0111) != 0 ? 0755 : 0644,
	    .owner = copy->owner,
	    .group = copy->group,
	    .source = source,
	    .below = copy->root_is_image ? copy->root : NULL,
	    .size = (uint64_t)status->st_size,
	    .origin = copy->origin};

	if (!S_ISREG(status->st_mode))
		return error_set(err, ERROR_REFUSED,
		    "%s: \"%s\" is %s; an image takes files, folders and links", copy->origin,
		    source, kind_name(status->st_mode));
	if (copy->mode >= 0)
		entry.mode = (unsigned)copy->mode;
	entry.prebuilt = copy->prebuilt && (entry.mode & 0111) != 0;
	return tree_add(copy->tree, &entry, err);
}

static int
add_link(const struct copy *copy, const char *source, const char *path, struct error *err)
{
	char target[TREE_PATH_LIMIT + 1];
	ssize_t length = readlink(source, target, sizeof(target));
	struct arena *arena = copy->tree->arena;
	struct tree_entry entry = {.path = path,
	    .kind = TREE_LINK,
	    .mode = 0777,
	    .owner = copy->owner,
	    .group = copy->group,
	    .origin = copy->origin};
	const char *end;

	if (length < 0)
		return error_errno(err, "%s: cannot read the link \"%s\"", copy->origin, source);
	if ((size_t)length == sizeof(target))
		return error_set(err, ERROR_REFUSED,
		    "%s: the target of the link \"%s\" is too long", copy->origin, source);
	entry.link = arena_copy(arena, target, (size_t)length);
	end = path_join(arena, path_folder(arena, source), entry.link);
	if (!copy->root_is_image &&
	    (entry.link[0] == '/' ||
		!path_is_inside(path_clean(arena, copy->root), path_clean(arena, end))))
		return error_set(err, ERROR_REFUSED,
		    "%s: the link \"%s\" to \"%s\" leaves \"%s\", and what it points to would not "
		    "be in the image; copy the file itself, or write a `link:` entry",
		    copy->origin, source, entry.link, copy->root);
	return tree_add(copy->tree, &entry, err);
}

static int
read_names(struct arena *arena, const char *folder, struct text_list *ret_names, struct error *err)
{
	SCOPED(directory) DIR *entries = opendir(folder);
	struct dirent *entry;

	if (entries == NULL)
		return error_errno(err, "cannot open the folder \"%s\"", folder);
	for (errno = 0; (entry = readdir(entries)) != NULL; errno = 0)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			text_list_add(ret_names, arena, arena_strdup(arena, entry->d_name));
	if (errno != 0)
		return error_errno(err, "cannot read the folder \"%s\"", folder);
	text_list_sort(ret_names);
	return 0;
}

/* Whether a pattern excludes the path or a folder above it. A pattern without
 * "/" is a name at any depth. */
static bool
is_excluded(const struct copy *copy, const char *path)
{
	struct arena *arena = copy->tree->arena;
	const char *below, *end;
	size_t i;

	if (copy->exclude == NULL || copy->exclude->count == 0)
		return false;
	below = path + strlen(copy->to);
	below += strspn(below, "/");
	for (end = below; *end != '\0'; end += strspn(end, "/")) {
		const char *name = end, *part;

		end += strcspn(end, "/");
		part = arena_copy(arena, below, (size_t)(end - below));
		name = arena_copy(arena, name, (size_t)(end - name));
		for (i = 0; i < copy->exclude->count; i++) {
			const char *pattern = copy->exclude->items[i],
				   *slash = strchr(pattern, '/');
			bool is_name = slash == NULL || slash[1] == '\0';

			if (glob_matches(arena, pattern, is_name ? name : part))
				return true;
		}
	}
	return false;
}

/* The depth is bounded: tree_add refuses a path over TREE_PATH_LIMIT before its
 * folder is entered. */
static int
add_folder(const struct copy *copy, const char *source, const char *path, struct error *err)
{
	struct arena *arena = copy->tree->arena;
	struct text_list names = {0};
	struct tree_entry entry = {.path = path,
	    .kind = TREE_FOLDER,
	    .mode = 0755,
	    .owner = copy->owner,
	    .group = copy->group,
	    .origin = copy->origin,
	    .implied = copy->owner == 0 && copy->group == 0};
	size_t i;

	if (error_if_stopped(err) != 0)
		return -1;
	if (strcmp(path_clean(arena, path), "/") != 0 && tree_add(copy->tree, &entry, err) != 0)
		return -1;
	if (read_names(arena, source, &names, err) != 0)
		return error_wrap(err, "%s", copy->origin);
	text_list_add(&copy->tree->listed, arena, source);
	for (i = 0; i < names.count; i++) {
		const char *from = path_join(arena, source, names.items[i]),
			   *to = path_join(arena, path, names.items[i]);
		struct stat status;
		int added;

		if (copy->within != NULL && strcmp(names.items[i], ".git") == 0)
			return refuse_git(copy, from, err);
		if (strlen(from) > TREE_PATH_LIMIT)
			return error_set(err, ERROR_USAGE,
			    "%s: \"%.64s...\" is longer than %d bytes", copy->origin, from,
			    TREE_PATH_LIMIT);
		if (lstat(from, &status) != 0)
			return error_errno(err, "%s: cannot look at \"%s\"", copy->origin, from);
		if (is_excluded(copy, to) ||
		    (copy->filter != NULL && folder_filter_is_output(copy->filter, &status)))
			continue;
		if (S_ISDIR(status.st_mode))
			added = add_folder(copy, from, to, err);
		else if (S_ISLNK(status.st_mode))
			added = add_link(copy, from, to, err);
		else
			added = add_file(copy, from, to, &status, err);
		if (added != 0)
			return -1;
	}
	return 0;
}

/* The file or folder at `source`, which was named: a link is followed. */
static int
add_named(struct copy *copy, const char *source, const char *path, struct error *err)
{
	struct stat status;

	if (check_within(copy, source, err) != 0)
		return -1;
	if (stat(source, &status) != 0)
		return error_errno(err, "%s: cannot look at \"%s\"", copy->origin, source);
	if (!S_ISDIR(status.st_mode))
		return add_file(copy, source, path, &status, err);
	copy->root = source;
	return add_folder(copy, source, path, err);
}

/* How much of a match stands before its first part with a wildcard: "conf/" of
 * "conf/x-*.conf". */
static size_t
fixed_length(struct arena *arena, const char *pattern)
{
	size_t fixed = 0, length;

	for (;;) {
		length = strcspn(pattern + fixed, "/");
		if (pattern[fixed + length] == '\0' ||
		    glob_is_pattern(arena_copy(arena, pattern + fixed, length)))
			return fixed;
		fixed += length + 1;
	}
}

/* Finds the matches of the pattern, without the outputs of an earlier run. */
static int
find_matches(const struct copy *copy, const char *directory, const char *pattern,
    struct text_list *matches, struct error *err)
{
	struct text_list all = {0};
	struct stat status;
	size_t i;

	if (glob_expand(copy->tree->arena, directory, pattern, &all, err) != 0)
		return error_wrap(err, "%s", copy->origin);
	for (i = 0; i < all.count; i++)
		if (stat(path_join(copy->tree->arena, directory, all.items[i]), &status) != 0 ||
		    !folder_filter_is_output(copy->filter, &status))
			text_list_add(matches, copy->tree->arena, all.items[i]);
	return 0;
}

static int
add_matches(struct copy *copy, const char *directory, const struct spec_file *file,
    const char *pattern, struct error *err)
{
	struct arena *arena = copy->tree->arena;
	struct text_list matches = {0};
	size_t fixed = fixed_length(arena, pattern), i;
	bool into = text_ends_with(file->to, "/");

	if (find_matches(copy, directory, pattern, &matches, err) != 0)
		return -1;
	if (matches.count == 0)
		return error_set(err, ERROR_NOT_FOUND, "%s: \"%s\" matches nothing in \"%s\"",
		    copy->origin, file->from, directory);
	if (!into && matches.count > 1)
		return error_set(err, ERROR_USAGE,
		    "%s: \"%s\" matches %zu names; end `to` with \"/\" to put them into \"%s/\"",
		    copy->origin, file->from, matches.count, file->to);
	text_list_add(&copy->tree->listed, arena,
	    path_join(arena, directory, arena_copy(arena, pattern, fixed)));
	for (i = 0; i < matches.count; i++) {
		const char *source = path_join(arena, directory, matches.items[i]), *path;

		if (!into && file_is_folder(source))
			return error_set(err, ERROR_USAGE,
			    "%s: \"%s\" matches the folder \"%s\"; end `to` with \"/\" to put it "
			    "into \"%s/\"",
			    copy->origin, file->from, matches.items[i], file->to);
		path = into ? path_join(arena, file->to, matches.items[i] + fixed) : file->to;
		if (is_excluded(copy, path))
			continue;
		if (add_named(copy, source, path, err) != 0)
			return -1;
	}
	return 0;
}

/* An entry without `from` makes a link or an empty folder. */
static int
add_made(struct tree *tree, const struct spec_file *file, struct error *err)
{
	struct tree_entry entry = {.path = file->to,
	    .kind = file->link == NULL ? TREE_FOLDER : TREE_LINK,
	    .mode = 0777,
	    .owner = file->owner,
	    .group = file->group,
	    .link = file->link,
	    .origin = file->place};

	if (file->link == NULL)
		entry.mode = file->mode < 0 ? 0755 : (unsigned)file->mode;
	if (file->link != NULL && text_ends_with(file->to, "/"))
		return error_set(err, ERROR_USAGE,
		    "%s: the link at \"%s\" needs a name after the last \"/\"", file->place,
		    file->to);
	if (file->link == NULL && !text_ends_with(file->to, "/"))
		return error_set(err, ERROR_USAGE,
		    "%s: \"%s\" has no `from`; end `to` with \"/\" to make an empty folder",
		    file->place, file->to);
	return tree_add(tree, &entry, err);
}

static int
add_item(struct copy copy, const char *directory, const struct spec_file *file, struct error *err)
{
	struct arena *arena = copy.tree->arena;
	const char *from, *source, *path = file->to;
	struct stat status;

	copy.origin = file->place;
	copy.mode = file->mode;
	copy.owner = file->owner;
	copy.group = file->group;
	copy.within = file->within;
	copy.exclude = &file->exclude;
	copy.to = path_clean(arena, file->to);
	if (file->link != NULL || file->from == NULL)
		return add_made(copy.tree, file, err);
	from = path_clean(arena, file->from);
	source = path_join(arena, directory, from);
	/* a file may have a bracket in its name: what is there under the very
	 * name is meant */
	if (lstat(source, &status) != 0 && glob_is_pattern(from))
		return add_matches(&copy, directory, file, from, err);
	if (stat(source, &status) != 0)
		return error_errno(err, "%s: \"%s\"", file->place, file->from);
	if (!S_ISDIR(status.st_mode) && text_ends_with(file->from, "/"))
		return error_set(
		    err, ERROR_USAGE, "%s: \"%s\" is not a folder", file->place, file->from);
	if (!S_ISDIR(status.st_mode) && file->exclude.count > 0)
		return error_set(err, ERROR_USAGE,
		    "%s: \"%s\" is a file; \"exclude\" is for folders and globs", file->place,
		    file->from);
	if (!S_ISDIR(status.st_mode) && text_ends_with(file->to, "/"))
		path = path_join(arena, file->to, path_base(from));
	return add_named(&copy, source, path, err);
}

int
files_add(struct tree *tree, const struct spec *spec, struct error *err)
{
	const char *directory = spec->build.directory;
	const char *folder = path_clean(tree->arena, directory == NULL ? "." : directory);
	struct folder_filter filter = source_filter_of(tree->arena, spec, NULL);
	size_t i;

	for (i = 0; i < spec->files.count; i++)
		if (add_item((struct copy){.tree = tree, .filter = &filter, .prebuilt = true},
			folder, &spec->files.items[i], err) != 0)
			return -1;
	return 0;
}

int
files_add_folder(struct tree *tree, const char *folder, const char *to, struct error *err)
{
	struct copy copy = {.tree = tree,
	    .root = folder,
	    .origin = "installed by the build",
	    .mode = -1,
	    .root_is_image = true};

	return add_folder(&copy, folder, to, err);
}

int
files_add_program(struct tree *tree, const char *program, const char *to, struct error *err)
{
	struct copy copy = {
	    .tree = tree, .root = program, .origin = "the executable", .mode = 0755};
	struct stat status;

	if (stat(program, &status) != 0)
		return error_errno(err, "cannot read \"%s\"", program);
	return add_file(&copy, program, to, &status, err);
}
