#include "elf/elf_allocator.h"
#include "elf_sample.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Where the sample's code is: constants may stand there as well as anywhere
 * that is loaded. */
enum { PLACE = SAMPLE_CODE, ROOM = 0x480 - SAMPLE_CODE };

static const char mimalloc_mark[] = "environment option mimalloc_%s has an invalid value.\n";
static const char jemalloc_mark[] = "<jemalloc>: Malformed conf string\n";

struct world {
	struct arena arena;
	struct error err;
	struct sample sample;
	struct elf_file elf;
	struct elf_allocators found;
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

static const char *
text_of(struct world *world)
{
	assert_int_equal(
	    elf_file_parse(&world->arena,
		&(struct elf_input){"sample", world->sample.bytes, sizeof(world->sample.bytes)},
		&world->elf, &world->err),
	    0);
	world->found = elf_allocators_of(&world->elf, &world->elf, &world->arena);
	return elf_allocators_text(&world->found, &world->arena);
}

static void
strip(struct sample *sample)
{
	if (sample->is64) {
		sample_put(sample, 40, 0, 8);
		sample_put(sample, 60, 0, 4);
	} else {
		sample_put(sample, 32, 0, 4);
		sample_put(sample, 48, 0, 4);
	}
}

static void
hold(struct sample *sample, size_t at, const void *bytes, size_t size)
{
	assert_true(at + size <= ROOM);
	memcpy(sample->bytes + PLACE + at, bytes, size);
}

static void
constants_name_an_allocator_in_a_stripped_program(void **state)
{
	static const struct {
		const char *constant, *name;
	} rows[] = {{mimalloc_mark, "mimalloc"}, {jemalloc_mark, "jemalloc"},
	    {"free(): invalid pointer", "glibc"}, {"TCMALLOC_RELEASE_RATE", "tcmalloc"}};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		sample_make(&world->sample, true, false, EM_X86_64);
		strip(&world->sample);
		assert_string_equal(text_of(world), "unknown (stripped)");
		hold(&world->sample, 0, rows[i].constant, strlen(rows[i].constant) + 1);
		assert_string_equal(text_of(world), rows[i].name);
	}
}

static void
a_table_names_the_malloc_of_musl_in_either_byte_order(void **state)
{
	static const unsigned first[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 25, 31, 36,
	    42, 50, 63, 72, 84, 102, 127, 146, 170, 204, 255, 292, 340, 409, 511, 584, 682, 818,
	    1023, 1169, 1364, 1637, 2047, 2340, 2730, 3276, 4095, 4680, 5460, 6552, 8191};
	struct world *world = *state;
	unsigned big;
	size_t i;

	for (big = 0; big < 2; big++) {
		sample_make(&world->sample, !big, big, big ? EM_PPC : EM_X86_64);
		strip(&world->sample);
		for (i = 0; i < sizeof(first) / sizeof(*first); i++)
			sample_put(&world->sample, PLACE + 1 + 2 * i, first[i], 2);
		assert_string_equal(text_of(world), "musl (mallocng)");
		sample_put(&world->sample, PLACE + 1 + 2 * 47, 8190, 2);
		assert_string_equal(text_of(world), "unknown (stripped)");
	}
}

static void
a_table_names_the_former_malloc_of_musl(void **state)
{
	struct world *world = *state;
	unsigned char bins[60];
	size_t i;

	for (i = 0; i < 60; i++)
		bins[i] = (unsigned char)(i < 5 ? 32 + i
			: i < 12                ? 36 + (i - 4) / 2
			: i < 28                ? 40 + (i - 12) / 4
						: 44 + (i - 28) / 8);
	hold(&world->sample, 3, bins, sizeof(bins));
	assert_string_equal(text_of(world), "musl (oldmalloc)");
}

