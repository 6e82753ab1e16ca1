#include "elf/elf_policy.h"

#include "base/scope.h"
#include "elf/elf_arm.h"
#include "elf/elf_relocation.h"
#include "elf/elf_table.h"

#include <elf.h>
#include <string.h>

enum { PAGE = 4096, NEEDED_SHOWN = 4 };

/* No kernel of ours gives a program more room: 47 bits of addresses, or 4
 * GiB. */
static const uint64_t room64 = (uint64_t)1 << 47, room32 = (uint64_t)1 << 32;

struct subject {
	struct arena *arena;
	const struct elf_file *elf;
	const char *name;
};

struct named {
	unsigned number;
	const char *name;
};

static const char *
name_of(const struct subject *subject, const struct named *table, unsigned number)
{
	for (; table->name != NULL; table++)
		if (table->number == number)
			return table->name;
	return arena_printf(subject->arena, "number %u", number);
}

static const char *
machine_name(const struct subject *subject, unsigned machine)
{
	static const struct named machines[] = {{EM_386, "x86 (32-bit)"}, {EM_X86_64, "x86-64"},
	    {EM_ARM, "ARM (32-bit)"}, {EM_AARCH64, "AArch64"}, {EM_RISCV, "RISC-V"},
	    {EM_PPC, "PowerPC"}, {EM_PPC64, "PowerPC64"}, {EM_S390, "S/390"}, {EM_MIPS, "MIPS"},
	    {EM_SPARC, "SPARC"}, {EM_SPARCV9, "SPARC V9"}, {EM_68K, "68000"}, {EM_IA_64, "Itanium"},
	    {EM_SH, "SuperH"}, {EM_PARISC, "PA-RISC"}, {EM_BPF, "BPF"}, {258, "LoongArch"},
	    {0, NULL}};

	return name_of(subject, machines, machine);
}

static int
check_system(const struct subject *subject, struct error *err)
{
	static const struct named systems[] = {{ELFOSABI_HPUX, "HP-UX"},
	    {ELFOSABI_NETBSD, "NetBSD"}, {ELFOSABI_SOLARIS, "Solaris"}, {ELFOSABI_AIX, "AIX"},
	    {ELFOSABI_IRIX, "IRIX"}, {ELFOSABI_FREEBSD, "FreeBSD"}, {ELFOSABI_TRU64, "Tru64"},
	    {ELFOSABI_OPENBSD, "OpenBSD"}, {ELFOSABI_STANDALONE, "a machine without a system"},
	    {0, NULL}};
	unsigned system = subject->elf->os_abi;

	if (system == ELFOSABI_SYSV || system == ELFOSABI_GNU)
		return 0;
	return error_set(err, ERROR_REFUSED,
	    "\"%s\" is for another operating system: %s, not Linux; build it for linux",
	    subject->name, name_of(subject, systems, system));
}

/*
 * ET_DYN is a shared library or a position-independent executable. Linkers mark
 * the latter with DF_1_PIE (GNU ld since 2.26, lld, gold, mold), or at least
 * give it DT_DEBUG, which no linker gives a library. glibc's libc.so.6 has a
 * PT_INTERP, but a DT_SONAME too.
 */
bool
elf_policy_is_library(const struct elf_file *elf)
{
	uint64_t value;

	if (elf_table_dynamic(elf, DT_FLAGS_1, &value) && (value & DF_1_PIE) != 0)
		return false;
	if (elf_table_dynamic(elf, DT_SONAME, &value))
		return true;
	return !elf_table_dynamic(elf, DT_DEBUG, &value) &&
	    elf_table_segment(elf, PT_INTERP) == NULL;
}

static int
check_type(const struct subject *subject, struct error *err)
{
	switch (subject->elf->type) {
	case ET_EXEC:
		return 0;
	case ET_DYN:
		if (!elf_policy_is_library(subject->elf))
			return 0;
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is a shared library, not an executable; link the program with -static-pie or -static",
		    subject->name);
	case ET_REL:
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is an object file, not an executable; link it into one", subject->name);
	case ET_CORE:
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is a core dump, not an executable; name the program that left it",
		    subject->name);
	default:
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is not an executable but an ELF file of type %u; name a static executable",
		    subject->name, subject->elf->type);
	}
}

