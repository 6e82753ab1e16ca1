#ifndef ELF_ELF_POLICY_H
#define ELF_ELF_POLICY_H

#include "elf/elf_file.h"

/*
 * The proof: refuses what would not start from an empty root file system, each
 * case in its own sentence with a remedy, kind ERROR_REFUSED: PT_INTERP,
 * DT_NEEDED, relocations that need a loader (IRELATIVE under musl), executable
 * stack, not an executable, another platform's machine, class or byte order.
 */

/* `platform` NULL: any that mote knows. `*ret_platform` is the executable's
 * own. */
int elf_policy_check(const struct elf_file *elf, const char *name, const struct platform *platform,
    const struct platform **ret_platform, struct error *err) MUST_CHECK;

/* A file to be proven, and what errors call it: the stage's folders mean
 * nothing to the user. */
struct elf_subject {
	const char *path, *name;
};

/* elf_open and elf_policy_check in one. */
int elf_policy_check_path(struct arena *arena, const struct elf_subject *subject,
    const struct platform *platform, const struct platform **ret_platform,
    struct error *err) MUST_CHECK;

/* Whether the file is for another platform than `platform`, or asks for a
 * loader that is not musl's. A build makes such a file when it calls "gcc"
 * instead of $CC. */
bool elf_policy_is_foreign(struct arena *arena, const char *path, const struct platform *platform);

/* Parts of elf_policy_check, for files that bring their own loader, and for
 * libraries. */
int elf_policy_check_platform(const struct elf_file *elf, const char *name,
    const struct platform *platform, struct error *err) MUST_CHECK;
bool elf_policy_is_library(const struct elf_file *elf);
/* The path of the loader that the file asks for, or NULL. */
const char *elf_policy_loader(const struct elf_file *elf, struct arena *arena);
#endif
