#include "registry/registries_conf.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A line for each rule and each mirror, or the error. */
static const char *
parse(struct arena *arena, const char *bytes)
{
	static const char *const uses[] = {"", " by digest", " by tag"};
	struct registries_conf conf = {0};
	struct error err = {0};
	struct text said;
	size_t i, j;

	text_init(&said, arena);
	if (registries_conf_parse(arena, "conf", bytes, &conf, &err) != 0)
		return arena_printf(arena, "error %d: %s", err.kind, err.text);
	for (i = 0; i < conf.count; i++) {
		const struct registry_rule *rule = &conf.rules[i];

		text_printf(&said, "%s -> %s%s%s%s\n", rule->prefix,
		    rule->location == NULL ? "itself" : rule->location,
		    rule->insecure ? " insecure" : "", rule->blocked ? " blocked" : "",
		    rule->mirror_by_digest_only ? " by digest" : "");
		for (j = 0; j < rule->mirror_count; j++)
			text_printf(&said, "  %s%s%s\n", rule->mirrors[j].location,
			    rule->mirrors[j].insecure ? " insecure" : "",
			    uses[rule->mirrors[j].use]);
	}
	return text_string(&said);
}

static void
what_podman_documents_is_read(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(
	    parse(&arena,
		"# comment\n"
		"unqualified-search-registries = [\"docker.io\", 'quay.io', # one\n  \"x\" ]\n"
		"short-name-mode=\"enforcing\"\r\n"
		"\n"
		"[[registry]]\n"
		"prefix = \"example.com/foo\"\n"
		"insecure = false\n"
		"blocked = false # not\n"
		"location = \"internal.example/bar/\"\n"
		"\n"
		"  [[registry.mirror]]\n"
		"  location = 'mirror-0.local/mirror-for-foo'\n"
		"[[registry.mirror]]\n"
		"location = \"mirror-1.local:5000/mirrors/foo\"\n"
		"insecure = true\n"
		"pull-from-mirror = \"digest-only\"\n"
		"[[ registry ]]\n"
		"location = \"registry.com\"\n"
		"mirror-by-digest-only = true\n"
		"some-number = 1_000\n"
		"[ [\"x\"] ]\n"),
	    "error 1: conf:22: neither a key nor a table");
	assert_string_equal(
	    parse(&arena,
		"[[registry]]\n"
		"prefix = \"example.com/foo\"\n"
		"location = \"internal.example/bar/\"\n"
		"  [[registry.mirror]]\n"
		"  location = 'mirror-0.local/mirror-for-foo'\n"
		"[[ registry . \"mirror\" ]]\n"
		"location = \"mirror-1.local:5000/mirrors/foo\"\n"
		"insecure = true\n"
		"pull-from-mirror = \"digest-only\"\n"
		"[[registry.mirror]]\n"
		"\"location\" = \"m2\"\n"
		"pull-from-mirror = \"tag-only\"\n"
		"[[registry]]\n"
		"location = \"registry.com\"\n"
		"mirror-by-digest-only = true\n"
		"some-number = 1_000\n"
		"some.dotted.key = { a = [1, {b = \"]}\"}], c = 1979-05-27T07:32:00Z }\n"
		"[[registry]]\n"
		"prefix = \"*.example.org\"\n"
		"location = \"\"\n"
		"blocked = true\n"
		"[aliases]\n"
		"\"debian\" = \"docker.io/library/debian\"\n"
		"[registries.search]\n"
		"registries = []"),
	    "example.com/foo -> internal.example/bar\n"
	    "  mirror-0.local/mirror-for-foo\n"
	    "  mirror-1.local:5000/mirrors/foo insecure by digest\n"
	    "  m2 by tag\n"
	    "registry.com -> registry.com by digest\n"
	    "*.example.org -> itself blocked\n");
	assert_string_equal(parse(&arena, ""), "");
	assert_string_equal(parse(&arena, "#"), "");
	assert_string_equal(parse(&arena, "a = \"\\\"\\\\\\t\"\n"), "");
	arena_release(&arena);
}

