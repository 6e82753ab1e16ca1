#include "http/download.h"

#include "../../support/answers.h"
#include "../../support/scratch.h"
#include "base/stop_signal.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

struct test {
	struct scratch scratch;
	struct answers server;
	struct text_list places;
	struct download wanted;
};

static const char hello[] = "hello, world";
#define HELLO_DIGEST "09ca7e4eaa6e8ae9c7d261167129184883644d07dfba7cbfbc4c8a2e08360d5b"

static int
setup(void **state)
{
	static struct test test;

	test = (struct test){0};
	*state = &test;
	setenv("no_proxy", "127.0.0.1", 1);
	if (scratch_make(&test.scratch) != 0 || answers_open(&test.server) != 0)
		return -1;
	test.wanted = (struct download){.places = &test.places,
	    .path = "pool/a/hello.deb",
	    .file = scratch_path(&test.scratch, "hello.deb"),
	    .sha256 = HELLO_DIGEST,
	    .limit = 100,
	    .called = "hello 1.0",
	    .remedy = "set MOTE_MIRROR"};
	return 0;
}

static int
teardown(void **state)
{
	struct test *test = *state;

	answers_close(&test->server);
	stop_signal_set(0);
	scope_temporary_folder(&test->scratch.folder);
	arena_release(&test->scratch.arena);
	return 0;
}

static void
start(struct test *test)
{
	text_list_add(&test->places, &test->scratch.arena,
	    arena_printf(&test->scratch.arena, "%s/debian", test->server.address));
	answers_start(&test->server);
}

/* The server again, but for a user. */
static void
start_for(struct test *test, const char *login)
{
	text_list_add(&test->places, &test->scratch.arena,
	    arena_printf(&test->scratch.arena, "http://%s@%s/debian", login,
		test->server.address + strlen("http://")));
	answers_start(&test->server);
}

static int
get(struct test *test)
{
	return download(&test->scratch.arena, &test->wanted, &test->scratch.err);
}

static void
assert_has(struct test *test, const char *name, const char *expected)
{
	struct text bytes;

	assert_int_equal(file_read(&test->scratch.arena, scratch_path(&test->scratch, name),
			     1 << 20, &bytes, &test->scratch.err),
	    0);
	assert_string_equal(text_string(&bytes), expected);
}

static void
assert_nothing(struct test *test)
{
	assert_false(file_exists(test->wanted.file));
	assert_false(file_exists(scratch_path(&test->scratch, "hello.deb.part")));
}

static void
a_file_comes_from_an_address(void **state)
{
	struct test *test = *state;

	test->server.answers[0] = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello, world";
	start(test);
	assert_int_equal(get(test), 0);
	assert_has(test, "hello.deb", hello);
	assert_false(file_exists(scratch_path(&test->scratch, "hello.deb.part")));
	assert_true(
	    text_starts_with(test->server.requests[0], "GET /debian/pool/a/hello.deb HTTP/1.1"));
	/* and again from nowhere */
	assert_int_equal(get(test), 0);
	assert_int_equal(test->server.asked, 1);
}

static void
a_cut_line_is_continued(void **state)
{
	struct test *test = *state;

	test->server.answers[0] = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello";
	test->server.answers[1] = "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 5-11/12\r\n"
				  "Content-Length: 7\r\n\r\n, world";
	start(test);
	assert_int_equal(get(test), 0);
	assert_has(test, "hello.deb", hello);
	assert_non_null(strstr(test->server.requests[1], "Range: bytes=5-\r\n"));
}

static void
a_part_of_an_earlier_run_is_continued(void **state)
{
	struct test *test = *state;

	assert_int_equal(scratch_write(&test->scratch, "hello.deb.part", "hello, "), 0);
	test->server.answers[0] = "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 7-11/12\r\n"
				  "Content-Length: 5\r\n\r\nworld";
	start(test);
	assert_int_equal(get(test), 0);
	assert_has(test, "hello.deb", hello);
	assert_non_null(strstr(test->server.requests[0], "Range: bytes=7-\r\n"));
}

