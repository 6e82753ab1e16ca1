#include "base/settings.h"

#include "../../support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static int
parse(struct scratch *scratch, const char *text, struct setting *settings)
{
	struct text bytes;

	text_init(&bytes, &scratch->arena);
	text_add(&bytes, text);
	return settings_parse(&scratch->arena, "mote.conf", &bytes, settings, &scratch->err);
}

static void
lines_are_keys_and_values(void **state)
{
	struct scratch *scratch = *state;
	struct setting settings[SETTING_COUNT];

	assert_int_equal(
	    parse(scratch, "# places\n\n  mirror=http://a = b\r\n\ttoolchain =  /srv/x y \t",
		settings),
	    0);
	assert_string_equal(settings[SETTING_MIRROR].value, "http://a = b");
	assert_string_equal(settings[SETTING_MIRROR].from, "mote.conf:3");
	assert_string_equal(settings[SETTING_TOOLCHAIN].value, "/srv/x y");
	assert_int_equal(parse(scratch, "", settings), 0);
	assert_null(settings[SETTING_MIRROR].value);
}

static void
a_wrong_line_is_named(void **state)
{
	static const struct {
		const char *text, *said;
	} cases[] = {
	    {"mirror\n", "mote.conf:1: \"mirror\" is no line \"KEY = VALUE\" and no comment"},
	    {"\nmirorr = x\n",
		"mote.conf:2: there is no setting \"mirorr\"; did you mean \"mirror\"?"},
	    {"x = x",
		"mote.conf:1: there is no setting \"x\"; there are \"mirror\" and \"toolchain\""},
	    {"mirror = a\nmirror = a\n",
		"mote.conf:2: \"mirror\" stands in \"mote.conf:1\" already"},
	    {"toolchain = \n", "mote.conf:1: \"toolchain\" has no value"},
	    {"mirror = \xff\n", "\"mote.conf\" is no text in UTF-8"},
	};
	struct scratch *scratch = *state;
	struct setting settings[SETTING_COUNT];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(parse(scratch, cases[i].text, settings), -1);
		assert_string_equal(scratch->err.text, cases[i].said);
		assert_int_equal(scratch->err.kind, ERROR_USAGE);
	}
}

static void
the_variable_counts_before_the_file(void **state)
{
	struct scratch *scratch = *state;
	struct setting setting;

	setenv("XDG_CONFIG_HOME", scratch->folder.path, 1);
	unsetenv("MOTE_TOOLCHAIN_FROM");
	assert_int_equal(
	    setting_find(&scratch->arena, SETTING_TOOLCHAIN, &setting, &scratch->err), 0);
	assert_null(setting.value);
	assert_int_equal(scratch_write(scratch, "mote/mote.conf", "toolchain = /srv\n"), 0);
	assert_int_equal(
	    setting_find(&scratch->arena, SETTING_TOOLCHAIN, &setting, &scratch->err), 0);
	assert_string_equal(setting.value, "/srv");
	assert_string_equal(setting.from,
	    arena_printf(&scratch->arena, "%s:1", scratch_path(scratch, "mote/mote.conf")));
	setenv("MOTE_TOOLCHAIN_FROM", "/other", 1);
	assert_int_equal(
	    setting_find(&scratch->arena, SETTING_TOOLCHAIN, &setting, &scratch->err), 0);
	assert_string_equal(setting.value, "/other");
	assert_string_equal(setting.from, "MOTE_TOOLCHAIN_FROM");
	unsetenv("MOTE_TOOLCHAIN_FROM");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(lines_are_keys_and_values),
	    TEST(a_wrong_line_is_named),
	    TEST(the_variable_counts_before_the_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
