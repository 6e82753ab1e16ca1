#include "registry/mirrors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "credential_home.h"

#define USER ".config/containers/registries.conf"
#define DAEMON ".config/docker/daemon.json"

/* The places with blanks between them, then, in brackets, the hosts that may be
 * insecure. */
static const char *
find(struct home *home, const char *name, bool by_digest)
{
	struct mirrors mirrors = {0};
	struct error err = {0};

	if (mirrors_find(&home->arena, name, by_digest, &mirrors, &err) != 0)
		return arena_printf(&home->arena, "error %d: %s", err.kind, err.text);
	return arena_printf(&home->arena, "%s%s%s%s",
	    text_list_join(&mirrors.places, &home->arena, " "),
	    mirrors.insecure.count > 0 ? " [" : "",
	    text_list_join(&mirrors.insecure, &home->arena, " "),
	    mirrors.insecure.count > 0 ? "]" : "");
}

/* A file of this test's own instead of the machine's. */
static void
write_conf(struct home *home, const char *text)
{
	home_write(home, "conf", text, 0644);
	setenv("CONTAINERS_REGISTRIES_CONF", home_path(home, "conf"), 1);
}

static int
make(void **state)
{
	unsetenv("CONTAINERS_REGISTRIES_CONF");
	return home_make(state);
}

static void
without_a_rule_it_is_the_registry_itself(void **state)
{
	struct home *home = *state;

	write_conf(home, "");
	assert_string_equal(find(home, "h:5000/a/b", false), "h:5000/a/b");
	home_write(home, DAEMON, "{}", 0644);
	assert_string_equal(find(home, "docker.io/library/a", false), "docker.io/library/a");
}

static void
mirrors_stand_before_in_their_order(void **state)
{
	struct home *home = *state;

	write_conf(home,
	    "[[registry]]\nlocation = \"h\"\ninsecure = true\n"
	    "[[registry.mirror]]\nlocation = \"m1:5000\"\ninsecure = true\n"
	    "[[registry.mirror]]\nlocation = \"m2/deep\"\n"
	    "[[registry.mirror]]\nlocation = \"m3\"\npull-from-mirror = \"digest-only\"\n"
	    "[[registry.mirror]]\nlocation = \"m4\"\npull-from-mirror = \"tag-only\"\n");
	assert_string_equal(
	    find(home, "h/a/b", false), "m1:5000/a/b m2/deep/a/b m4/a/b h/a/b [m1:5000 h]");
	assert_string_equal(
	    find(home, "h/a/b", true), "m1:5000/a/b m2/deep/a/b m3/a/b h/a/b [m1:5000 h]");
	assert_string_equal(find(home, "h:5000/a", true), "h:5000/a");
	assert_string_equal(find(home, "hh/a", true), "hh/a");
	write_conf(home,
	    "[[registry]]\nlocation = \"h\"\nmirror-by-digest-only = true\n"
	    "[[registry.mirror]]\nlocation = \"m1\"\n");
	assert_string_equal(find(home, "h/a", false), "h/a");
	assert_string_equal(find(home, "h/a", true), "m1/a h/a");
}

static void
the_longest_prefix_holds_and_gives_its_location(void **state)
{
	struct home *home = *state;

	write_conf(home,
	    "[[registry]]\nprefix = \"h/team\"\nlocation = \"inside:5000/t\"\n"
	    "[[registry.mirror]]\nlocation = \"m\"\n"
	    "[[registry]]\nlocation = \"h\"\nblocked = true\n"
	    "[[registry]]\nprefix = \"*.example.org\"\n[[registry.mirror]]\nlocation = \"m\"\n"
	    "[[registry]]\nprefix = \"deep.x.example.org/a\"\nlocation = \"other\"\n");
	assert_string_equal(find(home, "h/team/x", false), "m/x inside:5000/t/x");
	assert_string_equal(find(home, "h/teams/x", false),
	    "error 4: \"h/teams/x\" is blocked by the rule for \"h\" in registries.conf");
	assert_string_equal(find(home, "x.example.org/a", false), "m/a x.example.org/a");
	assert_string_equal(find(home, "y.x.example.org/a", false), "m/a y.x.example.org/a");
	assert_string_equal(find(home, "example.org/a", false), "example.org/a");
	assert_string_equal(find(home, "xexample.org/a", false), "xexample.org/a");
	assert_string_equal(find(home, "deep.x.example.org/a/b", false), "other/b");
}

