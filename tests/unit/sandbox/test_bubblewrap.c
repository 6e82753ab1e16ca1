#include "sandbox/bubblewrap.h"

#include "base/file.h"
#include "base/scope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static const char *const command[] = {"/bin/sh", "-c", "exit 0", NULL};

/* Returns the options, one a line. */
static const char *
options_of(struct arena *arena, const struct bubblewrap *start)
{
	struct text bytes;
	struct error err;
	size_t i;

	assert_int_equal(file_read(arena, arena_printf(arena, "/proc/self/fd/%d", start->options),
			     1 << 20, &bytes, &err),
	    0);
	for (i = 0; i < bytes.length; i++)
		if (bytes.bytes[i] == '\0')
			bytes.bytes[i] = '\n';
	return text_string(&bytes);
}

static void
bubblewrap_itself_has_no_variable_of_the_project(void **state)
{
	static const char *const environment[] = {
	    "LD_PRELOAD=./mine.so", "PATH=./bin", "EQUAL=a=b", "EMPTY=", NULL};
	const struct sandbox sandbox = {
	    .rung = ISOLATION_STRICT, .folder = "/src", .environment = environment};
	SCOPED(bubblewrap) struct bubblewrap start = BUBBLEWRAP_NONE;
	struct arena arena = {0};
	const char *options;
	struct error err;

	(void)state;
	assert_int_equal(bubblewrap_prepare(&arena, &sandbox, command, &start, &err), 0);
	assert_null(start.environment[0]);
	options = options_of(&arena, &start);
	assert_non_null(strstr(options, "\n--setenv\nLD_PRELOAD\n./mine.so\n"));
	assert_non_null(strstr(options, "\n--setenv\nPATH\n./bin\n"));
	assert_non_null(strstr(options, "\n--setenv\nEQUAL\na=b\n"));
	assert_non_null(strstr(options, "\n--setenv\nEMPTY\n\n"));
	arena_release(&arena);
}

static void
the_command_line_shows_the_command_and_nothing_else(void **state)
{
	static const char *const environment[] = {"TOKEN=secret", NULL};
	const struct sandbox sandbox = {
	    .rung = ISOLATION_STRICT, .folder = "/src", .environment = environment};
	SCOPED(bubblewrap) struct bubblewrap start = BUBBLEWRAP_NONE;
	struct arena arena = {0};
	struct error err;
	size_t i;

	(void)state;
	assert_int_equal(bubblewrap_prepare(&arena, &sandbox, command, &start, &err), 0);
	assert_string_equal(start.arguments[0], "bwrap");
	assert_string_equal(start.arguments[1], "--args");
	assert_string_equal(start.arguments[3], "--");
	for (i = 0; i < ARRAY_SIZE(command) - 1; i++)
		assert_string_equal(start.arguments[4 + i], command[i]);
	assert_null(start.arguments[4 + i]);
	arena_release(&arena);
}

static void
an_environment_larger_than_a_command_line_arrives(void **state)
{
	enum { VARIABLES = 60, SIZE = 20000 };
	static const char *const count[] = {
	    "/bin/sh", "-c", "test $(/usr/bin/env | grep -c ^LARGE) = 60", NULL};
	const char *environment[VARIABLES + 2] = {"PATH=/usr/bin:/bin"};
	struct sandbox sandbox = {
	    .rung = ISOLATION_STRICT, .folder = "/", .environment = environment};
	struct arena arena = {0};
	char *value = arena_alloc(&arena, SIZE + 1);
	struct error err;
	int status = -1;
	size_t i;

	(void)state;
	memset(value, 'x', SIZE);
	for (i = 1; i <= VARIABLES; i++)
		environment[i] = arena_printf(&arena, "LARGE%zu=%s", i, value);
	environment[i] = NULL;
	assert_int_equal(sandbox_run(&arena, &sandbox, count, &status, &err), 0);
	assert_int_equal(status, 0);
	arena_release(&arena);
}

/* A source folder below /usr is shown twice: as /src, and with /usr. */
static void
a_hidden_place_is_covered_wherever_it_is_shown(void **state)
{
	static const char *paths[] = {"/usr/share/.git", "/home/.git"};
	struct sandbox sandbox = {.rung = ISOLATION_STRICT,
	    .folder = "/src",
	    .hidden = {{paths, ARRAY_SIZE(paths), 0}, "/empty", "/closed"}};
	SCOPED(bubblewrap) struct bubblewrap start = BUBBLEWRAP_NONE;
	struct arena arena = {0};
	const char *options, *covers;
	struct error err;

	(void)state;
	sandbox_add_bind(&sandbox, "/usr/share", "/src", false);
	assert_int_equal(bubblewrap_prepare(&arena, &sandbox, command, &start, &err), 0);
	options = options_of(&arena, &start);
	covers = strstr(options, "\n--ro-bind\n/usr/share\n/src\n");
	assert_non_null(covers);
	/* neither exists here, so the file is in its place */
	assert_non_null(strstr(covers, "\n--ro-bind\n/closed\n/usr/share/.git\n"));
	assert_non_null(strstr(covers, "\n--ro-bind\n/closed\n/src/.git\n"));
	assert_null(strstr(options, "/home"));
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_hidden_place_is_covered_wherever_it_is_shown),
	    cmocka_unit_test(bubblewrap_itself_has_no_variable_of_the_project),
	    cmocka_unit_test(the_command_line_shows_the_command_and_nothing_else),
	    cmocka_unit_test(an_environment_larger_than_a_command_line_arrives),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