static void
a_whole_part_needs_no_server(void **state)
{
	struct test *test = *state;

	assert_int_equal(scratch_write(&test->scratch, "hello.deb.part", hello), 0);
	assert_int_equal(get(test), 0);
	assert_has(test, "hello.deb", hello);
}

static void
a_part_of_other_bytes_is_forgotten(void **state)
{
	struct test *test = *state;

	assert_int_equal(scratch_write(&test->scratch, "hello.deb.part", "jello"), 0);
	test->server.answers[0] = "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 5-11/12\r\n"
				  "Content-Length: 7\r\n\r\n, world";
	test->server.answers[1] = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello, world";
	start(test);
	assert_int_equal(get(test), 0);
	assert_has(test, "hello.deb", hello);
	assert_null(strstr(test->server.requests[1], "Range:"));
}

static void
a_server_that_knows_no_ranges_gives_all(void **state)
{
	struct test *test = *state;

	assert_int_equal(scratch_write(&test->scratch, "hello.deb.part", "hello"), 0);
	test->server.answers[0] = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello, world";
	start(test);
	assert_int_equal(get(test), 0);
	assert_has(test, "hello.deb", hello);
}

static void
a_server_that_has_less_than_the_part_is_asked_for_all(void **state)
{
	struct test *test = *state;

	assert_int_equal(scratch_write(&test->scratch, "hello.deb.part", "hello, world!!!"), 0);
	test->server.answers[0] =
	    "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */12\r\nContent-Length: 0\r\n\r\n";
	test->server.answers[1] = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello, world";
	start(test);
	assert_int_equal(get(test), 0);
	assert_has(test, "hello.deb", hello);
}

static void
a_range_that_nobody_asked_for_is_refused(void **state)
{
	struct test *test = *state;

	assert_int_equal(scratch_write(&test->scratch, "hello.deb.part", "hello"), 0);
	test->server.answers[0] = "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 6-11/12\r\n"
				  "Content-Length: 6\r\n\r\n world";
	start(test);
	assert_int_equal(get(test), -1);
	assert_non_null(strstr(
	    test->scratch.err.text, "asked for the bytes from 5 on, it gives \"bytes 6-11/12\""));
	assert_false(file_exists(test->wanted.file));
}

static void
other_bytes_are_refused_and_forgotten(void **state)
{
	struct test *test = *state;

	test->server.answers[0] = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello, WORLD";
	start(test);
	assert_int_equal(get(test), -1);
	assert_non_null(strstr(test->scratch.err.text, " and not \"" HELLO_DIGEST "\""));
	assert_nothing(test);
}

static void
too_many_bytes_are_refused(void **state)
{
	struct test *test = *state;

	test->wanted.limit = 11;
	test->server.answers[0] = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello, world";
	test->server.answers[1] = "HTTP/1.1 200 OK\r\n\r\nhello, world";
	start(test);
	assert_int_equal(get(test), -1);
	assert_non_null(strstr(test->scratch.err.text, "it has more than 11 bytes"));
	assert_false(file_exists(test->wanted.file));
	/* and where nobody says how long it is */
	assert_int_equal(get(test), -1);
	assert_non_null(strstr(test->scratch.err.text, "it has more than 11 bytes"));
	assert_false(file_exists(test->wanted.file));
}

static void
the_next_place_is_asked_for_what_is_not_there(void **state)
{
	struct test *test = *state;

	text_list_add(&test->places, &test->scratch.arena, "/nowhere");
	test->server.answers[0] = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
	start(test);
	assert_int_equal(get(test), -1);
	assert_int_equal(test->scratch.err.kind, ERROR_NOT_FOUND);
	assert_string_equal(test->scratch.err.text,
	    arena_printf(&test->scratch.arena,
		"cannot fetch \"hello 1.0\": \"/nowhere\" has no \"pool/a/hello.deb\"; "
		"\"%s/debian/pool/a/hello.deb\": the answer is 404; set MOTE_MIRROR",
		test->server.address));
	text_list_add(&test->places, &test->scratch.arena, test->scratch.folder.path);
	/* no server any more: its place says so, and the next one has it */
	close(test->server.listener);
	assert_int_equal(scratch_write(&test->scratch, "pool/a/hello.deb", hello), 0);
	assert_int_equal(get(test), 0);
	assert_has(test, "hello.deb", hello);
}

