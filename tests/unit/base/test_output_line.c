#include "base/output_line.h"

#include "base/attribute.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *
shown(const char *bytes, bool colours)
{
	static char buffer[256];
	const struct output_line line = {buffer, sizeof(buffer), colours};

	assert_int_equal(output_line_show(&line, bytes, strlen(bytes)), strlen(bytes));
	return buffer;
}

static void
text_stays_and_control_characters_are_escaped(void **state)
{
	static const char *const rows[][2] = {
	    {"cc -c a.c", "cc -c a.c"},
	    {"\tf\xc3\xbcr \xe2\x82\xac", "\tf\xc3\xbcr \xe2\x82\xac"},
	    {"a\x07\x08\x7f", "a\\x07\\x08\\x7f"},
	    {"\033[2J\033]0;title\007", "\\x1b[2J\\x1b]0;title\\x07"},
	    {"\033[1;1H", "\\x1b[1;1H"},
	    {"\xc2\x9b"
	     "31m",
		"\\xc2\\x9b31m"},
	    {"\xff\xe2\x80\xae", "\\xff\\xe2\\x80\\xae"},
	    {"\xe2\x82", "\\xe2\\x82"},
	    {"", ""},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_string_equal(shown(rows[i][0], false), rows[i][1]);
		assert_string_equal(shown(rows[i][0], true), rows[i][1]);
	}
}

static void
colours_are_dropped_or_end_with_the_line(void **state)
{
	static const char *const rows[][3] = {
	    {"\033[1;31mred\033[0m", "red", "\033[1;31mred\033[0m\033[0m"},
	    {"\033[38;5;208morange", "orange", "\033[38;5;208morange\033[0m"},
	    {"\033[mx", "x", "\033[mx\033[0m"},
	    {"\033[01m\033[Kgcc\033[m\033[K", "gcc", "\033[01mgcc\033[m\033[0m"},
	    /* hidden, or blinking */
	    {"\033[8msecret", "secret", "secret"},
	    {"\033[0;08msecret", "secret", "secret"},
	    {"\033[1;5mx", "x", "x"},
	    {"\033[38;5;1;8mx", "x", "x"},
	    /* longer than any colour */
	    {"\033[1;1;1;1;1;1;1;1;1;1;1;1;1mx", "\\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1mx",
		"\\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1mx"},
	    {"\033[1", "\\x1b[1", "\\x1b[1"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_string_equal(shown(rows[i][0], false), rows[i][1]);
		assert_string_equal(shown(rows[i][0], true), rows[i][2]);
	}
}

static void
a_carriage_return_begins_the_line_anew(void **state)
{
	(void)state;
	assert_string_equal(shown("10 %\r20 %\r30 %", false), "30 %");
	assert_string_equal(shown("10 %\r20 %\r", false), "20 %");
	assert_string_equal(shown("dos\r\r", false), "dos");
	assert_string_equal(shown("\r", false), "");
}

static void
a_long_line_is_shown_in_parts(void **state)
{
	char bytes[1001], buffer[64];
	const struct output_line line = {buffer, sizeof(buffer), true};
	size_t used = 0, all = 0;

	(void)state;
	memset(bytes, '\033', 1000);
	bytes[1000] = '\0';
	while (used < 1000) {
		size_t more = output_line_show(&line, bytes + used, 1000 - used);

		assert_true(more > 0);
		assert_true(strlen(buffer) < sizeof(buffer));
		all += strlen(buffer);
		used += more;
	}
	assert_int_equal(all, 4000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_stays_and_control_characters_are_escaped),
	    cmocka_unit_test(colours_are_dropped_or_end_with_the_line),
	    cmocka_unit_test(a_carriage_return_begins_the_line_anew),
	    cmocka_unit_test(a_long_line_is_shown_in_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
