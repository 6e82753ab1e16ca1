#include "packages/package_lock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HEAD "mote-lock 1\nsuite bookworm\n"
#define M4 "m4 1.4.19-3 287292 " SHA " pool/main/m/m4/m4_1.4.19-3_amd64.deb\n"

static int
parse(struct arena *arena, const char *bytes, struct package_lock *lock, struct error *err)
{
	struct text text;

	text_init(&text, arena);
	text_add(&text, bytes);
	return package_lock_parse(arena, "mote.lock", &text, lock, err);
}

static void
what_is_read_is_printed_again(void **state)
{
	static const char bytes[] = HEAD "wanted bison\nwanted m4\namd64 bison 2:3.8-1 1 " SHA
					 " pool/b.deb\namd64 " M4 "arm64 " M4;
	struct package_lock lock;
	struct arena arena = {0};
	struct error err;

	(void)state;
	assert_int_equal(parse(&arena, bytes, &lock, &err), 0);
	assert_string_equal(package_lock_print(&arena, &lock), bytes);
	assert_int_equal(package_lock_find(&lock, "arm64", "m4")->size, 287292);
	assert_null(package_lock_find(&lock, "arm64", "bison"));
	assert_int_equal(parse(&arena, "# why\n" HEAD "# more\n", &lock, &err), 0);
	assert_string_equal(package_lock_print(&arena, &lock), HEAD);
	arena_release(&arena);
}

static void
packages_are_sorted_however_they_come(void **state)
{
	static const char *const order[][2] = {
	    {"arm64", "a"}, {"amd64", "c"}, {"amd64", "a"}, {"arm64", "b"}, {"amd64", "b"}};
	struct package_lock lock = {.suite = "bookworm"};
	struct arena arena = {0};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(order); i++)
		package_lock_add(&arena, &lock,
		    &(struct locked_package){order[i][0], order[i][1], "1", 1, SHA, "pool/a"});
	for (i = 0; i < lock.count; i++) {
		assert_string_equal(lock.items[i].host, i < 3 ? "amd64" : "arm64");
		assert_int_equal(lock.items[i].name[0], "abcab"[i]);
	}
	arena_release(&arena);
}

static void
a_lock_damaged_by_hand_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *bytes, *words;
	} cases[] = {
	    {"", "mote.lock: has no line \"mote-lock 1\""},
	    {"mote-lock 1\n", "mote.lock: has no line \"suite NAME\""},
	    {"mote-lock 2\n", "mote.lock:1: \"mote-lock 2\" is a form of another version"},
	    {"suite a\n", "mote.lock:1: this is not the first line"},
	    {HEAD "suite a\n", "mote.lock:3: a second \"suite\""},
	    {"mote-lock 1\nsuite ../a\n", "mote.lock:2: \"../a\" is no name of a suite"},
	    {HEAD "wanted ../a\n", "mote.lock:3: \"../a\" is no name of a Debian package"},
	    {HEAD "wanted b1\nwanted a1\n", "mote.lock:4: \"a1\" stands behind \"b1\""},
	    {HEAD "wanted b1\nwanted b1\n", "mote.lock:4: \"b1\" stands there twice"},
	    {HEAD "amd64 " M4 "wanted b1\n", "mote.lock:4: \"wanted\" stands behind"},
	    {HEAD "arm64 " M4 "amd64 " M4, "mote.lock:4: \"amd64 m4\" stands behind"},
	    {HEAD "amd64 " M4 "amd64 " M4, "mote.lock:4: \"amd64 m4\" stands there twice"},
	    {HEAD "i386 " M4, "mote.lock:3: \"i386 m4"},
	    {HEAD "amd64  " M4, "mote.lock:3: \"amd64  m4"},
	    {HEAD "\n", "mote.lock:3: \"\" is no line of a lock"},
	    {HEAD "<<<<<<< HEAD\n", "mote.lock:3: \"<<<<<<< HEAD\" is no line"},
	    {HEAD "amd64 m4 x 1 " SHA " pool/a\n", "mote.lock:3: \"x\" is no version"},
	    {HEAD "amd64 m4 1 x " SHA " pool/a\n", "mote.lock:3: \"x\" is no size"},
	    {HEAD "amd64 m4 1 1 0" SHA " pool/a\n", "mote.lock:3: \"00123"},
	    {HEAD "amd64 m4 1 1 " SHA " pool/../a\n", "mote.lock:3: \"pool/../a\" is no path"},
	    {HEAD "amd64 m4 1 1 " SHA " /pool/a\n", "mote.lock:3: \"/pool/a\" is no path"},
	};
	struct package_lock lock;
	struct arena arena = {0};
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		if (parse(&arena, cases[i].bytes, &lock, &err) == 0)
			fail_msg("taken: case %zu", i);
		assert_int_equal(err.kind, ERROR_FAILED);
		if (strstr(err.text, cases[i].words) != err.text)
			fail_msg("%s, and not %s", err.text, cases[i].words);
	}
	arena_release(&arena);
}

static void
the_lock_of_the_tools_is_read(void **state)
{
	struct package_lock lock;
	struct arena arena = {0};
	struct error err;

	(void)state;
	if (package_lock_of_tools(&arena, &lock, &err) != 0)
		fail_msg("%s", err.text);
	assert_string_equal(lock.suite, PACKAGE_SUITE);
	arena_release(&arena);
}

/* A root is made of both: one package in two versions would be two files at one
 * path. */
static void
the_lock_of_the_ports_has_no_tool_in_another_version(void **state)
{
	struct package_lock tools, ports;
	struct arena arena = {0};
	struct error err;
	size_t i;

	(void)state;
	if (package_lock_of_tools(&arena, &tools, &err) != 0 ||
	    package_lock_of_ports(&arena, &ports, &err) != 0)
		fail_msg("%s", err.text);
	assert_true(text_list_has(&ports.wanted, "cmake"));
	for (i = 0; i < ports.count; i++) {
		const struct locked_package *tool =
		    package_lock_find(&tools, ports.items[i].host, ports.items[i].name);

		if (tool != NULL)
			assert_string_equal(tool->sha256, ports.items[i].sha256);
	}
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_read_is_printed_again),
	    cmocka_unit_test(packages_are_sorted_however_they_come),
	    cmocka_unit_test(a_lock_damaged_by_hand_is_refused_with_its_line),
	    cmocka_unit_test(the_lock_of_the_tools_is_read),
	    cmocka_unit_test(the_lock_of_the_ports_has_no_tool_in_another_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
