#include "sandbox/limit_watch.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include "../../support/scratch.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../support/ordinary_user.h"

enum { MEBIBYTE = 1 << 20 };

struct world {
	struct scratch scratch;
	struct limit_watch watch;
	struct process_ids self;
	pid_t id;
};

static int
set_up(void **state)
{
	static struct world world;
	struct spec_limits limits = {100, (uint64_t)1 << 40, (uint64_t)1 << 50};

	memset(&world, 0, sizeof(world));
	if (scratch_make(&world.scratch) != 0)
		return -1;
	world.id = getpid();
	world.self = (struct process_ids){&world.id, 1, 1};
	limit_watch_begin(&world.watch, &limits, world.scratch.folder.path);
	*state = &world;
	return 0;
}

static void
write_mebibytes(int fd, size_t count)
{
	static char block[MEBIBYTE];

	memset(block, 1, sizeof(block));
	while (count-- > 0)
		assert_int_equal(write(fd, block, sizeof(block)), sizeof(block));
	/* until then the file system may not know what it takes */
	assert_int_equal(fsync(fd), 0);
}

/* Whether it is refused to write on, sooner or later: others may remove as much
 * meanwhile, so that a look finds nothing gone. */
static bool
is_refused_to_write(struct world *world, int fd)
{
	int i;

	for (i = 0; i < 20; i++) {
		write_mebibytes(fd, 12);
		if (limit_watch_look(&world->watch, &world->self, &world->scratch.err) != 0)
			return true;
	}
	return false;
}

static int
open_file(struct world *world, struct arena *arena, const char *name)
{
	int fd = open(path_join(arena, world->scratch.folder.path, name), O_RDWR | O_CREAT, 0600);

	assert_true(fd >= 0);
	return fd;
}

static void
what_is_not_said_is_measured_on_this_machine(void **state)
{
	struct world *world = *state;
	struct limit_watch watch;

	limit_watch_begin(&watch, &(struct spec_limits){0}, world->scratch.folder.path);
	assert_int_equal(watch.limits.processes, 4096);
	assert_true(watch.limits.memory > MEBIBYTE);
	assert_true(watch.limits.disk > 0 && watch.limits.disk < watch.free[0]);
	assert_int_equal(world->watch.limits.processes, 100);
}

static void
a_build_within_its_limits_is_left_alone(void **state)
{
	struct world *world = *state;

	assert_int_equal(limit_watch_look(&world->watch, &world->self, &world->scratch.err), 0);
}

static void
more_processes_than_allowed_are_refused(void **state)
{
	struct world *world = *state;
	pid_t ids[101] = {0};
	struct process_ids many = {ids, ARRAY_SIZE(ids), ARRAY_SIZE(ids)};

	assert_int_equal(limit_watch_look(&world->watch, &many, &world->scratch.err), -1);
	assert_string_equal(world->scratch.err.text,
	    "the build had more than 100 processes and was ended; \"processes\" under \"limits\" of "
	    "\"build\" allows more");
	many.count--;
	assert_int_equal(limit_watch_look(&world->watch, &many, &world->scratch.err), 0);
}

static void
more_memory_than_allowed_is_refused(void **state)
{
	struct world *world = *state;

	world->watch.limits.memory = MEBIBYTE;
	assert_int_equal(limit_watch_look(&world->watch, &world->self, &world->scratch.err), -1);
	assert_string_equal(world->scratch.err.text,
	    "the build took more than 1.04 MB and was ended; \"memory\" under \"limits\" of \"build\" allows "
	    "more");
}

static void
a_page_that_several_share_is_counted_once(void **state)
{
	enum { SIZE = 64 * MEBIBYTE, SHARERS = 4 };
	struct world *world = *state;
	pid_t ids[SHARERS + 1] = {getpid()};
	struct process_ids family = {ids, ARRAY_SIZE(ids), ARRAY_SIZE(ids)};
	struct process_ids none = {0};
	char *memory = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int ready[2], i, result;
	char byte;

	assert_true(memory != MAP_FAILED && pipe(ready) == 0);
	memset(memory, 1, SIZE);
	process_adopt();
	for (i = 1; i <= SHARERS; i++) {
		ids[i] = fork();
		if (ids[i] == 0) {
			size_t at, sum = 0;

			for (at = 0; at < SIZE; at += 4096)
				sum += (size_t)memory[at];
			(void)!write(ready[1], &sum, 1);
			for (;;)
				pause();
		}
		assert_int_equal(read(ready[0], &byte, 1), 1);
	}
	/* each shows 64 MiB and more, all of them have them once; the rest is
	 * the test's own */
	world->watch.limits.memory = (uint64_t)SIZE * SHARERS;
	result = limit_watch_look(&world->watch, &family, &world->scratch.err);
	process_family_end(&none);
	munmap(memory, SIZE);
	close(ready[0]);
	close(ready[1]);
	assert_int_equal(result, 0);
}

static void
more_on_disk_than_allowed_is_refused(void **state)
{
	struct world *world = *state;
	struct arena arena = {0};
	SCOPED(fd) int fd = open_file(world, &arena, "file");

	world->watch.limits.disk = 8 * MEBIBYTE;
	assert_true(is_refused_to_write(world, fd));
	assert_string_equal(world->scratch.err.text,
	    "the build wrote more than 8.38 MB and was ended; \"disk\" under \"limits\" of \"build\" allows "
	    "more");
	arena_release(&arena);
}

