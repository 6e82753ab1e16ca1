#ifndef ELF_ELF_HARDENING_H
#define ELF_ELF_HARDENING_H

#include "elf/elf_file.h"

/*
 * How the executable is armed against its own bugs, as far as its file tells.
 * What cannot be told from a stripped file is UNKNOWN, never guessed.
 */
enum elf_linking { LINKING_STATIC, LINKING_STATIC_PIE, LINKING_DYNAMIC, LINKING_NONE };

/* Memory that is made read-only once relocated. PARTIAL: the table of function
 * addresses is not in it. */
enum elf_relro { RELRO_NONE, RELRO_PARTIAL, RELRO_FULL };

enum elf_answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };

struct elf_hardening {
	enum elf_linking linking;
	enum elf_relro relro;
	bool nx_stack; /* it asks for a stack that is not executable */
	bool writable_code; /* a segment is writable and executable at once */
	enum elf_answer stack_protector;
	bool stripped; /* no .symtab */
	bool debug; /* it carries DWARF */
	const char *build_id; /* lower-case hex digits, NULL: none */
};

/* The build-id alone, without a look at the code; lower-case hex digits, NULL:
 * none. */
const char *elf_build_id(const struct elf_file *elf, struct arena *arena);

struct elf_hardening elf_hardening_of(const struct elf_file *elf, struct arena *arena);

const char *elf_linking_name(enum elf_linking linking);
const char *elf_relro_name(enum elf_relro relro);

#endif
