#include "http/http.h"

#include "base/attribute.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
a_location_is_seen_from_where_it_was_said(void **state)
{
	static const char *const rows[][3] = {
	    {"https://r.example/v2/a/blobs/uploads/", "/v2/a/blobs/uploads/1?s=x%3D",
		"https://r.example/v2/a/blobs/uploads/1?s=x%3D"},
	    {"https://r.example/v2/a/blobs/uploads/", "1",
		"https://r.example/v2/a/blobs/uploads/1"},
	    {"https://r.example/v2/", "//other.example:1/x", "https://other.example:1/x"},
	    {"http://localhost:5000/v2/", "https://other.example/x?a=b&c",
		"https://other.example/x?a=b&c"},
	};
	struct arena arena = {0};
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(http_resolve(&arena, rows[i][0], rows[i][1], &err), rows[i][2]);
	arena_release(&arena);
}

static void
what_is_no_http_is_no_location(void **state)
{
	static const char *const rows[] = {
	    "file:///etc/passwd", "ftp://h/x", "http://", "https://a b/"};
	struct arena arena = {0};
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_null(http_resolve(&arena, "https://r.example/", rows[i], &err));
	arena_release(&arena);
}

static void
an_origin_is_scheme_host_and_port(void **state)
{
	(void)state;
	assert_true(http_same_origin("https://r.example/a", "https://R.example:443/b?c"));
	assert_true(http_same_origin("http://localhost:5000/", "http://localhost:5000"));
	assert_false(http_same_origin("https://r.example/", "http://r.example/"));
	assert_false(http_same_origin("http://localhost:5000/", "http://localhost:5001/"));
	assert_false(http_same_origin("http://127.0.0.1/", "http://localhost/"));
	assert_false(http_same_origin("http://r.example/", "http://r.example@evil.example/"));
	assert_false(http_same_origin("nothing", "nothing"));
}

static void
a_query_holds_no_byte_that_means_something(void **state)
{
	struct arena arena = {0};

	(void)state;
	assert_string_equal(http_escape(&arena, "repository:a/b:pull,push &=\xc3\xa4"),
	    "repository%3Aa%2Fb%3Apull%2Cpush%20%26%3D%C3%A4");
	arena_release(&arena);
}

static void
the_next_page_is_what_a_link_says_of_it(void **state)
{
	static const char *const rows[][2] = {
	    {"</v2/a/tags/list?last=b&n=2>; rel=\"next\"", "/v2/a/tags/list?last=b&n=2"},
	    {"<https://r.example/x?a=1,2>;rel=next", "https://r.example/x?a=1,2"},
	    {"</first>; rel=\"first\", </next>; title=\"a\"; REL=\"next\"", "/next"},
	    {"</next>; rel=\"next\", </last>; rel=\"last\"", "/next"},
	    {"<>; rel=\"next\"", ""},
	    {"</first>; rel=\"first\"", NULL},
	    {"</open; rel=\"next\"", NULL},
	    {"/bare; rel=\"next\"", NULL},
	    {"", NULL},
	};
	struct arena arena = {0};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *next = http_link_next(&arena, rows[i][0]);

		if (rows[i][1] == NULL)
			assert_null(next);
		else
			assert_string_equal(next, rows[i][1]);
	}
	arena_release(&arena);
}

static void
a_message_shows_no_password(void **state)
{
	static const char *const rows[][2] = {
	    {"https://me:secret@host/a@b", "https://host/a@b"},
	    {"https://me:se@cret@host", "https://host"},
	    {"https://host/name@sha256:00", "https://host/name@sha256:00"},
	    {"ftp://me:secret@host?q", "ftp://host?q"},
	    {"/srv/me:it@here", "/srv/me:it@here"},
	};
	struct arena arena = {0};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(http_hide_login(&arena, rows[i][0]), rows[i][1]);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_location_is_seen_from_where_it_was_said),
	    cmocka_unit_test(what_is_no_http_is_no_location),
	    cmocka_unit_test(an_origin_is_scheme_host_and_port),
	    cmocka_unit_test(the_next_page_is_what_a_link_says_of_it),
	    cmocka_unit_test(a_message_shows_no_password),
	    cmocka_unit_test(a_query_holds_no_byte_that_means_something),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
