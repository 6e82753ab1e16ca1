#ifndef ELF_ELF_NEEDS_H
#define ELF_ELF_NEEDS_H

#include "elf/elf_file.h"

/*
 * Guesses what else an executable will look for at run time, by the paths that
 * stand in its constants. Hints for people, never a decision: a path may be in
 * code that does not run, or be put together there.
 */
struct elf_need {
	const char *with; /* a piece of a root file system as `with:` names it: "certs" */
	const char *path; /* what was found: "/etc/ssl/cert" */
};

/* In a fixed order, each piece once; the count. `*ret_needs` lives in the
 * arena. */
size_t elf_needs_find(
    const struct elf_file *elf, struct arena *arena, const struct elf_need **ret_needs);

/* Whether a static executable contains musl's dlopen: searches the message with
 * which it always fails. (glibc's dlopen is in every static executable of
 * glibc, because libc itself calls it.) */
bool elf_needs_dlopen(const struct elf_file *elf);

/* Warns once for each program that it contains dlopen. `called` is the program
 * in the user's words, with the platform. */
void elf_needs_tell_dlopen(struct arena *arena, const char *path, const char *called);

#endif
