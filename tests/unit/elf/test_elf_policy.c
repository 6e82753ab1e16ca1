#include "elf/elf_policy.h"
#include "elf/elf_relocation.h"
#include "elf_sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* The verdict: NULL when accepted, else the sentence. */
static const char *
verdict_for(const struct sample *sample, const char *platform, struct error *err)
{
	struct arena arena = {0};
	const struct platform *wanted = platform == NULL ? NULL : platform_parse(platform, err);
	const struct platform *own = NULL;
	struct elf_file elf;
	int status;

	assert_true(platform == NULL || wanted != NULL);
	assert_int_equal(
	    elf_file_parse(&arena,
		&(struct elf_input){"sample", sample->bytes, sizeof(sample->bytes)}, &elf, err),
	    0);
	status = elf_policy_check(&elf, "sample", wanted, &own, err);
	arena_release(&arena);
	if (status == 0) {
		assert_ptr_equal(own, platform_of_elf(elf.machine, elf.elf_class, elf.data));
		return NULL;
	}
	assert_null(own);
	assert_int_equal(err->kind, ERROR_REFUSED);
	return err->text;
}

static void
assert_accepted(const struct sample *sample)
{
	struct error err = {0};

	assert_null(verdict_for(sample, NULL, &err));
}

static void
assert_refused(const struct sample *sample, const char *platform, const char *sentence)
{
	struct error err = {0};
	const char *verdict = verdict_for(sample, platform, &err);

	assert_non_null(verdict);
	assert_non_null(strstr(verdict, sentence));
}

static void
static_and_static_pie_are_accepted(void **state)
{
	struct sample sample;

	(void)state;
	sample_make(&sample, true, false, EM_X86_64);
	assert_accepted(&sample);
	sample_make_pie(&sample);
	assert_accepted(&sample);
	/* what GNU ld gave before it knew DF_1_PIE */
	sample_make_pie(&sample);
	sample_put(&sample, SAMPLE_DYNAMIC, DT_DEBUG, 8);
	assert_accepted(&sample);
}

static void
every_platform_that_mote_knows_is_accepted(void **state)
{
	const struct platform *const *platform;

	(void)state;
	for (platform = platform_all(); *platform != NULL; platform++) {
		struct error err = {0};
		struct sample sample;

		sample_make(&sample, (*platform)->elf_class == ELFCLASS64,
		    (*platform)->elf_data == ELFDATA2MSB, (*platform)->elf_machine);
		assert_null(verdict_for(&sample, (*platform)->name, &err));
	}
}

static void
another_processor_class_or_byte_order_each_has_its_sentence(void **state)
{
	struct sample sample;

	(void)state;
	sample_make(&sample, true, false, EM_AARCH64);
	assert_refused(&sample, "linux/amd64",
	    "another processor: it is for AArch64, but linux/amd64 is x86-64");
	sample_make(&sample, false, false, EM_RISCV);
	assert_refused(
	    &sample, NULL, "another size of addresses: it has 32 bits, but linux/riscv64 has 64");
	assert_refused(&sample, "linux/riscv64", "another size of addresses");
	sample_make(&sample, true, true, EM_PPC64);
	assert_refused(&sample, NULL,
	    "another byte order: it is big-endian, but linux/ppc64le is little-endian");
	sample_make(&sample, true, false, EM_S390);
	assert_refused(
	    &sample, "linux/s390x", "it is little-endian, but linux/s390x is big-endian");
	sample_make(&sample, false, true, EM_MIPS);
	assert_refused(
	    &sample, NULL, "a processor that mote does not know, MIPS; it knows linux/amd64,");
	sample_make(&sample, false, true, 4711);
	assert_refused(&sample, NULL, "number 4711");
	sample_make(&sample, false, false, EM_X86_64);
	assert_refused(&sample, NULL, "x32");
	assert_refused(&sample, "linux/amd64", "x32");
}

static void
another_system_is_refused_and_gnu_is_linux(void **state)
{
	struct sample sample;

	(void)state;
	sample_make(&sample, true, false, EM_X86_64);
	sample.bytes[EI_OSABI] = ELFOSABI_GNU;
	assert_accepted(&sample);
	sample.bytes[EI_OSABI] = ELFOSABI_FREEBSD;
	assert_refused(&sample, NULL, "another operating system: FreeBSD");
	sample.bytes[EI_OSABI] = 77;
	assert_refused(&sample, NULL, "another operating system: number 77");
}

static void
what_is_not_an_executable_is_refused_by_its_type(void **state)
{
	static const struct {
		unsigned type;
		const char *sentence;
	} types[] = {
	    {ET_REL, "is an object file"},
	    {ET_CORE, "is a core dump"},
	    {ET_NONE, "an ELF file of type 0"},
	    {ET_DYN, "is a shared library"},
	};
	struct sample sample;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		sample_make(&sample, true, false, EM_X86_64);
		sample_put(&sample, 16, types[i].type, 2);
		assert_refused(&sample, NULL, types[i].sentence);
	}
}