static void
a_folder_may_have_the_file_alone(void **state)
{
	struct test *test = *state;

	test->wanted.file = scratch_path(&test->scratch, "wanted");
	text_list_add(&test->places, &test->scratch.arena,
	    arena_printf(&test->scratch.arena, "copy:/%s", test->scratch.folder.path));
	assert_int_equal(scratch_write(&test->scratch, "hello.deb", hello), 0);
	assert_int_equal(get(test), 0);
	assert_has(test, "wanted", hello);
}

static void
a_folder_with_other_bytes_is_refused(void **state)
{
	struct test *test = *state;

	test->wanted.file = scratch_path(&test->scratch, "wanted");
	text_list_add(&test->places, &test->scratch.arena, test->scratch.folder.path);
	assert_int_equal(scratch_write(&test->scratch, "hello.deb", "hello, WORLD"), 0);
	assert_int_equal(get(test), -1);
	assert_non_null(strstr(test->scratch.err.text, HELLO_DIGEST));
	assert_false(file_exists(test->wanted.file));
	assert_false(file_exists(scratch_path(&test->scratch, "wanted.part")));
}

static void
a_redirect_is_followed_without_the_login(void **state)
{
	struct test *test = *state;

	test->server.answers[0] =
	    "HTTP/1.1 302 Found\r\nLocation: ../elsewhere?x=1\r\nContent-Length: 0\r\n\r\n";
	test->server.answers[1] = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello, world";
	start_for(test, "us%40er:secret");
	assert_int_equal(get(test), 0);
	assert_true(text_starts_with(test->server.requests[1], "GET /debian/pool/elsewhere?x=1 "));
	/* us@er:secret */
	assert_non_null(
	    strstr(test->server.requests[0], "Authorization: Basic dXNAZXI6c2VjcmV0\r\n"));
}

static void
no_message_shows_a_password(void **state)
{
	struct test *test = *state;

	test->server.answers[0] = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
	start_for(test, "user:secret");
	assert_int_equal(get(test), -1);
	assert_null(strstr(test->scratch.err.text, "secret"));
	assert_non_null(strstr(test->scratch.err.text, "the answer is 401"));
}

static void
a_circle_ends(void **state)
{
	struct test *test = *state;
	size_t i;

	for (i = 0; i < MOST_ANSWERS; i++)
		test->server.answers[i] =
		    "HTTP/1.1 302 Found\r\nLocation: x\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n";
	test->server.answers[MOST_ANSWERS - 1] =
	    "HTTP/1.1 302 Found\r\nLocation: ftp://host/x\r\nContent-Length: 0\r\n\r\n";
	start(test);
	assert_int_equal(get(test), -1);
	assert_non_null(strstr(test->scratch.err.text, "ftp://host/x"));
	assert_nothing(test);
}

static void
what_may_get_better_is_tried_again(void **state)
{
	struct test *test = *state;

	test->server.answers[0] =
	    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n";
	test->server.answers[1] = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello, world";
	start(test);
	assert_int_equal(get(test), 0);
	assert_int_equal(test->server.asked, 2);
}

/* "If-Range" proves that the rest is one of the same file. */
static void
without_a_sha256_only_the_same_file_is_continued(void **state)
{
	struct test *test = *state;

	test->wanted.sha256 = NULL;
	assert_int_equal(scratch_write(&test->scratch, "hello.deb.part", "jello"), 0);
	test->server.answers[0] =
	    "HTTP/1.1 200 OK\r\nETag: \"one\"\r\nContent-Length: 12\r\n\r\nhello";
	test->server.answers[1] =
	    "HTTP/1.1 206 Partial Content\r\nETag: \"one\"\r\nContent-Range: bytes "
	    "5-11/12\r\nContent-Length: 7\r\n\r\n, world";
	test->server.answers[2] =
	    "HTTP/1.1 200 OK\r\nETag: W/\"one\"\r\nContent-Length: 12\r\n\r\njello";
	test->server.answers[3] = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello, world";
	start(test);
	assert_int_equal(get(test), 0);
	assert_has(test, "hello.deb", hello);
	assert_null(strstr(test->server.requests[0], "Range:"));
	assert_non_null(strstr(test->server.requests[1], "If-Range: \"one\"\r\n"));
	/* a weak tag proves nothing */
	assert_int_equal(get(test), 0);
	assert_has(test, "hello.deb", hello);
	assert_null(strstr(test->server.requests[3], "Range:"));
}

