#include "spec/flags_help.h"

#include "spec/spec_flags.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static size_t
count_lines(const char *text)
{
	size_t lines = 0;

	for (; *text != '\0'; text++)
		lines += *text == '\n';
	return lines;
}

static void
the_help_is_the_table_in_columns(void **state)
{
	static const struct flag own[] = {
	    {"quiet", 'q', NULL, "say less", .set = NULL},
	    {"a-name-that-is-long", 0, "AND-A-VALUE", "on a line of its own", .set = NULL},
	    {0},
	};
	static const struct flag_group groups[] = {
	    {NULL, NULL, own, NULL}, {"more", "More", own, NULL}};
	static const struct flag_input input = {"mote x", groups, ARRAY_SIZE(groups), false};
	static const struct flags_help help = {"mote x [FLAG...]", "try it", "x", NULL};
	struct arena arena = {0};
	struct text text;

	(void)state;
	text_init(&text, &arena);
	flags_help(&text, &help, &input);
	assert_non_null(
	    strstr(text_string(&text), "usage: mote x [FLAG...]\n\ntry it.\n\n  -q, --quiet "));
	assert_non_null(strstr(text_string(&text), "  --a-name-that-is-long AND-A-VALUE\n "));
	assert_non_null(strstr(text_string(&text), "\nMore:\n  -q, --quiet "));
	arena_release(&arena);
}

static void
what_does_not_fit_a_screen_is_shown_group_by_group(void **state)
{
	struct arena arena = {0};
	struct spec spec = {0};
	struct flag_group groups[] = {spec_flags(&arena, GROUP_BUILD, &spec),
	    spec_flags(&arena, GROUP_IMAGE, &spec), spec_flags(&arena, GROUP_OUTPUT, &spec),
	    spec_flags(&arena, GROUP_TRUST, &spec)};
	struct flag_input input = {"mote build", groups, ARRAY_SIZE(groups), false};
	struct flags_help help = {"mote build", "build it", "build", NULL};
	const struct spec_key *key;
	struct text text;
	size_t i;

	(void)state;
	text_init(&text, &arena);
	flags_help(&text, &help, &input);
	assert_true(count_lines(text_string(&text)) <= HELP_ROWS);
	assert_non_null(strstr(text_string(&text), "  -o, --output "));
	assert_null(strstr(text_string(&text), "--stop-signal"));
	for (i = 0; i < ARRAY_SIZE(groups); i++) {
		assert_non_null(strstr(text_string(&text), groups[i].title));
		text_init(&text, &arena);
		help.group = groups[i].name;
		flags_help(&text, &help, &input);
		assert_true(count_lines(text_string(&text)) <= HELP_ROWS);
		help.group = NULL;
		text_init(&text, &arena);
		flags_help(&text, &help, &input);
	}
	text_init(&text, &arena);
	help.group = "all";
	flags_help(&text, &help, &input);
	for (key = spec_keys; key->help != NULL; key++)
		if (key->flag != NULL)
			assert_non_null(
			    strstr(text_string(&text), arena_printf(&arena, "--%s ", key->flag)));
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_help_is_the_table_in_columns),
	    cmocka_unit_test(what_does_not_fit_a_screen_is_shown_group_by_group),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
