#include "elf/elf_hardening.h"
#include "elf/elf_needs.h"
#include "elf/elf_size.h"
#include "elf/elf_stack.h"
#include "elf_sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct world {
	struct arena arena;
	struct error err;
	struct sample sample;
	struct elf_file elf;
};

static int
setup(void **state)
{
	static struct world world;

	world = (struct world){.arena = {0}};
	sample_make(&world.sample, true, false, EM_X86_64);
	*state = &world;
	return 0;
}

static int
teardown(void **state)
{
	arena_release(&((struct world *)*state)->arena);
	return 0;
}

static struct elf_hardening
hardening_of(struct world *world)
{
	assert_int_equal(
	    elf_file_parse(&world->arena,
		&(struct elf_input){"sample", world->sample.bytes, sizeof(world->sample.bytes)},
		&world->elf, &world->err),
	    0);
	return elf_hardening_of(&world->elf, &world->arena);
}

static void
strip(struct sample *sample)
{
	sample_put(sample, 40, 0, 8);
	sample_put(sample, 60, 0, 2);
	sample_put(sample, 62, 0, 2);
}

static void
linking_is_told_by_type_and_loader(void **state)
{
	struct world *world = *state;

	assert_int_equal(hardening_of(world).linking, LINKING_STATIC);
	sample_make_pie(&world->sample);
	assert_int_equal(hardening_of(world).linking, LINKING_STATIC_PIE);
	sample_add_dynamic(&world->sample, DT_NEEDED, NAME_LIBC);
	assert_int_equal(hardening_of(world).linking, LINKING_DYNAMIC);
	sample_put(&world->sample, 16, ET_REL, 2);
	assert_int_equal(hardening_of(world).linking, LINKING_NONE);
}

static void
relro_is_none_partial_or_full(void **state)
{
	static const struct sample_segment relro = {
	    PT_GNU_RELRO, PF_R, 0x480, 0x1480, 0x80, 0x80, 1};
	struct world *world = *state;

	sample_make_pie(&world->sample);
	assert_int_equal(hardening_of(world).relro, RELRO_NONE);
	sample_add_segment(&world->sample, &relro);
	assert_int_equal(hardening_of(world).relro, RELRO_FULL);
	strip(&world->sample);
	assert_int_equal(hardening_of(world).relro, RELRO_FULL);
	sample_add_dynamic(&world->sample, DT_JMPREL, 0);
	assert_int_equal(hardening_of(world).relro, RELRO_PARTIAL);
	sample_add_dynamic(&world->sample, DT_BIND_NOW, 0);
	assert_int_equal(hardening_of(world).relro, RELRO_FULL);
}

static void
a_stack_that_is_executable_or_undeclared_is_not_nx(void **state)
{
	struct world *world = *state;
	struct sample_segment stack = {PT_GNU_STACK, PF_R | PF_W | PF_X, 0, 0, 0, 0, 16};

	assert_true(hardening_of(world).nx_stack);
	sample_set_segment(&world->sample, 2, &stack);
	assert_false(hardening_of(world).nx_stack);
	stack.type = PT_NULL;
	sample_set_segment(&world->sample, 2, &stack);
	assert_false(hardening_of(world).nx_stack);
}

static void
code_that_is_writable_is_seen(void **state)
{
	struct world *world = *state;

	assert_false(hardening_of(world).writable_code);
	sample_put(&world->sample, sample_segment_at(&world->sample, 1) + 4, PF_R | PF_W | PF_X, 4);
	assert_true(hardening_of(world).writable_code);
}

static void
the_protector_is_told_by_symbols_else_by_code_else_unknown(void **state)
{
	static const char load[] = "\x64\x48\x8b\x04\x25\x28\0\0\0";
	struct world *world = *state;

	assert_int_equal(hardening_of(world).stack_protector, ANSWER_NO);
	memcpy(world->sample.bytes + SAMPLE_STRINGS + NAME_BIG, "__stack_chk_fail", 17);
	assert_int_equal(hardening_of(world).stack_protector, ANSWER_YES);
	strip(&world->sample);
	assert_true(hardening_of(world).stripped);
	assert_int_equal(hardening_of(world).stack_protector, ANSWER_NO);
	/* the last bytes of the code segment, so that a longer look would leave
	 * it */
	memcpy(world->sample.bytes + 0x480 - 9, load, 9);
	assert_int_equal(hardening_of(world).stack_protector, ANSWER_YES);
	sample_put(&world->sample, 18, EM_AARCH64, 2);
	assert_int_equal(hardening_of(world).stack_protector, ANSWER_UNKNOWN);
}

static void
the_build_id_is_read_from_its_note(void **state)
{
	struct world *world = *state;

	assert_string_equal(hardening_of(world).build_id, "abcdef01");
	sample_put(&world->sample, SAMPLE_NOTES + 8, NT_GNU_ABI_TAG, 4);
	assert_null(hardening_of(world).build_id);
	sample_put(&world->sample, SAMPLE_NOTES + 8, NT_GNU_BUILD_ID, 4);
	sample_put(&world->sample, SAMPLE_NOTES + 4, UINT32_MAX, 4);
	assert_null(hardening_of(world).build_id);
}

static void
sections_and_the_rest_add_up_to_the_file(void **state)
{
	struct world *world = *state;
	struct elf_sizes sizes;

	(void)hardening_of(world);
	sizes = elf_size_sections(&world->elf);
	assert_int_equal(sizes.text, 0x40);
	assert_int_equal(sizes.other, SAMPLE_SIZE - 0x40);
	assert_int_equal(sizes.rodata + sizes.data + sizes.bss + sizes.debug, 0);
	strip(&world->sample);
	(void)hardening_of(world);
	sizes = elf_size_sections(&world->elf);
	assert_int_equal(sizes.text, 0x480);
	assert_int_equal(sizes.data, 0x80);
	assert_int_equal(sizes.bss, 0x380);
	assert_int_equal(sizes.other, SAMPLE_SIZE - 0x500);
}

