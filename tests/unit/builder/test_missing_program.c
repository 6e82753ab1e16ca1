#include "builder/missing_program.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
expect(const char *words, const char *name)
{
	struct arena arena = {0};
	const char *found = missing_program_find(&arena, words, strlen(words));

	if (name == NULL)
		assert_null(found);
	else
		assert_string_equal(found, name);
	arena_release(&arena);
}

static void
each_shell_and_make_has_its_words(void **state)
{
	(void)state;
	expect("/bin/sh: 1: bison: not found\n", "bison");
	expect("sh: 1: /usr/bin/gcc: not found\n", "/usr/bin/gcc");
	expect("./configure: line 10369: tclsh: command not found\n", "tclsh");
	expect("make: g++-12: No such file or directory\n", "g++-12");
	expect("make[2]: help2man: No such file or directory\n", "help2man");
	expect("/usr/bin/env: 'python3': No such file or directory\n", "python3");
	expect("env: 'perl': No such file or directory", "perl");
}

static void
the_last_one_counts(void **state)
{
	(void)state;
	expect(
	    "sh: 1: a: not found\nsh: 1: b: not found\nmake: *** [Makefile:1: x] Error 127\n", "b");
}

static void
other_words_name_no_program(void **state)
{
	(void)state;
	expect("", NULL);
	expect("\n\n", NULL);
	expect("a.c:1:10: fatal error: 'argp.h' file not found\n", NULL);
	expect("cat: notes: No such file or directory\n", NULL);
	expect(": not found\n", NULL);
	expect("not found", NULL);
	expect("sh: 1: \033[31mred: not found\n", NULL);
}

static void
the_words_may_end_anywhere(void **state)
{
	static const char words[] = "sh: 1: bison: not found and more";
	struct arena arena = {0};

	(void)state;
	assert_string_equal(missing_program_find(&arena, words, strlen(words) - 9), "bison");
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_shell_and_make_has_its_words),
	    cmocka_unit_test(the_last_one_counts),
	    cmocka_unit_test(other_words_name_no_program),
	    cmocka_unit_test(the_words_may_end_anywhere),
	};

	return cmocka_run_group_tests_name("missing_program", tests, NULL, NULL);
}
