#include "rootfs/prebuilt.h"

#include "base/log.h"
#include "base/path.h"
#include "base/scope.h"
#include "elf/elf_policy.h"
#include "elf/elf_table.h"
#include "rootfs/extras.h"
#include "rootfs/files.h"

#include <elf.h>
#include <sys/stat.h>
#include <sys/xattr.h>

/* Linux follows no more links on the way to a file. */
enum { LINKS_LIMIT = 40 };

/* The path without its first link, or NULL: there is no link on the way. */
static char *
follow_link(const struct tree *tree, const char *path)
{
	const struct tree_entry *entry;
	const char *folder, *rest;
	size_t at;

	for (at = 1; path[at - 1] != '\0'; at++) {
		if (path[at] != '/' && path[at] != '\0')
			continue;
		entry = tree_find(tree, arena_copy(tree->arena, path, at));
		if (entry == NULL || entry->kind != TREE_LINK)
			continue;
		folder = entry->link[0] == '/' ? "/" : path_folder(tree->arena, entry->path);
		rest = path + at;
		return path_clean(
		    tree->arena, arena_printf(tree->arena, "%s/%s%s", folder, entry->link, rest));
	}
	return NULL;
}

/* Where /usr is merged, the folder of the loader is a link. */
static bool
has_loader(const struct tree *tree, const struct elf_file *elf)
{
	const char *loader = elf_policy_loader(elf, tree->arena), *next;
	size_t links;

	if (loader == NULL || loader[0] != '/')
		return false;
	loader = path_clean(tree->arena, loader);
	for (links = 0; links < LINKS_LIMIT; links++) {
		next = follow_link(tree, loader);
		if (next == NULL)
			return tree_find(tree, loader) != NULL;
		loader = next;
	}
	return false;
}

static int
prove_bytes(const struct tree *tree, const struct elf_input *input, const struct platform *platform,
    struct error *err)
{
	const struct platform *found;
	struct elf_file elf;

	if (elf_file_parse(tree->arena, input, &elf, err) != 0)
		return -1;
	if (elf.type != ET_EXEC && elf.type != ET_DYN)
		return 0;
	if (elf_policy_is_library(&elf) || has_loader(tree, &elf))
		return elf_policy_check_platform(&elf, input->name, platform, err);
	return elf_policy_check(&elf, input->name, platform, &found, err);
}

static int
prove_entry(const struct tree *tree, const struct tree_entry *entry,
    const struct platform *platform, struct error *err)
{
	SCOPED(mapped_file) struct mapped_file file = {0};
	struct elf_input input = {.name = entry->source};

	if (mapped_file_open(entry->source, &file, err) != 0)
		return error_wrap(err, "%s", entry->origin);
	input.bytes = file.bytes;
	input.size = file.size;
	if (elf_file_kind(file.bytes, file.size) != KIND_ELF ||
	    prove_bytes(tree, &input, platform, err) == 0)
		return 0;
	return error_set(err, err->kind, "%s: %s; or give it mode 0644, if it is data",
	    entry->origin, arena_strdup(tree->arena, err->text));
}

int
prebuilt_prove(const struct tree *tree, const struct platform *platform, struct error *err)
{
	size_t i;

	for (i = 0; i < tree->count; i++)
		if (tree->entries[i].prebuilt &&
		    prove_entry(tree, &tree->entries[i], platform, err) != 0)
			return -1;
	return 0;
}

void
prebuilt_warn_dropped(const struct tree *tree)
{
	size_t i;

	for (i = 0; i < tree->count; i++) {
		const struct tree_entry *entry = &tree->entries[i];
		const unsigned bits = S_ISUID | S_ISGID;
		struct stat status;

		if (entry->source == NULL || (entry->mode & 0111) == 0 ||
		    stat(entry->source, &status) != 0)
			continue;
		if (getxattr(entry->source, "security.capability", NULL, 0) > 0)
			log_warning(
			    "%s: \"%s\" has file capabilities, which are not kept: grant them "
			    "where the image runs",
			    entry->origin, entry->source);
		if ((status.st_mode & bits) != 0 && (entry->mode & bits) == 0)
			log_warning(
			    "%s: \"%s\" has mode %o, which is not kept: say \"mode: %o\" in \"files\"",
			    entry->origin, entry->source, status.st_mode & 07777,
			    status.st_mode & 07777);
	}
}

int
prebuilt_look_ahead(struct arena *arena, const struct spec *spec, struct error *err)
{
	struct tree tree;
	size_t i;

	tree_init(&tree, arena);
	if (files_add(&tree, spec, err) != 0 || extras_add(&tree, &spec->with, err) != 0 ||
	    tree_finish(&tree, err) != 0)
		return -1;
	prebuilt_warn_dropped(&tree);
	/* with `run`, the commands may install the loader that an executable
	 * needs: it is proven after they ran */
	for (i = 0; i < spec->platform_count && spec->build.run.count == 0; i++)
		if (!spec->build.keep_going && prebuilt_prove(&tree, spec->platforms[i], err) != 0)
			return error_wrap(err, "%s", spec->platforms[i]->name);
	return 0;
}