static void
the_first_file_is_read_and_folders_over_it(void **state)
{
	struct home *home = *state;

	home_write(home, USER,
	    "[[registry]]\nlocation = \"h\"\n[[registry.mirror]]\nlocation = \"m\"\n", 0644);
	assert_string_equal(find(home, "h/a", false), "m/a h/a");
	home_write(
	    home, USER ".d/2.conf", "[[registry]]\nprefix = \"h\"\nlocation = \"two\"\n", 0644);
	home_write(
	    home, USER ".d/1.conf", "[[registry]]\nprefix = \"h\"\nlocation = \"one\"\n", 0644);
	home_write(home, USER ".d/3.not", "nonsense", 0644);
	assert_string_equal(find(home, "h/a", false), "two/a");
	setenv("CONTAINERS_REGISTRIES_CONF", home_path(home, "absent"), 1);
	assert_true(text_starts_with(find(home, "h/a", false), "error 3: cannot open"));
}

static void
dockers_mirrors_are_for_docker_hub(void **state)
{
	struct home *home = *state;

	write_conf(home,
	    "[[registry]]\nlocation = \"docker.io\"\n[[registry.mirror]]\nlocation = \"first\"\n");
	home_write(home, DAEMON,
	    "{\"registry-mirrors\":[\"https://mirror.example\",\"http://10.0.0.1:5000/\",\"https://first\"]}",
	    0644);
	assert_string_equal(find(home, "docker.io/library/a", false),
	    "first/library/a mirror.example/library/a 10.0.0.1:5000/library/a docker.io/library/a "
	    "[10.0.0.1:5000]");
	assert_string_equal(find(home, "quay.io/a", false), "quay.io/a");
}

static void
what_is_no_place_is_an_error(void **state)
{
	static const char *const daemons[][2] = {
	    {"{\"registry-mirrors\":\"https://m\"}",
		"error 1: \"%s\": \"registry-mirrors\" is a list"},
	    {"{\"registry-mirrors\":[1]}", "error 1: \"%s\": \"registry-mirrors\" is a list"},
	    {"{\"registry-mirrors\":[\"m\"]}", "error 1: \"%s\": \"registry-mirrors\" is a list"},
	    {"{\"registry-mirrors\":[\"https://m/x\"]}",
		"error 1: \"%s\": the mirror \"https://m/x\" has"},
	    {"{", "error 1: %s:1:1: not valid JSON"},
	    {"{\"registry-mirrors\":[\"https://m\\u000ax\"]}",
		"error 2: the place \"m\\x0ax/a\" of \"docker.io/a\": "},
	    {"{\"registry-mirrors\":[\"https://../\"]}",
		"error 2: the place \"../a\" of \"docker.io/a\": "},
	};
	struct home *home = *state;
	size_t i;

	write_conf(home, "");
	for (i = 0; i < ARRAY_SIZE(daemons); i++) {
		const char *at = strstr(daemons[i][1], "%s"), *wanted = daemons[i][1], *said;

		if (at != NULL)
			wanted = arena_printf(&home->arena, "%.*s%s%s", (int)(at - daemons[i][1]),
			    daemons[i][1], home_path(home, DAEMON), at + 2);
		home_write(home, DAEMON, daemons[i][0], 0644);
		said = find(home, "docker.io/a", false);
		if (!text_starts_with(said, wanted))
			fail_msg("%s: %s", daemons[i][0], said);
	}
	write_conf(
	    home, "[[registry]]\nlocation = \"h\"\n[[registry.mirror]]\nlocation = \"m/ X\"\n");
	assert_true(text_starts_with(
	    find(home, "h/a", false), "error 2: the place \"m/ X/a\" of \"h/a\": "));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, home_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(without_a_rule_it_is_the_registry_itself),
	    TEST(mirrors_stand_before_in_their_order),
	    TEST(the_longest_prefix_holds_and_gives_its_location),
	    TEST(the_first_file_is_read_and_folders_over_it),
	    TEST(dockers_mirrors_are_for_docker_hub),
	    TEST(what_is_no_place_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