static void
a_file_without_a_name_counts_too(void **state)
{
	struct world *world = *state;
	struct arena arena = {0};
	SCOPED(fd) int fd = open_file(world, &arena, "file");

	assert_int_equal(unlink(path_join(&arena, world->scratch.folder.path, "file")), 0);
	world->watch.limits.disk = 8 * MEBIBYTE;
	assert_true(is_refused_to_write(world, fd));
	arena_release(&arena);
}

/* Four processes have it open; counted for each, it would be too much. */
static void
a_file_that_several_have_open_counts_once(void **state)
{
	enum { SHARERS = 4 };
	struct world *world = *state;
	struct arena arena = {0};
	struct process_ids none = {0}, family;
	SCOPED(fd) int fd = open_file(world, &arena, "file");
	int i, result;

	assert_int_equal(unlink(path_join(&arena, world->scratch.folder.path, "file")), 0);
	write_mebibytes(fd, 12);
	process_adopt();
	for (i = 0; i < SHARERS; i++)
		if (fork() == 0)
			for (;;)
				pause();
	family = process_family(&arena, getpid(), NULL, 100);
	assert_int_equal(family.count, SHARERS);
	world->watch.limits.disk = 24 * MEBIBYTE;
	/* as if others had written much meanwhile */
	world->watch.free[0] = UINT64_MAX;
	result = limit_watch_look(&world->watch, &family, &world->scratch.err);
	process_family_end(&none);
	assert_int_equal(result, 0);
	arena_release(&arena);
}

/* Nobody may read the open files of a process that has ended: it has none. */
static void
a_process_that_has_ended_hides_nothing(void **state)
{
	struct world *world = *state;
	pid_t child = fork();
	struct process_ids family = {&child, 1, 1};
	siginfo_t info;

	if (child == 0)
		_exit(0);
	assert_int_equal(waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT), 0);
	world->watch.free[0] = UINT64_MAX;
	assert_int_equal(limit_watch_look(&world->watch, &family, &world->scratch.err), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
}

static void
a_folder_that_is_shut_may_hold_anything(void **state)
{
	struct world *world = *state;
	struct arena arena = {0};
	const char *path;
	int result;

	ordinary_user_begin(world->scratch.folder.path);
	path = path_join(&arena, world->scratch.folder.path, "shut");
	assert_int_equal(mkdir(path, 0), 0);
	assert_int_equal(limit_watch_look(&world->watch, &world->self, &world->scratch.err), 0);
	world->watch.free[0] = UINT64_MAX;
	result = limit_watch_look(&world->watch, &world->self, &world->scratch.err);
	assert_int_equal(chmod(path, 0700), 0);
	ordinary_user_end();
	assert_int_equal(result, -1);
	assert_string_equal(world->scratch.err.text,
	    "the build has a folder or a process that mote may not look into, may have written more than "
	    "1.12 PB and was ended; \"disk\" under \"limits\" of \"build\" allows more");
	arena_release(&arena);
}

static void
what_was_in_a_second_folder_does_not_count_and_what_comes_does(void **state)
{
	struct world *world = *state;
	SCOPED(temporary_folder) struct temporary_folder other = {0};
	struct arena arena = {0};
	SCOPED(fd) int fd = -1;

	assert_int_equal(temporary_folder_make(&other, &world->scratch.err), 0);
	fd = open(path_join(&arena, other.path, "file"), O_RDWR | O_CREAT, 0600);
	world->watch.limits.disk = 8 * MEBIBYTE;
	write_mebibytes(fd, 12);
	limit_watch_add(&world->watch, other.path);
	assert_int_equal(limit_watch_look(&world->watch, &world->self, &world->scratch.err), 0);
	assert_true(is_refused_to_write(world, fd));
	arena_release(&arena);
}

static void
what_others_remove_hides_nothing(void **state)
{
	struct world *world = *state;
	struct arena arena = {0};
	SCOPED(fd) int fd = open_file(world, &arena, "file");

	/* the disk was full when the build began */
	world->watch.free[0] = 0;
	world->watch.limits.disk = 8 * MEBIBYTE;
	assert_int_equal(limit_watch_look(&world->watch, &world->self, &world->scratch.err), 0);
	assert_true(is_refused_to_write(world, fd));
	arena_release(&arena);
}

static void
what_others_write_does_not_count(void **state)
{
	struct world *world = *state;
	SCOPED(temporary_folder) struct temporary_folder other = {0};
	struct arena arena = {0};
	SCOPED(fd) int fd = -1;

	assert_int_equal(temporary_folder_make(&other, &world->scratch.err), 0);
	fd = open(path_join(&arena, other.path, "file"), O_RDWR | O_CREAT, 0600);
	world->watch.limits.disk = 8 * MEBIBYTE;
	write_mebibytes(fd, 12);
	assert_int_equal(limit_watch_look(&world->watch, &world->self, &world->scratch.err), 0);
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		what_is_not_said_is_measured_on_this_machine, set_up, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_build_within_its_limits_is_left_alone, set_up, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		more_processes_than_allowed_are_refused, set_up, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		more_memory_than_allowed_is_refused, set_up, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_page_that_several_share_is_counted_once, set_up, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		more_on_disk_than_allowed_is_refused, set_up, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		what_was_in_a_second_folder_does_not_count_and_what_comes_does, set_up,
		scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_file_without_a_name_counts_too, set_up, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_file_that_several_have_open_counts_once, set_up, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_process_that_has_ended_hides_nothing, set_up, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_folder_that_is_shut_may_hold_anything, set_up, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		what_others_write_does_not_count, set_up, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		what_others_remove_hides_nothing, set_up, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
