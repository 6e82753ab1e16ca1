#ifndef ELF_ELF_POLICY_H
#define ELF_ELF_POLICY_H

#include "elf/elf_file.h"

/*
 * The proof that an executable starts in an empty root file system. Refuses
 * (ERROR_REFUSED, with a remedy) a file that has PT_INTERP, DT_NEEDED,
 * relocations that need a loader (IRELATIVE under musl) or an executable stack,
 * that is not an executable, or that has the machine, class or byte order of
 * another platform.
 */

/* `platform` NULL: any platform that mote knows. `*ret_platform` is the
 * platform of the executable. */
int elf_policy_check(const struct elf_file *elf, const char *name, const struct platform *platform,
    const struct platform **ret_platform, struct error *err) MUST_CHECK;

/* A file to check, and its name in errors: a path in the stage would mean
 * nothing to the user. */
struct named_elf {
	const char *path, *name;
};

/* elf_open and elf_policy_check in one call. */
int elf_policy_check_path(struct arena *arena, const struct named_elf *subject,
    const struct platform *platform, const struct platform **ret_platform,
    struct error *err) MUST_CHECK;

/* Whether the file is for another platform than `platform`, or asks for a
 * loader that is not musl's. A build makes such a file when it calls "gcc"
 * instead of $CC. */
bool elf_policy_is_foreign(struct arena *arena, const char *path, const struct platform *platform);

/* Parts of elf_policy_check, for dynamic executables whose loader is in the
 * image, and for libraries. */
int elf_policy_check_platform(const struct elf_file *elf, const char *name,
    const struct platform *platform, struct error *err) MUST_CHECK;
bool elf_policy_is_library(const struct elf_file *elf);
/* The path of the loader that the file asks for, or NULL. */
const char *elf_policy_loader(const struct elf_file *elf, struct arena *arena);
#endif
