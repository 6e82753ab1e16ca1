#ifndef ELF_ELF_FILE_H
#define ELF_ELF_FILE_H

#include "base/arena.h"
#include "base/error.h"
#include "spec/platform.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Reads an ELF file that may be hostile. The parser checks every offset, count
 * and size against the file's end before it uses them, and copies the headers
 * into host byte order and 64 bits. It does not judge the file: elf_policy
 * does. The bytes must outlive the struct. Clause: System V ABI, chapters 4 and
 * 5 (object files, program loading).
 *
 *	SCOPED(elf_file) struct elf_file elf = {0};
 *	if (elf_open(arena, path, path, &elf, err) != 0)
 *		return -1;
 */
enum { ELF_HEADER_LIMIT = 65535 };

struct elf_segment {
	uint32_t type, flags;
	uint64_t offset, address, file_size, memory_size, alignment;
};

struct elf_section {
	const char *name; /* points into the file, NUL-terminated inside it */
	uint32_t type, link, info;
	uint64_t flags, address, offset, size, entry_size;
};

struct elf_file {
	const unsigned char *bytes;
	size_t size;
	unsigned elf_class, data, machine, type; /* ELFCLASS*, ELFDATA*, EM_*, ET_* */
	unsigned os_abi; /* ELFOSABI_* */
	uint32_t machine_flags;
	uint64_t entry;
	const struct elf_segment *segments;
	size_t segment_count;
	const struct elf_section *sections; /* count 0: no section headers */
	size_t section_count;
};

/* The kind of a file, by its first bytes. Each kind has its own error text. */
enum file_kind {
	KIND_ELF,
	KIND_EMPTY,
	KIND_SCRIPT,
	KIND_PE,
	KIND_MACH_O,
	KIND_ARCHIVE,
	KIND_OTHER
};
enum file_kind elf_file_kind(const unsigned char *bytes, size_t size);

struct elf_input {
	const char *name; /* for errors */
	const unsigned char *bytes;
	size_t size;
};

/* 0, or -1 with ERROR_REFUSED: the name in quotes, what is wrong, and the
 * remedy. */
int elf_file_parse(struct arena *arena, const struct elf_input *input, struct elf_file *ret_elf,
    struct error *err) MUST_CHECK;

/*
 * Maps the file and parses it; its scope unmaps it. `name` is its name in
 * errors. A copied struct has the same mapping, and an elf_file of
 * elf_file_parse has no mapping: neither of them may belong to a scope.
 */
int elf_open(struct arena *arena, const char *path, const char *name, struct elf_file *ret_elf,
    struct error *err) MUST_CHECK;
/* The same for an open file, which the caller keeps and closes. */
int elf_open_fd(struct arena *arena, int fd, const char *name, struct elf_file *ret_elf,
    struct error *err) MUST_CHECK;
void scope_elf_file(struct elf_file *elf);

/* Whether the file begins with the ELF magic; false also for a file that cannot
 * be read. */
bool elf_file_has_magic(const char *path);

/* Maps any file read-only, ELF or not; its scope unmaps it. A folder or a
 * device is ERROR_REFUSED. */
struct mapped_file {
	const unsigned char *bytes; /* never NULL after an open; size 0: an empty file */
	size_t size;
};
int mapped_file_open(const char *path, struct mapped_file *ret_file, struct error *err) MUST_CHECK;
/* Maps an open file, which the caller keeps and closes; `name` is for the
 * error. */
int mapped_file_map(
    int fd, const char *name, struct mapped_file *ret_file, struct error *err) MUST_CHECK;
void scope_mapped_file(struct mapped_file *file);

#endif