static void
the_largest_symbols_come_first_and_each_place_once(void **state)
{
	struct world *world = *state;
	struct elf_sized_symbol *symbols;

	(void)hardening_of(world);
	assert_int_equal(elf_size_symbols(&world->elf, &world->arena, 5, &symbols), 2);
	assert_string_equal(symbols[0].name, "big");
	assert_int_equal(symbols[0].size, 24);
	assert_true(symbols[0].code);
	assert_string_equal(symbols[1].name, "small");
	assert_int_equal(elf_size_symbols(&world->elf, &world->arena, 1, &symbols), 1);
	assert_int_equal(elf_size_symbols(&world->elf, &world->arena, 0, &symbols), 0);
	/* another name for the same bytes */
	sample_add_symbol(&world->sample, NAME_SMALL, SAMPLE_BASE + SAMPLE_CODE + 8, 24);
	sample_put(&world->sample, sample_section_at(&world->sample, 2) + 32, (uint64_t)4 * 24, 8);
	(void)hardening_of(world);
	assert_int_equal(elf_size_symbols(&world->elf, &world->arena, 5, &symbols), 2);
	assert_string_equal(symbols[0].name, "big");
	strip(&world->sample);
	(void)hardening_of(world);
	assert_int_equal(elf_size_symbols(&world->elf, &world->arena, 5, &symbols), 0);
}

static void
paths_in_constants_hint_at_pieces(void **state)
{
	struct world *world = *state;
	const struct elf_need *needs;

	(void)hardening_of(world);
	assert_int_equal(elf_needs_find(&world->elf, &world->arena, &needs), 0);
	memcpy(world->sample.bytes + SAMPLE_RELOCATIONS, "/usr/share/zoneinfo/", 20);
	memcpy(world->sample.bytes + SAMPLE_RELOCATIONS + 32, "/etc/ssl/certs", 14);
	assert_false(elf_needs_dlopen(&world->elf));
	/* variables are not looked at */
	memcpy(world->sample.bytes + SAMPLE_SYMBOLS + 64, "/etc/passwd", 11);
	assert_int_equal(elf_needs_find(&world->elf, &world->arena, &needs), 2);
	assert_string_equal(needs[0].with, "certs");
	assert_string_equal(needs[1].with, "tz");
}

static void
threads_get_what_the_file_says_within_the_bounds_of_musl(void **state)
{
	static const uint64_t sizes[][2] = {
	    {0, 128 << 10}, {1 << 20, 1 << 20}, {8 << 20, 8 << 20}, {64 << 20, 8 << 20}};
	struct world *world = *state;
	struct elf_allocators allocators = {.count = 0};
	struct sample_segment segment = {PT_GNU_STACK, PF_R | PF_W, 0, 0, 0, 0, 16};
	struct elf_stack stack;
	size_t i;

	(void)hardening_of(world);
	assert_int_equal(elf_stack_of(&world->elf, &allocators).size, 128 << 10);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		segment.memory_size = sizes[i][0];
		sample_set_segment(&world->sample, 2, &segment);
		(void)hardening_of(world);
		stack = elf_stack_of(&world->elf, &allocators);
		assert_int_equal(stack.kind, STACK_OF_FILE);
		assert_int_equal(stack.size, sizes[i][1]);
	}
	assert_string_equal(elf_stack_text(&stack, &world->arena), "8 MiB");
	stack.size = 130 << 10;
	assert_string_equal(elf_stack_text(&stack, &world->arena), "130 KiB");
	allocators.found[ALLOCATOR_GO] = true;
	assert_int_equal(elf_stack_of(&world->elf, &allocators).kind, STACK_OF_GO);
}

static void
dlopen_is_seen_by_what_it_says_unless_the_file_has_a_loader(void **state)
{
	static const char words[] = "Dynamic loading not supported";
	struct sample_segment loader = {
	    PT_INTERP, PF_R, SAMPLE_STRINGS, SAMPLE_BASE + SAMPLE_STRINGS, 8, 8, 1};
	struct world *world = *state;

	(void)hardening_of(world);
	assert_false(elf_needs_dlopen(&world->elf));
	memcpy(world->sample.bytes + SAMPLE_RELOCATIONS, words, sizeof(words));
	(void)hardening_of(world);
	assert_true(elf_needs_dlopen(&world->elf));
	sample_add_segment(&world->sample, &loader);
	(void)hardening_of(world);
	assert_false(elf_needs_dlopen(&world->elf));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(linking_is_told_by_type_and_loader),
	    TEST(relro_is_none_partial_or_full),
	    TEST(a_stack_that_is_executable_or_undeclared_is_not_nx),
	    TEST(code_that_is_writable_is_seen),
	    TEST(the_protector_is_told_by_symbols_else_by_code_else_unknown),
	    TEST(the_build_id_is_read_from_its_note),
	    TEST(sections_and_the_rest_add_up_to_the_file),
	    TEST(the_largest_symbols_come_first_and_each_place_once),
	    TEST(threads_get_what_the_file_says_within_the_bounds_of_musl),
	    TEST(dlopen_is_seen_by_what_it_says_unless_the_file_has_a_loader),
	    TEST(paths_in_constants_hint_at_pieces),
	};

	return cmocka_run_group_tests_name("elf_hardening", tests, NULL, NULL);
}
