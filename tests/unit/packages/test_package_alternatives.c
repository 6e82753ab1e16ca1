#include "packages/package_alternatives.h"

#include "deb_sample.h"

/* The links that the script asks for, a line for each: "name link path
 * priority", and for one that follows another the name of that one behind
 * it. */
static const char *
read_script(struct world *world, const char *script)
{
	const struct text bytes = {
	    .bytes = arena_strdup(&world->arena, script), .length = strlen(script)};
	struct package_alternatives found;
	struct text lines;
	size_t i;

	package_alternatives_read(&world->arena, &bytes, &found);
	text_init(&lines, &world->arena);
	for (i = 0; i < found.count; i++) {
		const struct package_alternative *one = &found.items[i];

		text_printf(
		    &lines, "%s %s %s %d", one->name, one->link, one->path, (int)one->priority);
		if (one->master != i)
			text_printf(&lines, " of %s", found.items[one->master].name);
		text_add(&lines, "\n");
	}
	return text_string(&lines);
}

static void
lines_that_are_joined_are_one_call(void **state)
{
	struct world *world = *state;

	assert_string_equal(
	    read_script(world,
		"#!/bin/sh\nset -e\n"
		"if [ \"$1\" = \"configure\" ]; then\n"
		"\tupdate-alternatives --quiet --install /usr/bin/awk awk \\\n"
		"\t    /usr/bin/mawk 5 \\\n"
		"\t    --slave /usr/bin/nawk nawk /usr/bin/mawk\n"
		"fi\n"
		"update-alternatives --install /lib/cpp cpp /usr/bin/cpp -10 || true\n"),
	    "awk /usr/bin/awk /usr/bin/mawk 5\n"
	    "nawk /usr/bin/nawk /usr/bin/mawk 5 of awk\n"
	    "cpp /lib/cpp /usr/bin/cpp -10\n");
}

static void
variables_with_plain_values_are_read(void **state)
{
	struct world *world = *state;

	assert_string_equal(
	    read_script(world,
		"ver=1.16\nprio=\"34\"\nname=auto$ver\n"
		"update-alternatives --install /usr/bin/automake automake \\\n"
		"\t/usr/bin/automake-$ver ${prio} --slave /usr/bin/x \"$name\" \"/usr/bin/x-${ver}\"\n"),
	    "automake /usr/bin/automake /usr/bin/automake-1.16 34\n"
	    "auto1.16 /usr/bin/x /usr/bin/x-1.16 34 of automake\n");
}

static void
what_is_more_than_a_word_ends_the_call_before_it(void **state)
{
	struct world *world = *state;

	assert_string_equal(
	    read_script(world,
		"update-alternatives --install /usr/bin/lzma lzma /usr/bin/xz 20 $(\n"
		"\tslave /usr/bin unlzma unxz\n)\n"
		"update-alternatives --install /a a /b 1 --slave /c c $1 --slave /d d /e\n"
		"update-alternatives --install \"$BIN\"/\"$NAME\" \"$NAME\" /x 1\n"
		"update-alternatives --install $(cat f) x /x 1\n"
		"update-alternatives --install /a a /b $1\n"
		"update-alternatives --remove /a /b\n"
		"# update-alternatives --install /a a /b 1\n"
		"update-alternatives --install /a a\n"),
	    "lzma /usr/bin/lzma /usr/bin/xz 20\n"
	    "a /a /b 1\n");
}

static void
a_link_can_lead_nowhere_but_into_the_root(void **state)
{
	struct world *world = *state;

	assert_string_equal(read_script(world,
				"update-alternatives --install ../a a /b 1\n"
				"update-alternatives --install /a/../../b a /b 1\n"
				"update-alternatives --install /a ../a /b 1\n"
				"update-alternatives --install /a . /b 1\n"
				"update-alternatives --install /a a b 1\n"
				"update-alternatives --install /a a /b 99999999999\n"
				"update-alternatives --install / a /b 1\n"
				"v=../x\nupdate-alternatives --install /a $v /b 1\n"
				"update-alternatives --install /a a /b/$v 1\n"),
	    "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(lines_that_are_joined_are_one_call),
	    TEST(variables_with_plain_values_are_read),
	    TEST(what_is_more_than_a_word_ends_the_call_before_it),
	    TEST(a_link_can_lead_nowhere_but_into_the_root),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
