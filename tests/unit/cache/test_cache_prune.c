#include "cache/cache_prune.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include "../../support/scratch.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cmocka.h>

struct world {
	struct scratch scratch;
	struct build_cache cache;
	struct cache_usage usage;
};

static int
setup(void **state)
{
	static struct world world;

	world = (struct world){.scratch = {.arena = {0}}};
	*state = &world;
	if (scratch_make(&world.scratch) != 0 ||
	    setenv("MOTE_CACHE_DIR", world.scratch.folder.path, 1) != 0)
		return -1;
	build_cache_open(&world.scratch.arena, &world.cache);
	return 0;
}

static int
teardown(void **state)
{
	unsetenv("MOTE_CACHE_SIZE");
	return scratch_teardown(state);
}

/* A file of so many bytes that was used at that second. */
static char *
put(struct world *world, const char *name, size_t size, time_t used)
{
	const struct timespec times[] = {{.tv_sec = used}, {.tv_sec = used}};
	char *path = path_join(&world->scratch.arena, world->cache.path, name);
	char *bytes = arena_alloc(&world->scratch.arena, size + 1);

	assert_int_equal(
	    file_make_folders(path_folder(&world->scratch.arena, path), &world->scratch.err), 0);
	assert_int_equal(file_write(path, bytes, size, 0644, &world->scratch.err), 0);
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
	return path;
}

static void
measure(struct world *world)
{
	assert_int_equal(
	    cache_measure(&world->scratch.arena, &world->cache, &world->usage, &world->scratch.err),
	    0);
}

static uint64_t
prune(struct world *world, uint64_t most)
{
	assert_int_equal(cache_prune(&world->scratch.arena, &world->cache, most, &world->usage,
			     &world->scratch.err),
	    0);
	return world->usage.bytes;
}

static void
a_cache_that_is_not_there_is_empty(void **state)
{
	struct world *world = *state;

	measure(world);
	assert_int_equal(world->usage.entries, 0);
	assert_int_equal(prune(world, 0), 0);
	world->cache.path = NULL;
	measure(world);
	assert_int_equal(world->usage.bytes, 0);
}

static void
entries_are_counted_by_kind(void **state)
{
	struct world *world = *state;

	put(world, "objects/a", 100, 5);
	put(world, "objects/b", 50, 5);
	put(world, "stages/c", 7, 5);
	put(world, "stages/c.d/programs/p", 20, 5);
	put(world, "stages/c.d/q", 3, 5);
	put(world, "blobs/.blob.mote-1-abcdef", 1000, 5);
	measure(world);
	assert_string_equal(world->usage.kinds[1].kind, "objects");
	assert_int_equal(world->usage.kinds[1].entries, 2);
	assert_int_equal(world->usage.kinds[1].bytes, 150);
	assert_int_equal(world->usage.kinds[2].entries, 1);
	assert_int_equal(world->usage.kinds[2].bytes, 30);
	assert_int_equal(world->usage.entries, 3);
	assert_int_equal(world->usage.bytes, 180);
}

static void
debug_information_is_counted_and_goes_as_the_rest_does(void **state)
{
	struct world *world = *state;
	char *oldest = put(world, "../debug/.build-id/0a/11.debug", 100, 1000),
	     *object = put(world, "objects/a", 100, 2000),
	     *newest = put(world, "../debug/.build-id/ff/22.debug", 100, 3000);

	measure(world);
	assert_string_equal(world->usage.kinds[CACHE_KIND_COUNT - 1].kind, "debug");
	assert_int_equal(world->usage.kinds[CACHE_KIND_COUNT - 1].entries, 2);
	assert_int_equal(world->usage.kinds[CACHE_KIND_COUNT - 1].bytes, 200);
	assert_int_equal(prune(world, 200), 100);
	assert_false(file_exists(oldest));
	assert_int_equal(prune(world, 100), 100);
	assert_false(file_exists(object));
	assert_true(file_exists(newest));
	assert_int_equal(prune(world, 0), 100);
	assert_false(file_exists(newest));
}