static void
a_version_is_told_where_one_stands(void **state)
{
	static const char version[] = "\0"
				      "5.3.0-0-g54eaed1d8b56b1aa528be3bdd1877e59c56fa90c";
	static const char none[] = "\0"
				   "0.0.0-0-g0000000000000000000000000000000000000000";
	static const char short_one[] = "\0"
					"5.3.0-0-g54eaed1d8b56b1aa528b";
	static const char mimalloc[] = "\0mimalloc 2.0.9";
	struct world *world = *state;

	hold(&world->sample, 0, jemalloc_mark, sizeof(jemalloc_mark));
	hold(&world->sample, 100, none, sizeof(none));
	assert_string_equal(text_of(world), "jemalloc");
	hold(&world->sample, 100, short_one, sizeof(short_one));
	assert_string_equal(text_of(world), "jemalloc");
	hold(&world->sample, 100, version, sizeof(version));
	assert_string_equal(text_of(world), "jemalloc 5.3.0");
	hold(&world->sample, 200, mimalloc_mark, sizeof(mimalloc_mark));
	hold(&world->sample, 300, mimalloc, sizeof(mimalloc));
	assert_string_equal(text_of(world), "mimalloc 2.0.9 and jemalloc 5.3.0");
	assert_int_equal(world->found.count, 2);
	/* not at the end of what is loaded */
	hold(&world->sample, ROOM - 14, "\0mimalloc 2.0.9", 14);
	hold(&world->sample, 300, "\0mimalloc x.0.9", 14);
	assert_string_equal(text_of(world), "mimalloc and jemalloc 5.3.0");
}

static void
symbols_tell_a_malloc_that_has_no_mark(void **state)
{
	struct world *world = *state;

	assert_string_equal(text_of(world), "none");
	assert_int_equal(world->found.other, ANSWER_NO);
	memcpy(world->sample.bytes + SAMPLE_STRINGS + sizeof(sample_strings), "malloc", 7);
	sample_put(&world->sample, sample_section_at(&world->sample, 3) + 32,
	    sizeof(sample_strings) + 7, 8);
	sample_put(&world->sample, SAMPLE_SYMBOLS + 24, sizeof(sample_strings), 4);
	assert_string_equal(text_of(world), "unknown");
	assert_int_equal(world->found.other, ANSWER_YES);
	/* one that is only asked for is none */
	sample_put(&world->sample, SAMPLE_SYMBOLS + 24 + 6, SHN_UNDEF, 2);
	assert_string_equal(text_of(world), "none");
}

static void
a_dynamic_program_may_have_any(void **state)
{
	struct world *world = *state;

	sample_make_pie(&world->sample);
	sample_add_dynamic(&world->sample, DT_NEEDED, NAME_LIBC);
	assert_string_equal(text_of(world), "unknown (a shared library has it)");
	assert_true(world->found.shared);
	memcpy(world->sample.bytes + SAMPLE_STRINGS + NAME_SYMTAB, "libjemalloc.so.2", 17);
	sample_add_dynamic(&world->sample, DT_NEEDED, NAME_SYMTAB);
	assert_string_equal(text_of(world), "jemalloc");
}

/* Whatever the bytes are, nothing outside of them is read: ASan looks on. */
static void
marks_that_are_cut_off_are_none(void **state)
{
	struct world *world = *state;
	size_t length;

	strip(&world->sample);
	for (length = 1; length < sizeof(jemalloc_mark) - 2; length++) {
		memset(world->sample.bytes + PLACE, 0x90, ROOM);
		hold(&world->sample, ROOM - length, jemalloc_mark, length);
		assert_string_equal(text_of(world), "unknown (stripped)");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		constants_name_an_allocator_in_a_stripped_program, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		a_table_names_the_malloc_of_musl_in_either_byte_order, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		a_table_names_the_former_malloc_of_musl, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_version_is_told_where_one_stands, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		symbols_tell_a_malloc_that_has_no_mark, setup, teardown),
	    cmocka_unit_test_setup_teardown(a_dynamic_program_may_have_any, setup, teardown),
	    cmocka_unit_test_setup_teardown(marks_that_are_cut_off_are_none, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