static void
what_is_wrong_is_named_with_its_line(void **state)
{
	static const char *const cases[][2] = {
	    {"\n[[registry]]\nlocation = \"a\nb\"\n", "3: a text that is not closed on its line"},
	    {"a = \"\"\"x\"\"\"\n", "1: a text of several lines, which mote does not read"},
	    {"a = \"\\u0041\"\n", "1: an escape that mote does not know"},
	    {"a = \"\\", "1: an escape that mote does not know"},
	    {"a = yes\n", "1: neither a text, a boolean, a number nor a list"},
	    {"a =\n", "1: neither a text, a boolean, a number nor a list"},
	    {"a = 1 2\n", "1: something behind the end of the line's value"},
	    {"a = 1 b = 2\n", "1: something behind the end of the line's value"},
	    {"a\n", "1: a key without a value"},
	    {"= 1\n", "1: neither a key nor a table"},
	    {"a. = 1\n", "1: neither a key nor a table"},
	    {"[a\n", "1: a table's name that is not closed"},
	    {"[[a]\n", "1: a table's name that is not closed"},
	    {"[a] b = 1\n", "1: something behind the end of the line's value"},
	    {"a = [1,\n2\n", "3: a list that is not closed"},
	    {"a = [1}\n", "1: a list that is not closed"},
	    {"a = [[[[[[[[[[[[[[[[[[1\n", "1: lists in lists, too deep"},
	    {"# \x01\n", "1: a control character in a comment"},
	    {"[registry]\n", "1: this table is one of several: write it in [[ ]]"},
	    {"[[registry.mirror]]\n", "1: a mirror before any [[registry]]"},
	    {"[[registry]]\nlocation = \"a\"\n[[registry.mirror]]\n[x]\n",
		"4: the mirror before this line has no location"},
	    {"[[registry]]\nlocation = \"a\"\n[[registry.mirror]]\nlocation = \"\"\n",
		"5: the mirror before this line has no location"},
	    {"[[registry]]\nlocation = \"a\"\nlocation = \"b\"\n",
		"3: a key that its table has already"},
	    {"[[registry]]\nlocation = true\n", "2: this is a text in quotes"},
	    {"[[registry]]\ninsecure = \"true\"\n", "2: this is true or false"},
	    {"[[registry]]\ninsecure = 1\n", "2: this is true or false"},
	    {"[[registry]]\nlocation = \"https://a\"\n",
		"2: a place is HOST or HOST/PATH, without \"https://\"; plain HTTP is said by \"insecure\""},
	    {"[[registry]]\nmirror = [{location = \"x\"}]\n",
		"2: write each mirror as a table, [[registry.mirror]]"},
	    {"[[registry]]\nlocation = \"a\"\n[[registry.mirror]]\nlocation = \"b\"\npull-from-mirror = "
	     "\"some\"\n",
		"5: pull-from-mirror is all, digest-only or tag-only"},
	    {"\n[[registry]]\ninsecure = true\n",
		"2: this registry has neither prefix nor location"},
	    {"[[registry]]\nprefix = \"a\"\n", "1: this registry has no location"},
	    {"[[registry]]\nprefix = \"a.*.b\"\nlocation = \"c\"\n",
		"1: a star stands at the beginning of a prefix alone, as in \"*.example.com\""},
	};
	struct arena arena = {0};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_string_equal(parse(&arena, cases[i][0]),
		    arena_printf(&arena, "error 1: conf:%s", cases[i][1]));
	arena_release(&arena);
}

static void
a_later_rule_of_the_same_prefix_takes_the_place(void **state)
{
	struct registries_conf conf = {0};
	struct arena arena = {0};
	struct error err = {0};

	(void)state;
	assert_int_equal(registries_conf_parse(&arena, "a",
			     "[[registry]]\nlocation=\"x\"\n[[registry.mirror]]\nlocation=\"m\"\n"
			     "[[registry]]\nlocation=\"y\"\n",
			     &conf, &err),
	    0);
	assert_int_equal(registries_conf_parse(&arena, "b",
			     "[[registry]]\nprefix=\"x\"\nlocation=\"z\"\n", &conf, &err),
	    0);
	assert_int_equal(conf.count, 2);
	assert_string_equal(conf.rules[0].location, "z");
	assert_int_equal(conf.rules[0].mirror_count, 0);
	/* a broken file changes nothing */
	assert_int_equal(
	    registries_conf_parse(&arena, "c",
		"[[registry]]\nprefix=\"x\"\nlocation=\"w\"\n[[registry]]\n", &conf, &err),
	    -1);
	assert_string_equal(conf.rules[0].location, "z");
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_podman_documents_is_read),
	    cmocka_unit_test(what_is_wrong_is_named_with_its_line),
	    cmocka_unit_test(a_later_rule_of_the_same_prefix_takes_the_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