static void
what_was_used_longest_ago_goes_first(void **state)
{
	struct world *world = *state;
	char *oldest = put(world, "objects/a", 100, 1000),
	     *newer = put(world, "layers/b", 100, 2000),
	     *newest = put(world, "objects/c", 100, 3000);

	assert_int_equal(prune(world, 300), 0);
	assert_int_equal(prune(world, 250), 100);
	assert_false(file_exists(oldest));
	build_cache_use(newer);
	assert_int_equal(prune(world, 100), 100);
	assert_true(file_exists(newer));
	assert_false(file_exists(newest));
	assert_int_equal(prune(world, 0), 100);
	measure(world);
	assert_int_equal(world->usage.entries, 0);
}

static void
a_stage_that_is_read_stays(void **state)
{
	struct world *world = *state;
	char *file = put(world, "stages/c.d/programs/p", 20, 5);
	char *folder = path_join(&world->scratch.arena, world->cache.path, "stages/c.d");

	{
		SCOPED(fd) int reader = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		assert_int_equal(flock(reader, LOCK_SH), 0);
		assert_int_equal(prune(world, 0), 0);
		assert_true(file_exists(file));
	}
	assert_int_equal(prune(world, 0), 20);
	assert_false(file_exists(folder));
}

static void
what_a_killed_run_left_goes_too(void **state)
{
	struct world *world = *state;
	char *left = put(world, "blobs/.blob.mote-1-abcdef", 1000, 5);
	char *held = put(world, "objects/.key.mote-1-0", 10, 5);
	SCOPED(fd) int writer = open(held, O_RDONLY | O_CLOEXEC);

	assert_int_equal(flock(writer, LOCK_EX), 0);
	assert_int_equal(prune(world, 1000000), 0);
	assert_false(file_exists(left));
	assert_true(file_exists(held));
}

static void
after_a_build_that_stored_something_the_limit_is_kept(void **state)
{
	struct world *world = *state;

	put(world, "objects/a", 100, 1000);
	put(world, "objects/b", 100, 2000);
	assert_int_equal(setenv("MOTE_CACHE_SIZE", "150", 1), 0);
	cache_trim(&world->cache);
	measure(world);
	assert_int_equal(world->usage.bytes, 200);
	world->cache.events->stored = true;
	cache_trim(&world->cache);
	measure(world);
	assert_int_equal(world->usage.bytes, 100);
}

static void
the_limit_is_a_size_or_five_gibibytes(void **state)
{
	struct world *world = *state;
	uint64_t bytes;

	assert_int_equal(cache_limit(&bytes, &world->scratch.err), 0);
	assert_true(bytes == (uint64_t)5 << 30);
	setenv("MOTE_CACHE_SIZE", "2GB", 1);
	assert_int_equal(cache_limit(&bytes, &world->scratch.err), 0);
	assert_int_equal(bytes, 2000000000);
	setenv("MOTE_CACHE_SIZE", "much", 1);
	assert_int_equal(cache_limit(&bytes, &world->scratch.err), -1);
	assert_string_equal(world->scratch.err.text,
	    "MOTE_CACHE_SIZE: \"much\" is not a size; write 500MB, 5GiB or a number of bytes");
	world->cache.events->stored = true;
	put(world, "objects/a", 100, 1000);
	cache_trim(&world->cache);
	measure(world);
	assert_int_equal(world->usage.bytes, 100);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_cache_that_is_not_there_is_empty),
	    TEST(entries_are_counted_by_kind),
	    TEST(debug_information_is_counted_and_goes_as_the_rest_does),
	    TEST(what_was_used_longest_ago_goes_first),
	    TEST(a_stage_that_is_read_stays),
	    TEST(what_a_killed_run_left_goes_too),
	    TEST(after_a_build_that_stored_something_the_limit_is_kept),
	    TEST(the_limit_is_a_size_or_five_gibibytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