/* Of the platforms with the executable's machine the one that is most like it,
 * or NULL. */
static const struct platform *
relative_of(const struct elf_file *elf)
{
	const struct platform *const *all = platform_all(), *found = NULL;

	for (; *all != NULL; all++)
		if ((*all)->elf_machine == elf->machine &&
		    (found == NULL || (*all)->elf_class == elf->elf_class))
			found = *all;
	return found;
}

/* Each difference in its own sentence: what it is, what was wanted. */
static int
refuse_platform(const struct subject *subject, const struct platform *wanted, struct error *err)
{
	const struct elf_file *elf = subject->elf;

	if (elf->machine == EM_X86_64 && elf->elf_class == ELFCLASS32)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is an x32 executable (x86-64 with 32-bit addresses), which most kernels do not start; build it without -mx32",
		    subject->name);
	if (elf->machine != wanted->elf_machine)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is for another processor: it is for %s, but %s is %s; build it for %s",
		    subject->name, machine_name(subject, elf->machine), wanted->name,
		    machine_name(subject, wanted->elf_machine), wanted->name);
	if (elf->elf_class != wanted->elf_class)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" has another size of addresses: it has %u bits, but %s has %u; build it for %s",
		    subject->name, elf->elf_class * 32, wanted->name, wanted->elf_class * 32,
		    wanted->name);
	return error_set(err, ERROR_REFUSED,
	    "\"%s\" has another byte order: it is %s-endian, but %s is %s-endian; build it for %s",
	    subject->name, elf->data == ELFDATA2MSB ? "big" : "little", wanted->name,
	    wanted->elf_data == ELFDATA2MSB ? "big" : "little", wanted->name);
}

static int
check_platform(const struct subject *subject, const struct platform *wanted,
    const struct platform **ret_platform, struct error *err)
{
	const struct elf_file *elf = subject->elf;
	const struct platform *own = elf_platform(elf);
	const struct platform *const *all;
	struct text_list known = {0};

	/* code for an older processor also runs on a newer one */
	if (own != NULL &&
	    (wanted == NULL || wanted == own ||
		wanted == platform_of_elf(elf->machine, elf->elf_class, elf->data))) {
		*ret_platform = own;
		return 0;
	}
	if (wanted == NULL)
		wanted = relative_of(elf);
	if (wanted != NULL)
		return refuse_platform(subject, wanted, err);
	for (all = platform_all(); *all != NULL; all++)
		text_list_add(&known, subject->arena, (*all)->name);
	return error_set(err, ERROR_REFUSED,
	    "\"%s\" is for a processor that mote does not know, %s; it knows %s", subject->name,
	    machine_name(subject, elf->machine), text_list_join(&known, subject->arena, ", "));
}

static const char *
interpreter_of(const struct subject *subject, const struct elf_segment *segment)
{
	const char *bytes = (const char *)subject->elf->bytes + segment->offset;

	return elf_table_printable(
	    subject->arena, arena_copy(subject->arena, bytes, strnlen(bytes, segment->file_size)));
}

static int
check_loader(const struct subject *subject, struct error *err)
{
	const struct elf_segment *segment = elf_table_segment(subject->elf, PT_INTERP);
	const char *interpreter, *hint = "";
	struct text_list needed;

	elf_table_needed(subject->elf, subject->arena, NEEDED_SHOWN, &needed);
	if (segment != NULL) {
		interpreter = interpreter_of(subject, segment);
		/* Debian's wrapper has no case for -static-pie and gives this
		 * without a word */
		if (text_starts_with(interpreter, "/lib/ld-musl-"))
			hint = " (Debian's musl-gcc -static-pie does not: it takes -static alone)";
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is dynamic: it is started by \"%s\" (PT_INTERP), which an empty root file system does not have; link with -static-pie or -static as \"mote build\" does%s",
		    subject->name, interpreter, hint);
	}
	if (needed.count > 0)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" needs shared libraries (DT_NEEDED): %s%s; link with -static-pie or -static as \"mote build\" does",
		    subject->name, text_list_join(&needed, subject->arena, ", "),
		    needed.count == NEEDED_SHOWN ? ", ..." : "");
	return 0;
}