static void
a_library_that_can_be_started_is_still_a_library(void **state)
{
	struct sample sample;

	(void)state;
	sample_make_pie(&sample);
	sample_put(&sample, SAMPLE_DYNAMIC, DT_SONAME, 8);
	sample_put(&sample, SAMPLE_DYNAMIC + 8, NAME_LIBC, 8);
	sample_add_segment(&sample,
	    &(struct sample_segment){PT_INTERP, PF_R, SAMPLE_STRINGS, SAMPLE_STRINGS, 8, 8, 1});
	assert_refused(&sample, NULL, "is a shared library");
}

static void
an_interpreter_is_refused_with_its_name(void **state)
{
	static const char loader[] = "/lib64/ld-linux.so.2", musl[] = "/lib/ld-musl-x86_64.so.1";
	struct sample_segment segment = {PT_INTERP, PF_R, SAMPLE_RELOCATIONS, SAMPLE_RELOCATIONS,
	    sizeof(loader), sizeof(loader), 1};
	struct sample sample;

	(void)state;
	sample_make_pie(&sample);
	memcpy(sample.bytes + SAMPLE_RELOCATIONS, loader, sizeof(loader));
	sample_add_segment(&sample, &segment);
	assert_refused(&sample, NULL, "started by \"/lib64/ld-linux.so.2\" (PT_INTERP)");
	sample_make_pie(&sample);
	memcpy(sample.bytes + SAMPLE_RELOCATIONS, musl, sizeof(musl));
	segment.file_size = sizeof(musl) - 1; /* without its NUL */
	sample_add_segment(&sample, &segment);
	assert_refused(&sample, NULL, "\"/lib/ld-musl-x86_64.so.1\"");
	assert_refused(&sample, NULL, "musl-gcc -static-pie");
}

static void
needed_libraries_are_named(void **state)
{
	struct sample sample;
	int i;

	(void)state;
	sample_make_pie(&sample);
	sample_add_dynamic(&sample, DT_NEEDED, NAME_LIBC);
	assert_refused(&sample, NULL, "(DT_NEEDED): libc.so.6;");
	sample_add_dynamic(&sample, DT_NEEDED, NAME_LIBRARY);
	assert_refused(&sample, NULL, "libc.so.6, lib.so;");
	for (i = 0; i < 4; i++)
		sample_add_dynamic(&sample, DT_NEEDED, 100000);
	assert_refused(&sample, NULL, "libc.so.6, lib.so, ?, ?, ...;");
}

static void
an_executable_or_undeclared_stack_is_refused(void **state)
{
	struct sample sample;
	struct sample_segment stack = {PT_GNU_STACK, PF_R | PF_W | PF_X, 0, 0, 0, 0, 16};

	(void)state;
	sample_make(&sample, true, false, EM_X86_64);
	sample_add_segment(&sample, &stack);
	assert_refused(&sample, NULL, "asks for an executable stack");
	sample_make(&sample, true, false, EM_X86_64);
	stack.type = PT_NULL;
	sample_set_segment(&sample, 2, &stack);
	assert_refused(&sample, NULL, "no PT_GNU_STACK");
}

static void
an_entry_outside_of_the_code_is_refused(void **state)
{
	static const uint64_t entries[] = {
	    0, SAMPLE_BASE - 1, SAMPLE_BASE + 0x480, SAMPLE_BASE + 0x1480, UINT64_MAX};
	struct sample sample;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(entries); i++) {
		sample_make(&sample, true, false, EM_X86_64);
		sample_put(&sample, 24, entries[i], 8);
		assert_refused(&sample, NULL, "entry point is not in its code");
	}
}

static void
segments_that_linux_does_not_map_are_refused(void **state)
{
	static const struct {
		struct sample_segment segment;
		const char *sentence;
	} segments[] = {
	    {{PT_NULL, 0, 0, 0, 0, 0, 0}, "no segment to load"},
	    {{PT_LOAD, PF_R | PF_X, 0, SAMPLE_BASE + 1, 0x480, 0x480, 1},
		"does not fit its address"},
	    {{PT_LOAD, PF_R | PF_X, 0, 0, 0x480, 0x480, 1}, "address 0"},
	    {{PT_LOAD, PF_R | PF_X, 0, (uint64_t)1 << 47, 0x480, 0x480, 1}, "no program may be"},
	};
	struct sample_segment none = {PT_NULL, 0, 0, 0, 0, 0, 0};
	struct sample sample;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(segments); i++) {
		sample_make(&sample, true, false, EM_X86_64);
		sample_set_segment(&sample, 0, &segments[i].segment);
		sample_set_segment(&sample, 1, &none);
		assert_refused(&sample, NULL, segments[i].sentence);
	}
	sample_make(&sample, true, false, EM_X86_64);
	sample_put(&sample, sample_segment_at(&sample, 1) + 16, SAMPLE_BASE + 0x480 - 0x1000, 8);
	assert_refused(&sample, NULL, "overlap or stand out of order");
	sample_make(&sample, true, false, EM_X86_64);
	sample_put(&sample, sample_segment_at(&sample, 1) + 16, SAMPLE_BASE + 0x480, 8);
	assert_refused(&sample, NULL, "share a page");
	/* what may do all that the one before may, from the same place */
	sample_put(&sample, sample_segment_at(&sample, 1) + 4, PF_R | PF_W | PF_X, 4);
	assert_accepted(&sample);
}

