#include "registry/challenge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* NULL on both sides, or the same text. */
static void
assert_text(const char *got, const char *wanted)
{
	if (wanted == NULL)
		assert_null(got);
	else
		assert_string_equal(got == NULL ? "(none)" : got, wanted);
}

struct row {
	const char *headers[3];
	struct challenge wanted;
};

static void
check_row(const struct row *row)
{
	struct arena arena = {0};
	struct text_list headers = {0};
	struct challenge got;
	struct error err = {0};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(row->headers) && row->headers[i] != NULL; i++)
		text_list_add(&headers, &arena, row->headers[i]);
	if (challenge_choose(&arena, &headers, &got, &err) != 0)
		fail_msg("%s", err.text);
	assert_int_equal(got.kind, row->wanted.kind);
	assert_text(got.realm, row->wanted.realm);
	assert_text(got.service, row->wanted.service);
	assert_text(got.scope, row->wanted.scope);
	assert_text(got.error, row->wanted.error);
	arena_release(&arena);
}

static void
the_challenges_of_real_registries_are_read(void **state)
{
	static const struct row rows[] = {
	    {{"Bearer realm=\"https://auth.docker.io/token\",service=\"registry.docker.io\","
	      "scope=\"repository:a/b:pull\""},
		{CHALLENGE_BEARER, "https://auth.docker.io/token", "registry.docker.io",
		    "repository:a/b:pull", NULL}},
	    {{"Bearer realm=\"https://h/t\",service=\"s\",scope=\"repository:a:pull,push\","
	      "error=\"insufficient_scope\""},
		{CHALLENGE_BEARER, "https://h/t", "s", "repository:a:pull,push",
		    "insufficient_scope"}},
	    {{"Basic realm=\"Registry Realm\""},
		{CHALLENGE_BASIC, "Registry Realm", NULL, NULL, NULL}},
	    {{"Basic realm=\"a, b\", charset=\"UTF-8\""},
		{CHALLENGE_BASIC, "a, b", NULL, NULL, NULL}},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check_row(&rows[i]);
}

static void
of_several_challenges_bearer_is_chosen(void **state)
{
	static const struct challenge bearer = {CHALLENGE_BEARER, "https://h/t", "s", NULL, NULL};
	static const struct row rows[] = {
	    {{"Basic realm=\"x\", Bearer realm=\"https://h/t\", service=s"}, bearer},
	    {{"Bearer realm=\"https://h/t\", service=s, Basic realm=\"x\""}, bearer},
	    {{"Basic realm=\"x\"", "Bearer realm=\"https://h/t\", service=s"}, bearer},
	    {{"Bearer realm=\"https://h/t\", service=s", "Basic realm=\"x\""}, bearer},
	    {{"Negotiate, Bearer realm=\"https://h/t\", service=\"s\", Digest qop=\"auth,auth-int\""},
		bearer},
	    {{"Negotiate YII+/==, bearer realm=\"https://h/t\",service=s"}, bearer},
	    {{"Negotiate YII,BEARER REALM = \"https://h/t\" , Service =\ts"}, bearer},
	    {{" ,, Bearer realm=\"https://h/t\",, ,service=s,\t, "}, bearer},
	    {{"Bearer realm=\"https://h/t\",service=s", "Bearer realm=\"https://second\""}, bearer},
	    {{"Basic realm=\"x\", Bearer service=\"nobody to ask\""},
		{CHALLENGE_BASIC, "x", NULL, NULL, NULL}},
	    {{"Basic"}, {CHALLENGE_BASIC, NULL, NULL, NULL, NULL}},
	    {{"Basic, Negotiate"}, {CHALLENGE_BASIC, NULL, NULL, NULL, NULL}},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check_row(&rows[i]);
}

static void
quotes_and_escapes_are_taken_off(void **state)
{
	static const struct row rows[] = {
	    {{"Basic realm=\"a \\\"b\\\" \\\\ \\c, Bearer realm=x\""},
		{CHALLENGE_BASIC, "a \"b\" \\ c, Bearer realm=x", NULL, NULL, NULL}},
	    {{"Basic realm=\"\""}, {CHALLENGE_BASIC, "", NULL, NULL, NULL}},
	    {{"Basic other=\"realm=y\",realm=\"\ttab\xc3\xa9\""},
		{CHALLENGE_BASIC, "\ttab\xc3\xa9", NULL, NULL, NULL}},
	    {{"Basic xrealm=1,realmx=2,realm*=3"}, {CHALLENGE_BASIC, NULL, NULL, NULL, NULL}},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check_row(&rows[i]);
}

static void
nothing_that_mote_knows_is_no_error(void **state)
{
	static const struct row rows[] = {
	    {{NULL}, {0}},
	    {{""}, {0}},
	    {{" , ,"}, {0}},
	    {{"Negotiate"}, {0}},
	    {{"Digest realm=\"x\", nonce=\"y\""}, {0}},
	    {{"Bearer"}, {0}},
	    {{"Bearer abc=="}, {0}},
	    {{"Basics realm=x"}, {0}},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check_row(&rows[i]);
}

static void
what_cannot_be_read_is_an_error_that_says_where(void **state)
{
	static const char *const cases[][2] = {
	    {"Basic realm=\"open", "a quote that is not closed at byte 17"},
	    {"Basic realm=\"open\\", "a quote that is not closed at byte 18"},
	    {"Basic realm=\"a\nb\"", "a control character at byte 14"},
	    {"Basic realm=\"a\\\x7f\"", "a control character at byte 15"},
	    {"Basic realm=", NULL},
	    {"Basic realm=\"a\" service=\"b\"", "no comma at byte 16"},
	    {"Basic realm=\"a\", Realm=\"b\"", "a parameter that is there twice at byte 17"},
	    {"Basic a=b, service= ,a=b", "no value at byte 20"},
	    {"=", "no scheme at byte 0"},
	    {"Basic realm=\"a\", \"b\"", "no scheme at byte 17"},
	    {"Basic\x01", "neither a parameter nor a comma at byte 5"},
	    {"Basic=x", "neither a parameter nor a comma at byte 5"},
	    {"Basic a b", "neither a parameter nor a comma at byte 6"},
	};
	struct arena arena = {0};
	struct challenge challenge;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct text_list headers = {0};
		struct error err = {0};

		text_list_add(&headers, &arena, cases[i][0]);
		if (cases[i][1] == NULL) {
			/* "realm=" alone may be what a scheme takes instead of
			 * parameters */
			assert_int_equal(challenge_choose(&arena, &headers, &challenge, &err), 0);
			continue;
		}
		assert_int_equal(challenge_choose(&arena, &headers, &challenge, &err), -1);
		assert_int_equal(err.kind, ERROR_FAILED);
		if (strstr(err.text, cases[i][1]) == NULL)
			fail_msg("%s: %s", cases[i][0], err.text);
	}
	arena_release(&arena);
}

static void
all_headers_together_have_a_limit(void **state)
{
	struct arena arena = {0};
	struct text_list headers = {0};
	struct challenge challenge;
	struct error err = {0};
	char *half = arena_alloc(&arena, CHALLENGE_LIMIT / 2 + 1);

	(void)state;
	memset(half, ',', CHALLENGE_LIMIT / 2);
	text_list_add(&headers, &arena, half);
	text_list_add(&headers, &arena, half);
	assert_int_equal(challenge_choose(&arena, &headers, &challenge, &err), 0);
	text_list_add(&headers, &arena, ",");
	assert_int_equal(challenge_choose(&arena, &headers, &challenge, &err), -1);
	assert_string_equal(err.text,
	    "the registry's WWW-Authenticate is longer than 16384 bytes, the most that is read");
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_challenges_of_real_registries_are_read),
	    cmocka_unit_test(of_several_challenges_bearer_is_chosen),
	    cmocka_unit_test(quotes_and_escapes_are_taken_off),
	    cmocka_unit_test(nothing_that_mote_knows_is_no_error),
	    cmocka_unit_test(what_cannot_be_read_is_an_error_that_says_where),
	    cmocka_unit_test(all_headers_together_have_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