static int
refuse_damaged(const struct subject *subject, const char *why, struct error *err)
{
	return error_set(
	    err, ERROR_REFUSED, "\"%s\" cannot be started: %s; link it again", subject->name, why);
}

/*
 * Linux maps whole pages, each segment over those before it. Where two share a
 * page, the later one's permissions count for both, and the page must come from
 * the same place in the file.
 */
static bool
spoils(const struct elf_segment *later, const struct elf_segment *earlier)
{
	uint64_t end = earlier->address + earlier->memory_size;

	if (later->address / PAGE > (end - 1) / PAGE)
		return false;
	return (earlier->flags & ~later->flags & (PF_R | PF_W | PF_X)) != 0 ||
	    earlier->memory_size != earlier->file_size ||
	    later->offset - earlier->offset != later->address - earlier->address;
}

/* Checks the rules of Linux for the segments that it maps (fs/binfmt_elf.c),
 * and that they stand in order, as the ABI demands. */
static int
check_segments(const struct subject *subject, struct error *err)
{
	const struct elf_file *elf = subject->elf;
	const struct elf_segment *first = NULL, *last = NULL;
	size_t i;

	for (i = 0; i < elf->segment_count; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (segment->type != PT_LOAD || segment->memory_size == 0)
			continue;
		if (segment->offset % PAGE != segment->address % PAGE)
			return refuse_damaged(
			    subject, "a segment's place in the file does not fit its address", err);
		if (last != NULL && segment->address < last->address + last->memory_size)
			return refuse_damaged(
			    subject, "its segments overlap or stand out of order", err);
		if (last != NULL && spoils(segment, last))
			return refuse_damaged(subject,
			    "two of its segments share a page and only one can have it", err);
		if (first == NULL)
			first = segment;
		last = segment;
	}
	if (first == NULL)
		return refuse_damaged(subject, "it has no segment to load (PT_LOAD)", err);
	if (elf->type == ET_EXEC && first->address < PAGE)
		return refuse_damaged(subject, "it is to be loaded at address 0", err);
	if (last->address + last->memory_size - (elf->type == ET_DYN ? first->address : 0) >
	    (elf->elf_class == ELFCLASS64 ? room64 : room32))
		return refuse_damaged(subject, "its segments lie where no program may be", err);
	return 0;
}

static bool
is_loaded(const struct elf_file *elf, const struct elf_section *section)
{
	size_t i;

	for (i = 0; i < elf->segment_count; i++) {
		const struct elf_segment *segment = &elf->segments[i];
		uint64_t into = section->address - segment->address;

		if (segment->type == PT_LOAD && into <= segment->memory_size &&
		    section->size <= segment->memory_size - into &&
		    (section->type == SHT_NOBITS || section->offset - segment->offset == into))
			return true;
	}
	return false;
}

/* Linux does not look at sections, but one that is meant to be in memory and is
 * in no segment tells of program headers that were written over. Zeroed thread
 * variables take no memory of their own. */
static int
check_sections(const struct subject *subject, struct error *err)
{
	const struct elf_file *elf = subject->elf;
	size_t i;

	for (i = 0; i < elf->section_count; i++) {
		const struct elf_section *section = &elf->sections[i];

		if (section->type == SHT_NULL || section->size == 0 ||
		    (section->flags & SHF_ALLOC) == 0 ||
		    (section->type == SHT_NOBITS && (section->flags & SHF_TLS) != 0))
			continue;
		if (!is_loaded(elf, section))
			return refuse_damaged(
			    subject, "a section that it needs is not in any of its segments", err);
	}
	return 0;
}

static int
check_entry(const struct subject *subject, struct error *err)
{
	const struct elf_file *elf = subject->elf;
	size_t i;

	for (i = 0; i < elf->segment_count; i++) {
		const struct elf_segment *segment = &elf->segments[i];

		if (segment->type == PT_LOAD && (segment->flags & PF_X) != 0 &&
		    elf->entry >= segment->address &&
		    elf->entry - segment->address < segment->file_size)
			return 0;
	}
	return refuse_damaged(subject, "its entry point is not in its code", err);
}