static void
a_section_that_no_segment_loads_is_refused(void **state)
{
	struct sample sample;

	(void)state;
	sample_make(&sample, true, false, EM_X86_64);
	sample_put(&sample, sample_section_at(&sample, 1) + 16, SAMPLE_BASE + 0x8000, 8);
	assert_refused(&sample, NULL, "not in any of its segments");
}

static void
add_relocation(struct sample *sample, uint64_t info)
{
	sample_put(sample, SAMPLE_RELOCATIONS + 8, info, 8);
	sample_add_dynamic(sample, DT_RELA, SAMPLE_RELOCATIONS);
	sample_add_dynamic(sample, DT_RELASZ, 24);
}

static void
relocations_that_musl_leaves_undone_are_refused(void **state)
{
	struct sample sample;

	(void)state;
	sample_make_pie(&sample);
	add_relocation(&sample, R_X86_64_RELATIVE);
	assert_accepted(&sample);
	sample_make_pie(&sample);
	add_relocation(&sample, R_X86_64_IRELATIVE);
	assert_refused(&sample, NULL, "1 IRELATIVE relocations");
	sample_make_pie(&sample);
	add_relocation(&sample, (uint64_t)1 << 32 | R_X86_64_64);
	assert_refused(&sample, NULL, "1 relocations against symbols");
	sample_make_pie(&sample);
	sample_add_dynamic(&sample, DT_TEXTREL, 0);
	assert_refused(&sample, NULL, "DT_TEXTREL");
}

static void
an_undefined_weak_symbol_may_stay_zero(void **state)
{
	struct sample sample;

	(void)state;
	sample_make_pie(&sample);
	add_relocation(&sample, (uint64_t)1 << 32 | R_X86_64_GLOB_DAT);
	/* symbols whose table is in the code segment, where nothing else is */
	sample_add_dynamic(&sample, DT_SYMTAB, SAMPLE_STRINGS + 0x60 - 24);
	memset(sample.bytes + SAMPLE_STRINGS + 0x60, 0, 0x20);
	sample.bytes[SAMPLE_STRINGS + 0x60 + 4] = STB_WEAK << 4;
	assert_accepted(&sample);
	sample.bytes[SAMPLE_STRINGS + 0x60 + 4] = STB_GLOBAL << 4;
	assert_refused(&sample, NULL, "against symbols");
}

static void
irelative_relocations_of_a_static_executable_are_found_by_their_section(void **state)
{
	struct sample sample;

	(void)state;
	sample_make(&sample, true, false, EM_X86_64);
	sample_put(&sample, SAMPLE_RELOCATIONS + 8, R_X86_64_IRELATIVE, 8);
	sample_add_section(&sample,
	    &(struct sample_section){
		NAME_RELA, SHT_RELA, SHF_ALLOC, 0, SAMPLE_RELOCATIONS, 24, 24});
	assert_refused(&sample, NULL, "1 IRELATIVE relocations");
}

static void
glibc_carries_out_its_relocations_itself(void **state)
{
	struct sample sample;
	size_t note = SAMPLE_NOTES;

	(void)state;
	sample_make_pie(&sample);
	add_relocation(&sample, R_X86_64_IRELATIVE);
	sample_add_note(&sample, NT_GNU_ABI_TAG, &note);
	assert_accepted(&sample);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(static_and_static_pie_are_accepted),
	    cmocka_unit_test(every_platform_that_mote_knows_is_accepted),
	    cmocka_unit_test(another_processor_class_or_byte_order_each_has_its_sentence),
	    cmocka_unit_test(another_system_is_refused_and_gnu_is_linux),
	    cmocka_unit_test(what_is_not_an_executable_is_refused_by_its_type),
	    cmocka_unit_test(a_library_that_can_be_started_is_still_a_library),
	    cmocka_unit_test(an_interpreter_is_refused_with_its_name),
	    cmocka_unit_test(needed_libraries_are_named),
	    cmocka_unit_test(an_executable_or_undeclared_stack_is_refused),
	    cmocka_unit_test(an_entry_outside_of_the_code_is_refused),
	    cmocka_unit_test(segments_that_linux_does_not_map_are_refused),
	    cmocka_unit_test(a_section_that_no_segment_loads_is_refused),
	    cmocka_unit_test(relocations_that_musl_leaves_undone_are_refused),
	    cmocka_unit_test(an_undefined_weak_symbol_may_stay_zero),
	    cmocka_unit_test(
		irelative_relocations_of_a_static_executable_are_found_by_their_section),
	    cmocka_unit_test(glibc_carries_out_its_relocations_itself),
	};

	return cmocka_run_group_tests_name("elf_policy", tests, NULL, NULL);
}
