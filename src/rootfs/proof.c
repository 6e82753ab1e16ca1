#include "rootfs/proof.h"

#include "base/path.h"
#include "elf/elf_needs.h"
#include "elf/elf_policy.h"
#include "rootfs/prebuilt.h"

#include <string.h>

struct proof {
	struct arena *arena;
	const struct spec *spec;
	const struct programs *programs;
};

/* Adds to the refusal of a file that `run` made: another compiler than $CC made
 * it. */
static int
blame_compiler(const struct proof *proof, const char *path, struct error *err)
{
	const struct spec_build *build = &proof->spec->build;
	const char *compiler = pairs_get(&build->environment, "CC");
	const char *reason = arena_strdup(proof->arena, err->text);

	if (!proof->programs->built || build->run.count == 0 ||
	    !elf_policy_is_foreign(proof->arena, path, proof->programs->platform))
		return -1;
	return error_set(err, err->kind,
	    "%s: the commands of \"run\" did not compile it with $CC, which is \"%s\"", reason,
	    compiler == NULL ? "cc" : compiler);
}

static int
prove_file(const struct proof *proof, const struct named_elf *subject, struct error *err)
{
	const struct platform *found;

	if (elf_policy_check_path(proof->arena, subject, proof->programs->platform, &found, err) !=
	    0)
		return blame_compiler(proof, subject->path, err);
	return 0;
}

static int
prove_programs(const struct proof *proof, struct error *err)
{
	const struct programs *programs = proof->programs;
	size_t i;

	for (i = 0; i < programs->count; i++) {
		const struct named_elf subject = {
		    programs->items[i].path, programs->items[i].called};

		if (prove_file(proof, &subject, err) != 0)
			return -1;
		elf_needs_warn_dlopen(proof->arena, subject.path,
		    arena_printf(
			proof->arena, "%s: \"%s\"", programs->platform->name, subject.name));
	}
	return 0;
}

static int
prove_installed(const struct proof *proof, const struct tree *tree, struct error *err)
{
	const char *installed = proof->programs->installed;
	size_t i;

	for (i = 0; i < tree->count && installed != NULL; i++) {
		const struct tree_entry *entry = &tree->entries[i];
		const struct named_elf subject = {entry->source, entry->path};

		if (entry->source != NULL && (entry->mode & 0111) != 0 &&
		    path_is_inside(installed, entry->source) && elf_file_has_magic(entry->source) &&
		    prove_file(proof, &subject, err) != 0)
			return -1;
	}
	return 0;
}

int
proof_of_tree(struct arena *arena, const struct spec *spec, const struct programs *programs,
    const struct tree *tree, struct error *err)
{
	const struct proof proof = {arena, spec, programs};

	if (prove_programs(&proof, err) != 0 || prove_installed(&proof, tree, err) != 0 ||
	    prebuilt_prove(tree, programs->platform, err) != 0)
		return -1;
	if (!programs->built)
		prebuilt_warn_dropped(tree);
	return 0;
}