static int
check_relocations(const struct subject *subject, struct error *err)
{
	const struct elf_file *elf = subject->elf;
	struct elf_relocations relocations;
	uint64_t flags = 0, value;

	(void)elf_table_dynamic(elf, DT_FLAGS, &flags);
	if (elf_table_dynamic(elf, DT_TEXTREL, &value) || (flags & DF_TEXTREL) != 0)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" has relocations in read-only memory (DT_TEXTREL), which only a loader carries out; compile all of it with -fPIE, or link with -static",
		    subject->name);
	if (elf_relocation_is_glibc(elf))
		return 0;
	relocations = elf_relocation_count(elf);
	if (relocations.lost)
		return refuse_damaged(subject, "its relocations are not in its segments", err);
	if (relocations.irelative > 0)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" has %zu IRELATIVE relocations (IFUNC), which need a loader: musl's start code does not carry them out; link without the library that has them (libatomic of Debian is one)",
		    subject->name, relocations.irelative);
	if (relocations.symbolic > 0)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" has %zu relocations against symbols, which need a loader: musl's start code carries out relative ones alone; link with -static-pie and without -rdynamic",
		    subject->name, relocations.symbolic);
	return 0;
}

/* Without a PT_GNU_STACK Linux decides: before 5.8 on x86-64, and on 32-bit
 * processors to this day, the stack and all that is readable is executable
 * then. */
static int
check_stack(const struct subject *subject, struct error *err)
{
	const struct elf_file *elf = subject->elf;
	bool found = false;
	size_t i;

	for (i = 0; i < elf->segment_count; i++) {
		if (elf->segments[i].type != PT_GNU_STACK)
			continue;
		found = true;
		if ((elf->segments[i].flags & PF_X) != 0)
			return error_set(err, ERROR_REFUSED,
			    "\"%s\" asks for an executable stack (PT_GNU_STACK); link with -Wl,-z,noexecstack and add a .note.GNU-stack section to its assembler sources",
			    subject->name);
	}
	if (!found)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" does not say that its stack is not executable (no PT_GNU_STACK), and some kernels make it so then; link with -Wl,-z,noexecstack",
		    subject->name);
	return 0;
}

int
elf_policy_check(const struct elf_file *elf, const char *name, const struct platform *platform,
    const struct platform **ret_platform, struct error *err)
{
	struct arena arena = {0};
	struct subject subject = {&arena, elf, name};
	const struct platform *own = NULL;
	int status = 0;

	if (check_system(&subject, err) != 0 || check_type(&subject, err) != 0 ||
	    check_platform(&subject, platform, &own, err) != 0 ||
	    check_loader(&subject, err) != 0 || check_segments(&subject, err) != 0 ||
	    check_sections(&subject, err) != 0 || check_entry(&subject, err) != 0 ||
	    check_relocations(&subject, err) != 0 || check_stack(&subject, err) != 0)
		status = -1;
	else
		*ret_platform = own;
	arena_release(&arena);
	return status;
}

int
elf_policy_check_platform(const struct elf_file *elf, const char *name,
    const struct platform *platform, struct error *err)
{
	struct arena arena = {0};
	const struct platform *own;
	int status = check_platform(&(struct subject){&arena, elf, name}, platform, &own, err);

	arena_release(&arena);
	return status;
}

const char *
elf_policy_loader(const struct elf_file *elf, struct arena *arena)
{
	const struct elf_segment *segment = elf_table_segment(elf, PT_INTERP);

	return segment == NULL ? NULL : interpreter_of(&(struct subject){arena, elf, ""}, segment);
}

int
elf_policy_check_path(struct arena *arena, const struct named_elf *subject,
    const struct platform *platform, const struct platform **ret_platform, struct error *err)
{
	SCOPED(elf_file) struct elf_file elf = {0};

	if (elf_open(arena, subject->path, subject->name, &elf, err) != 0)
		return -1;
	return elf_policy_check(&elf, subject->name, platform, ret_platform, err);
}

bool
elf_policy_is_foreign(struct arena *arena, const char *path, const struct platform *platform)
{
	SCOPED(elf_file) struct elf_file elf = {0};
	const char *loader;
	struct error ignored;

	if (elf_open(arena, path, path, &elf, &ignored) != 0)
		return false;
	loader = elf_policy_loader(&elf, arena);
	return platform_of_elf(elf.machine, elf.elf_class, elf.data) != platform ||
	    (loader != NULL && !text_starts_with(loader, "/lib/ld-musl-"));
}
