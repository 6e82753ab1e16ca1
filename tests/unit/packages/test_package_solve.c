#include "packages/package_solve.h"

#include "index_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* One question to the solver, and its answer as "a=1 b=2" or as an error. */
struct solve_case {
	const char *index; /* in short: index_sample.h */
	const char *wanted; /* words */
	const char *tools, *kept; /* "a=1 b=2" */
	const char *answer;
};

static void
add_words(struct arena *arena, const char *words, struct package_lock *lock, struct text_list *list)
{
	char *rest = arena_strdup(arena, words == NULL ? "" : words), *word, *sign;

	while ((word = strsep(&rest, " ")) != NULL) {
		if (*word == '\0')
			continue;
		sign = strchr(word, '=');
		if (sign == NULL) {
			text_list_add(list, arena, word);
			continue;
		}
		*sign = '\0';
		package_lock_add(arena, lock,
		    &(struct locked_package){"arm64", word, sign + 1, 1, SHA, "pool/a"});
	}
}

static void
check(const struct solve_case *row)
{
	struct package_lock tools = {0}, kept = {0}, lock = {0};
	struct package_request request = {.tools = &tools, .kept = &kept};
	struct text_list wanted = {0}, found = {0};
	struct package_index index;
	struct arena arena = {0};
	struct error err;
	const char *answer;
	size_t i;

	if (sample_parse(&arena, sample_text(&arena, row->index), &index, &err) != 0)
		fail_msg("%s", err.text);
	add_words(&arena, row->wanted, NULL, &wanted);
	add_words(&arena, row->tools, &tools, NULL);
	add_words(&arena, row->kept, &kept, NULL);
	request.index = &index;
	request.wanted = &wanted;
	if (package_solve(&arena, &request, &lock, &err) != 0) {
		answer = err.text;
	} else {
		for (i = 0; i < lock.count; i++)
			text_list_add(&found, &arena,
			    arena_printf(
				&arena, "%s=%s", lock.items[i].name, lock.items[i].version));
		answer = text_list_join(&found, &arena, " ");
	}
	if (strcmp(answer, row->answer) != 0)
		fail_msg(
		    "%s wants %s: %s, and not %s", row->index, row->wanted, answer, row->answer);
	arena_release(&arena);
}

