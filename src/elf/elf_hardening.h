#ifndef ELF_ELF_HARDENING_H
#define ELF_ELF_HARDENING_H

#include "elf/elf_file.h"

/*
 * The protections against memory errors that the executable has, as far as its
 * file shows them. A property that a stripped file does not show is UNKNOWN,
 * never guessed.
 */
enum elf_linking { LINKING_STATIC, LINKING_STATIC_PIE, LINKING_DYNAMIC, LINKING_NONE };

/* Memory that becomes read-only after relocation. PARTIAL: the table of
 * function addresses stays writable. */
enum elf_relro { RELRO_NONE, RELRO_PARTIAL, RELRO_FULL };

enum elf_answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };

struct elf_hardening {
	enum elf_linking linking;
	enum elf_relro relro;
	bool nx_stack; /* its stack is not executable */
	bool writable_code; /* a segment is writable and executable at once */
	enum elf_answer stack_protector;
	bool stripped; /* no .symtab */
	bool debug; /* it has DWARF */
	const char *build_id; /* lower-case hex digits, NULL: none */
};

/* Only the build-id: lower-case hex digits; NULL: none. */
const char *elf_build_id(const struct elf_file *elf, struct arena *arena);

struct elf_hardening elf_hardening_of(const struct elf_file *elf, struct arena *arena);

const char *elf_linking_name(enum elf_linking linking);
const char *elf_relro_name(enum elf_relro relro);

#endif
