#include "registry/mounts.h"

#include "base/file.h"
#include "base/path.h"
#include "base/temporary_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct temporary_folder folder;

static int
set_up(void **state)
{
	struct error err;

	(void)state;
	return temporary_folder_make(&folder, &err) != 0 ||
	    setenv("MOTE_CACHE_DIR", folder.path, 1) != 0;
}

static int
tear_down(void **state)
{
	(void)state;
	scope_temporary_folder(&folder);
	return 0;
}

static struct descriptor
blob(const char *content)
{
	struct descriptor descriptor = {.size = strlen(content)};
	struct error err;

	assert_int_equal(digest_of_bytes(content, strlen(content), &descriptor.digest, &err), 0);
	return descriptor;
}

static void
what_was_pushed_is_known_to_other_repositories(void **state)
{
	const struct descriptor blobs[] = {blob("a"), blob("b")};
	const struct descriptor other = blob("c");
	struct arena arena = {0};
	struct mounts mounts;

	(void)state;
	mounts_note("localhost:5000", "team/one", blobs, 2);
	mounts_read(&arena, "localhost:5000", &mounts);
	assert_string_equal(mounts_find(&mounts, &blobs[1].digest, "team/two"), "team/one");
	assert_null(mounts_find(&mounts, &blobs[1].digest, "team/one"));
	assert_null(mounts_find(&mounts, &other.digest, "team/two"));
	mounts_read(&arena, "localhost:5001", &mounts);
	assert_int_equal(mounts.count, 0);
	arena_release(&arena);
}

static void
the_same_again_adds_nothing(void **state)
{
	const struct descriptor blobs[] = {blob("a")};
	struct arena arena = {0};
	struct mounts mounts;

	(void)state;
	mounts_note("r.example", "team/one", blobs, 1);
	mounts_note("r.example", "team/one", blobs, 1);
	mounts_read(&arena, "r.example", &mounts);
	assert_int_equal(mounts.count, 1);
	arena_release(&arena);
}

/* It lies in a cache, where anything may be. */
static void
what_is_no_line_of_ours_is_passed_over(void **state)
{
	struct arena arena = {0};
	const char *lines =
	    arena_printf(&arena, "\n \nsha256:1 a\n%s ../../etc\n%s\n%s good/name\n",
		blob("a").digest.text, blob("a").digest.text, blob("a").digest.text);
	struct mounts mounts;
	struct error err;

	(void)state;
	assert_int_equal(
	    file_write(path_join(&arena, path_join(&arena, folder.path, "registry"), "bad.example"),
		lines, strlen(lines), 0644, &err),
	    0);
	mounts_read(&arena, "bad.example", &mounts);
	assert_int_equal(mounts.count, 1);
	assert_string_equal(mounts.items[0].repository, "good/name");
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_pushed_is_known_to_other_repositories),
	    cmocka_unit_test(the_same_again_adds_nothing),
	    cmocka_unit_test(what_is_no_line_of_ours_is_passed_over),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