static void
all_that_a_package_needs_is_chosen(void **state)
{
	static const struct solve_case rows[] = {
	    {"aa 1\nDepends: bb\nPre-Depends: cc\nRecommends: xx\nbb 1\nDepends: dd\ncc 1\ndd 1\nxx 1\n",
		"aa", NULL, NULL, "aa=1 bb=1 cc=1 dd=1"},
	    {"aa 1\nDepends: bb\nbb 1\nDepends: aa\n", "aa", NULL, NULL, "aa=1 bb=1"},
	    {"aa 1\nDepends: aa\n", "aa aa", NULL, NULL, "aa=1"},
	    {"aa 1\nDepends: bb:any, cc:native, dd:arm64\nbb 1\ncc 1\ndd 1\n", "aa", NULL, NULL,
		"aa=1 bb=1 cc=1 dd=1"},
	    {"aa 1\naa 2\naa 1.5\n", "aa", NULL, NULL, "aa=2"},
	    {"aa 1\nDepends: bb (<< 2)\nbb 1\nbb 2\n", "aa", NULL, NULL, "aa=1 bb=1"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check(&rows[i]);
}

static void
an_alternative_that_is_chosen_counts_before_the_first(void **state)
{
	static const struct solve_case rows[] = {
	    {"aa 1\nDepends: bb | cc\nbb 1\ncc 1\n", "aa", NULL, NULL, "aa=1 bb=1"},
	    {"aa 1\nDepends: bb | cc\nbb 1\ncc 1\n", "aa cc", NULL, NULL, "aa=1 cc=1"},
	    {"aa 1\nDepends: bb | cc\nbb 1\ncc 1\n", "aa", "cc=1", NULL, "aa=1"},
	    {"aa 1\nDepends: no | cc\ncc 1\n", "aa", NULL, NULL, "aa=1 cc=1"},
	    {"aa 1\nDepends: bb (>= 2) | cc\nbb 1\ncc 1\n", "aa", NULL, NULL, "aa=1 cc=1"},
	    {"aa 1\nDepends: bb:riscv64 | cc\nbb 1\ncc 1\n", "aa", NULL, NULL, "aa=1 cc=1"},
	    {"aa 1\nDepends: vv\nyy 1\nProvides: vv\nxx 1\nProvides: vv\n", "aa", NULL, NULL,
		"aa=1 xx=1"},
	    {"aa 1\nDepends: vv\nyy 1\nProvides: vv\nxx 1\nProvides: vv\n", "aa yy", NULL, NULL,
		"aa=1 yy=1"},
	    {"aa 1\nDepends: vv\nyy 1\nProvides: vv\nxx 1\nProvides: vv\n", "aa", "yy=1", NULL,
		"aa=1"},
	    {"aa 1\nDepends: vv (>= 2)\nxx 1\nProvides: vv\nyy 1\nProvides: vv (= 2)\n", "aa", NULL,
		NULL, "aa=1 yy=1"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check(&rows[i]);
}

static void
tools_stay_until_another_version_is_needed(void **state)
{
	static const struct solve_case rows[] = {
	    {"pp 2\nDepends: base (= 2)\nbase 2\n", "pp", "base=2", NULL, "pp=2"},
	    {"pp 2\nDepends: base (>= 1)\nbase 2\n", "pp", "base=1", NULL, "pp=2"},
	    {"pp 2\nDepends: base (= 2)\nbase 2\n", "pp", "base=1", NULL, "base=2 pp=2"},
	    {"pp 2\nDepends: aa, base (= 2)\naa 1\nDepends: base\nbase 2\n", "pp", "base=1", NULL,
		"aa=1 base=2 pp=2"},
	    {"base 2\n", "base", "base=1", NULL, ""},
	    /* the tool that needs exactly a version of a library follows it */
	    {"dev 2\nDepends: lib (= 2)\nlib 2\nfile 2\nDepends: lib (= 2)\ngz 2\n", "dev",
		"file=1 gz=1 lib=1", NULL, "dev=2 file=2 lib=2"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check(&rows[i]);
}

static void
kept_versions_stay_while_they_are_there_and_fit(void **state)
{
	static const struct solve_case rows[] = {
	    {"aa 2\naa 1\n", "aa", NULL, "aa=1", "aa=1"},
	    {"aa 2\n", "aa", NULL, "aa=1", "aa=2"},
	    {"aa 2\naa 1\nbb 1\nDepends: aa (>= 2)\n", "aa bb", NULL, "aa=1", "aa=2 bb=1"},
	    {"aa 1\n", "aa", NULL, "zz=1", "aa=1"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check(&rows[i]);
}

static void
compilers_and_helpers_of_dpkg_are_left_out_unless_named(void **state)
{
	static const char index[] =
	    "libtool 1\nDepends: gcc | c-compiler, libc6-dev | libc-dev, file\n"
	    "gcc 1\nDepends: gcc-12, gcc-12-base\ngcc-12 1\nDepends: binutils\n"
	    "binutils 1\nfile 1\ngcc-12-base 1\nlibc6-dev 1\n"
	    "doc 1\nDepends: debconf (>= 0.5) | debconf-2.0, gcc-12-base\n"
	    "debconf 1\n";
	static const struct solve_case rows[] = {
	    {index, "libtool", NULL, NULL, "file=1 libtool=1"},
	    {index, "gcc", NULL, NULL, "binutils=1 gcc=1 gcc-12=1 gcc-12-base=1"},
	    {index, "doc", NULL, NULL, "doc=1 gcc-12-base=1"},
	    {index, "debconf libc6-dev", NULL, NULL, "debconf=1 libc6-dev=1"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check(&rows[i]);
}

static void
what_cannot_be_is_one_line(void **state)
{
	static const struct solve_case rows[] = {
	    {"autoconf 1\n", "autocnf", NULL, NULL,
		"there is no package \"autocnf\" for arm64; did you mean "
		"\"autoconf\"?"},
	    {"autoconf 1\n", "zlib1g", NULL, NULL,
		"there is no package \"zlib1g\" for arm64; packages.debian.org "
		"lists them"},
	    {"mawk 1\nProvides: awk\ngawk 1\nProvides: awk\n", "awk", NULL, NULL,
		"\"awk\" is a virtual package; name one that provides it: gawk, "
		"mawk"},
	    {"aa 1\nDepends: bb (>= 2)\nbb 1\n", "aa", NULL, NULL,
		"\"aa\" 1 needs \"bb (>= 2)\", but the archive has version 1 for arm64; "
		"try another mirror by MOTE_MIRROR"},
	    {"aa 1\nDepends: bb\n", "aa", NULL, NULL,
		"\"aa\" 1 needs \"bb\", which the archive does not have for arm64; try "
		"another mirror by MOTE_MIRROR"},
	    {"aa 1\nDepends: cc\ncc 2\nbb 1\nDepends: cc (<< 2)\ncc 1\n", "aa bb", NULL, NULL,
		"\"bb\" 1 for arm64 needs \"cc (<< 2)\", but another package needs \"cc\" "
		"2"},
	    {"aa 1\nDepends: (\n", "aa", NULL, NULL,
		"what \"aa\" 1 needs for arm64: \"(\" is no relation of packages"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check(&rows[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_that_a_package_needs_is_chosen),
	    cmocka_unit_test(an_alternative_that_is_chosen_counts_before_the_first),
	    cmocka_unit_test(tools_stay_until_another_version_is_needed),
	    cmocka_unit_test(kept_versions_stay_while_they_are_there_and_fit),
	    cmocka_unit_test(compilers_and_helpers_of_dpkg_are_left_out_unless_named),
	    cmocka_unit_test(what_cannot_be_is_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
