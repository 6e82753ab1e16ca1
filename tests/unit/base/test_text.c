#include "base/error.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
text_grows_and_stays_terminated(void **state)
{
	struct arena arena = {0};
	struct text text;
	unsigned i;

	(void)state;
	text_init(&text, &arena);
	assert_string_equal(text_string(&text), "");
	for (i = 0; i < 5000; i++)
		text_printf(&text, "%u,", i % 10);
	assert_int_equal(text.length, 10000);
	assert_int_equal(strlen(text_string(&text)), 10000);
	arena_release(&arena);
}

static void
nearest_finds_a_typing_mistake_and_nothing_far(void **state)
{
	static const char *const words[] = {"build", "pack", "labels", NULL};

	(void)state;
	assert_string_equal(text_nearest("biuld", words), "build");
	assert_string_equal(text_nearest("lables", words), "labels");
	assert_null(text_nearest("zzzzzz", words));
	assert_null(text_nearest("x", (const char *const[]){NULL}));
}

static void
numbers_are_digits_within_a_limit(void **state)
{
	uint64_t number = 7;

	(void)state;
	assert_int_equal(text_to_number("0", 10, &number), 0);
	assert_int_equal(number, 0);
	assert_int_equal(text_to_number("18446744073709551615", UINT64_MAX, &number), 0);
	assert_true(number == UINT64_MAX);
	number = 7;
	assert_int_equal(text_to_number("18446744073709551616", UINT64_MAX, &number), -1);
	assert_int_equal(text_to_number("", 10, &number), -1);
	assert_int_equal(text_to_number("-1", 10, &number), -1);
	assert_int_equal(text_to_number(" 1", 10, &number), -1);
	assert_int_equal(text_to_number("11", 10, &number), -1);
	assert_int_equal(number, 7);
}

static void
sizes_are_read_with_their_units(void **state)
{
	static const char *const bad[] = {"", "MB", "-1", "1 MB", "1.5GB", "5x", "5mb",
	    "18446744073709551616", "18446744073709551615kB", "123456789012345678901234567890"};
	uint64_t bytes = 7;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(text_to_bytes(bad[i], &bytes), -1);
	assert_int_equal(bytes, 7);
	assert_int_equal(text_to_bytes("18446744073709551615", &bytes), 0);
	assert_true(bytes == UINT64_MAX);
	assert_int_equal(text_to_bytes("5GiB", &bytes), 0);
	assert_true(bytes == (uint64_t)5 << 30);
	assert_int_equal(text_to_bytes("500kB", &bytes), 0);
	assert_int_equal(bytes, 500000);
}

static void
sizes_have_three_digits_and_powers_of_a_thousand(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(text_size(&arena, 0), "0 B");
	assert_string_equal(text_size(&arena, 999), "999 B");
	assert_string_equal(text_size(&arena, 1000), "1.00 kB");
	assert_string_equal(text_size(&arena, 1920000), "1.92 MB");
	assert_string_equal(text_size(&arena, 28600000), "28.6 MB");
	assert_string_equal(text_size(&arena, 778000000), "778 MB");
	assert_string_equal(text_size(&arena, UINT64_MAX), "18.4 EB");
	arena_release(&arena);
}

static void
utf8_is_checked_to_the_letter_of_rfc_3629(void **state)
{
	static const char *const good[] = {
	    "", "abc", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};
	static const char *const bad[] = {"\x80", "\xc0\x80", "\xc3", "\xe0\x80\x80",
	    "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "a\xff"};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(good); i++)
		assert_true(text_is_utf8(good[i], strlen(good[i])));
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(text_is_utf8(bad[i], strlen(bad[i])));
}

static void
lists_sort_by_bytes_and_join(void **state)
{
	struct arena arena = {0};
	struct text_list list = {0};

	(void)state;
	text_list_add(&list, &arena, "b");
	text_list_add(&list, &arena, "B");
	text_list_add(&list, &arena, "a");
	text_list_sort(&list);
	assert_string_equal(text_list_join(&list, &arena, " "), "B a b");
	assert_true(text_list_has(&list, "a"));
	assert_false(text_list_has(&list, "c"));
	arena_release(&arena);
}

static void
control_characters_and_odd_bytes_are_made_visible_and_other_text_is_left(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(text_visible(&arena, "a\x1b[2J\n\x7f"), "a\\x1b[2J\\x0a\\x7f");
	assert_string_equal(text_visible(&arena,
				"\xc2\x9b"
				"1m\xc2\xa0\xc3\xa4\xc2"),
	    "\\xc2\\x9b"
	    "1m\xc2\xa0\xc3\xa4\\xc2");
	assert_string_equal(text_visible(&arena, ""), "");
	arena_release(&arena);
}

static void
characters_that_turn_the_direction_are_made_visible_and_their_neighbours_are_left(void **state)
{
	/* U+061C, U+200E, U+202E, U+2066, U+2028 */
	static const struct {
		char bytes[4];
		const char *shown;
	} turning[] = {{{'\xd8', '\x9c'}, "\\xd8\\x9c"},
	    {{'\xe2', '\x80', '\x8e'}, "\\xe2\\x80\\x8e"},
	    {{'\xe2', '\x80', '\xae'}, "\\xe2\\x80\\xae"},
	    {{'\xe2', '\x81', '\xa6'}, "\\xe2\\x81\\xa6"},
	    {{'\xe2', '\x80', '\xa8'}, "\\xe2\\x80\\xa8"}};
	/* U+061B, U+200D, U+2030, U+2065, a letter of Hebrew */
	static const char *const left[] = {
	    "\xd8\x9b", "\xe2\x80\x8d", "\xe2\x80\xb0", "\xe2\x81\xa5", "\xd7\x90"};
	struct arena arena = {0};
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(turning); i++)
		assert_string_equal(text_visible(&arena, turning[i].bytes), turning[i].shown);
	for (i = 0; i < ARRAY_SIZE(left); i++)
		assert_string_equal(text_visible(&arena, left[i]), left[i]);
	error_fill(&err, ERROR_FAILED, "a%sb", turning[2].bytes);
	assert_string_equal(err.text, "a\\xe2\\x80\\xaeb");
	arena_release(&arena);
}

static void
what_is_made_visible_is_cut_to_its_place_and_never_within_a_character(void **state)
{
	char place[8];

	(void)state;
	text_copy_visible(place, sizeof(place), "abcd\033e", "");
	assert_string_equal(place, "abcd");
	text_copy_visible(place, sizeof(place), "abcdef\xc3\xa4", "");
	assert_string_equal(place, "abcdef");
	text_copy_visible(place, sizeof(place), "a\nb\tc", "\n");
	assert_string_equal(place, "a\nb\\x09");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_grows_and_stays_terminated),
	    cmocka_unit_test(nearest_finds_a_typing_mistake_and_nothing_far),
	    cmocka_unit_test(numbers_are_digits_within_a_limit),
	    cmocka_unit_test(sizes_are_read_with_their_units),
	    cmocka_unit_test(sizes_have_three_digits_and_powers_of_a_thousand),
	    cmocka_unit_test(utf8_is_checked_to_the_letter_of_rfc_3629),
	    cmocka_unit_test(lists_sort_by_bytes_and_join),
	    cmocka_unit_test(
		control_characters_and_odd_bytes_are_made_visible_and_other_text_is_left),
	    cmocka_unit_test(
		characters_that_turn_the_direction_are_made_visible_and_their_neighbours_are_left),
	    cmocka_unit_test(what_is_made_visible_is_cut_to_its_place_and_never_within_a_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
