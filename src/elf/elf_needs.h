#ifndef ELF_ELF_NEEDS_H
#define ELF_ELF_NEEDS_H

#include "elf/elf_file.h"

/*
 * Guesses which files an executable opens at run time, by the paths in its
 * constants. The result is only a hint for the user: a path may belong to code
 * that never runs, and code may put a path together at run time.
 */
struct elf_need {
	const char *with; /* a piece of a root file system, as in `with:`: "certs" */
	const char *path; /* the path that was found: "/etc/ssl/cert" */
};

/* Returns the number of needs. They are in a fixed order, each piece once;
 * `*ret_needs` is in the arena. */
size_t elf_needs_find(
    const struct elf_file *elf, struct arena *arena, const struct elf_need **ret_needs);

/* Whether a static executable contains musl's dlopen. It always fails with the
 * same message, and this function searches for that message. (glibc's dlopen is
 * in every static executable of glibc, because libc itself calls it.) */
bool elf_needs_dlopen(const struct elf_file *elf);

/* Warns once for each program that it contains dlopen. `called` is the program
 * in the user's words, with the platform. */
void elf_needs_warn_dlopen(struct arena *arena, const char *path, const char *called);

#endif