static void
a_full_disk_ends_all_and_leaves_the_part(void **state)
{
	struct test *test = *state;
	struct rlimit before, little;
	int status;

	test->server.answers[0] = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello, world";
	start(test);
	text_list_add(&test->places, &test->scratch.arena, test->scratch.folder.path);
	assert_int_equal(scratch_write(&test->scratch, "pool/a/hello.deb", hello), 0);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	little = (struct rlimit){5, before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
	status = get(test);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(status, -1);
	assert_non_null(strstr(test->scratch.err.text, "hello.deb.part\": File too large"));
	assert_false(file_exists(test->wanted.file));
}

static void
stop_mote(void)
{
	usleep(200000);
	stop_signal_set(SIGTERM);
	sleep(3);
}

static void
a_signal_leaves_the_part(void **state)
{
	struct test *test = *state;

	test->server.after_first = stop_mote;
	test->server.answers[0] = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello";
	test->server.answers[1] = "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 5-11/12\r\n"
				  "Content-Length: 7\r\n\r\n, world";
	start(test);
	text_list_add(&test->places, &test->scratch.arena, "/nowhere");
	assert_int_equal(get(test), -1);
	assert_non_null(strstr(test->scratch.err.text, "stopped by SIGTERM"));
	assert_null(strstr(test->scratch.err.text, "/nowhere"));
	assert_has(test, "hello.deb.part", "hello");
	stop_signal_set(0);
	assert_int_equal(get(test), 0);
	assert_has(test, "hello.deb", hello);
}

static void *
get_too(void *context)
{
	struct test *test = context;
	struct arena arena = {0};
	struct error err;
	int status = download(&arena, &test->wanted, &err);

	arena_release(&arena);
	return status == 0 ? context : NULL;
}

static void
who_wants_the_same_file_waits_for_it(void **state)
{
	struct test *test = *state;
	pthread_t other;
	void *result;

	test->server.slow = true;
	test->server.answers[0] = "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nhello, world";
	test->server.answers[1] = test->server.answers[0];
	start(test);
	assert_int_equal(pthread_create(&other, NULL, get_too, test), 0);
	assert_int_equal(get(test), 0);
	assert_int_equal(pthread_join(other, &result), 0);
	assert_non_null(result);
	assert_int_equal(test->server.asked, 1);
	assert_has(test, "hello.deb", hello);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_file_comes_from_an_address),
	    TEST(a_cut_line_is_continued),
	    TEST(a_part_of_an_earlier_run_is_continued),
	    TEST(a_whole_part_needs_no_server),
	    TEST(a_part_of_other_bytes_is_forgotten),
	    TEST(a_server_that_knows_no_ranges_gives_all),
	    TEST(a_server_that_has_less_than_the_part_is_asked_for_all),
	    TEST(a_range_that_nobody_asked_for_is_refused),
	    TEST(other_bytes_are_refused_and_forgotten),
	    TEST(too_many_bytes_are_refused),
	    TEST(the_next_place_is_asked_for_what_is_not_there),
	    TEST(a_folder_may_have_the_file_alone),
	    TEST(a_folder_with_other_bytes_is_refused),
	    TEST(a_redirect_is_followed_without_the_login),
	    TEST(no_message_shows_a_password),
	    TEST(a_circle_ends),
	    TEST(what_may_get_better_is_tried_again),
	    TEST(without_a_sha256_only_the_same_file_is_continued),
	    TEST(a_full_disk_ends_all_and_leaves_the_part),
	    TEST(a_signal_leaves_the_part),
	    TEST(who_wants_the_same_file_waits_for_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
