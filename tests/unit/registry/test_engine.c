#include "registry/engine.h"
#include "registry/engine_address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
an_address_is_read_as_dockers_client_reads_it(void **state)
{
	static const struct {
		const char *text;
		bool verify;
		const char *socket, *base;
		bool encrypted;
	} cases[] = {
	    {"unix:///var/run/docker.sock", false, "/var/run/docker.sock", "http://docker", false},
	    {"unix:///a b.sock", true, "/a b.sock", "http://docker", false},
	    {"tcp://host", false, NULL, "http://host:2375", false},
	    {"tcp://host", true, NULL, "https://host:2376", true},
	    {"tcp://host:1", true, NULL, "https://host:1", true},
	    {"tcp://host:1/", false, NULL, "http://host:1", false},
	    {"tcp://host/behind/here//", false, NULL, "http://host:2375/behind/here", false},
	    {"tcp://[::1]", false, NULL, "http://[::1]:2375", false},
	    {"tcp://[::1]:80", false, NULL, "http://[::1]:80", false},
	    {"http://host", false, NULL, "http://host", false},
	    {"http://host", true, NULL, "https://host", true},
	    {"https://host:8443/x", false, NULL, "https://host:8443/x", true},
	};
	struct engine_address address;
	struct arena arena = {0};
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(
		    engine_address_parse(&arena, cases[i].text, cases[i].verify, &address, &err),
		    0);
		assert_string_equal(address.name, cases[i].text);
		assert_string_equal(address.base, cases[i].base);
		assert_int_equal(address.encrypted, cases[i].encrypted);
		assert_int_equal(address.socket == NULL, cases[i].socket == NULL);
		if (cases[i].socket != NULL)
			assert_string_equal(address.socket, cases[i].socket);
	}
	arena_release(&arena);
}

static void
what_is_no_address_is_a_usage_error(void **state)
{
	static const char *const cases[] = {
	    "",
	    "host",
	    "/var/run/docker.sock",
	    "unix://",
	    "unix://docker.sock",
	    "ssh://host",
	    "tcp://",
	    "tcp:///path",
	    "http://?x",
	    "tcp://host?x=y",
	    "tcp://host#x",
	    "tcp://a b",
	    "tcp://user@host",
	};
	struct engine_address address;
	struct arena arena = {0};
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(engine_address_parse(&arena, cases[i], false, &address, &err), -1);
		assert_int_equal(err.kind, ERROR_USAGE);
	}
	arena_release(&arena);
}

static void
a_password_in_an_address_is_not_shown(void **state)
{
	struct engine_address address;
	struct arena arena = {0};
	struct error err;

	(void)state;
	assert_int_equal(
	    engine_address_parse(&arena, "tcp://me:hunter2@host", false, &address, &err), -1);
	assert_null(strstr(err.text, "hunter2"));
	arena_release(&arena);
}

static void
a_stream_without_an_error_is_a_success(void **state)
{
	static const char *const cases[] = {
	    "",
	    " \r\n",
	    "{}",
	    "{\"stream\":\"Loaded image: x\\n\"}\r\n",
	    "{\"status\":\"Loading\"}{\"status\":\"Loaded\"}\n[]\n{\n\"stream\":\"x\"\n}",
	};
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(engine_check_progress(cases[i], strlen(cases[i]), &err), 0);
}

static void
an_error_in_the_stream_is_said_in_its_words(void **state)
{
	static const struct {
		const char *stream, *wanted;
	} cases[] = {
	    {"{\"error\":\"no room\"}", "no room"},
	    {"{\"stream\":\"x\"}\r\n{\"errorDetail\":{\"message\":\"no room\"}}\r\n", "no room"},
	    {"{\"errorDetail\":{\"message\":\"a\"},\"error\":\"b\"}", "b"},
	    {"{\"error\":\"first\"}{\"error\":\"second\"}", "first"},
	    {"{\"error\":null}", "it does not say why"},
	    {"{\"error\":\"\"}", "it does not say why"},
	    {"{\"errorDetail\":{\"code\":1}}", "it does not say why"},
	    {"{\"error\":\"a\\u001b[0mb\"}", "a\\x1b[0mb"},
	    {"{\"stream\":\"x\"} and more", "what it says is no JSON"},
	    {"{\"stream\":", "what it says is no JSON"},
	    {"\"text\"", "what it says is no JSON"},
	};
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(
		    engine_check_progress(cases[i].stream, strlen(cases[i].stream), &err), -1);
		assert_string_equal(err.text, cases[i].wanted);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_address_is_read_as_dockers_client_reads_it),
	    cmocka_unit_test(what_is_no_address_is_a_usage_error),
	    cmocka_unit_test(a_password_in_an_address_is_not_shown),
	    cmocka_unit_test(a_stream_without_an_error_is_a_success),
	    cmocka_unit_test(an_error_in_the_stream_is_said_in_its_words),
	};

	return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
