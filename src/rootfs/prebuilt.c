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

static bool
has_loader(const struct tree *tree, const struct elf_file *elf)
{
	const char *loader = elf_policy_loader(elf, tree->arena);

	return loader != NULL && loader[0] == '/' &&
	    tree_find(tree, path_clean(tree->arena, loader)) != NULL;
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
