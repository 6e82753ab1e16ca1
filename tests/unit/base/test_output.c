#include "base/output.h"

#include "base/attribute.h"
#include "base/file.h"
#include "base/log.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "apart.h"

struct place {
	struct arena arena;
	struct temporary_folder folder;
};

static void
scope_place(struct place *place)
{
	scope_temporary_folder(&place->folder);
	arena_release(&place->arena);
	log_set(LOG_NORMAL, LOG_PROGRESS_AUTO);
}

static void
begin(struct place *place, struct output *output, enum log_level level)
{
	struct error err = {0};

	log_set(level, LOG_PROGRESS_PLAIN);
	assert_int_equal(temporary_folder_make(&place->folder, &err), 0);
	output_open(&place->arena, output, "linux/arm64");
	assert_true(output_keep_in(output, place->folder.path, "a"));
}

static void
take(struct output *output, const char *bytes)
{
	output_add(output, bytes, strlen(bytes));
}

/* The text that output_print_end prints. */
static const char *
told(struct place *place, const struct output *output)
{
	char *path = arena_printf(&place->arena, "%s/told", place->folder.path);
	int own = dup(STDERR_FILENO), file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	struct error err = {0};
	struct text bytes;

	assert_true(own >= 0 && file >= 0 && dup2(file, STDERR_FILENO) >= 0);
	output_print_end(output);
	assert_true(dup2(own, STDERR_FILENO) >= 0);
	close(own);
	close(file);
	assert_int_equal(file_read(&place->arena, path, 1 << 20, &bytes, &err), 0);
	assert_int_equal(unlink(path), 0);
	return text_string(&bytes);
}

static const char *
lines(struct arena *arena, const struct output *output, const char *bytes, bool last)
{
	const struct output_bytes from = {bytes, strlen(bytes), last};
	char *to = arena_alloc(arena, 4097);
	size_t size = 4096, used = output_format(output, &from, to, &size);

	to[size] = '\0';
	return arena_printf(arena, "%zu:%s", used, to);
}

static void
a_line_is_printed_whole_behind_its_platform(void **state)
{
	SCOPED(place) struct place place = {0};
	SCOPED(output) struct output output = OUTPUT_NOWHERE;

	(void)state;
	begin(&place, &output, LOG_NORMAL);
	assert_int_equal(output.mode, OUTPUT_LINES);
	assert_string_equal(lines(&place.arena, &output, "one\n\ntwo", false),
	    "5:linux/arm64 | one\nlinux/arm64 | \n");
	assert_string_equal(lines(&place.arena, &output, "two", true), "3:linux/arm64 | two\n");
	assert_string_equal(lines(&place.arena, &output, "two", false), "0:");
	assert_string_equal(
	    lines(&place.arena, &output, "\033[2J\n", false), "5:linux/arm64 | \\x1b[2J\n");
}

static void
a_line_that_does_not_fit_waits_and_an_endless_one_is_cut(void **state)
{
	SCOPED(place) struct place place = {0};
	SCOPED(output) struct output output = OUTPUT_NOWHERE;
	char *bytes, to[4096];
	struct output_bytes from = {NULL, 20003, false};
	size_t size = sizeof(to), used;

	(void)state;
	begin(&place, &output, LOG_NORMAL);
	bytes = arena_alloc(&place.arena, 20004);
	memset(bytes, 'x', 20003);
	memcpy(bytes, "a\n", 2);
	bytes[3000] = '\n';
	from.bytes = bytes;
	used = output_format(&output, &from, to, &size);
	/* "a", and the line of 2998 */
	assert_int_equal(used, 3001);
	from = (struct output_bytes){bytes + used, 20003 - used, false};
	size = sizeof(to);
	used = output_format(&output, &from, to, &size);
	assert_in_range(used, 4000, 4096);
	assert_in_range(size, used, sizeof(to));
	assert_int_equal(to[size - 1], '\n');
}

static void
the_end_is_told_and_all_of_it_is_in_a_file(void **state)
{
	SCOPED(place) struct place place = {0};
	SCOPED(output) struct output output = OUTPUT_NOWHERE;
	struct error err = {0};
	const char *said, *path;
	struct text bytes;
	int i;

	(void)state;
	begin(&place, &output, LOG_QUIET);
	output.alone = true;
	assert_int_equal(output.mode, OUTPUT_NONE);
	for (i = 1; i <= 40; i++)
		take(&output, arena_printf(&place.arena, "%d\n", i));
	said = told(&place, &output);
	assert_int_equal(strncmp(said, "1\n2\n", 4), 0);
	/* nothing that was not told */
	assert_null(output_keep(&output));
	for (; i <= 20000; i++)
		take(&output, arena_printf(&place.arena, "%d\n", i));
	take(&output, "the end");
	said = told(&place, &output);
	assert_int_equal(strncmp(said, "19962\n19963\n", 12), 0);
	assert_string_equal(said + strlen(said) - 14, "20000\nthe end\n");
	path = output_keep(&output);
	assert_non_null(path);
	scope_output(&output);
	assert_int_equal(file_read(&place.arena, path, 1 << 20, &bytes, &err), 0);
	assert_int_equal(strncmp(text_string(&bytes), "1\n2\n", 4), 0);
	assert_int_equal(bytes.length, output.total);
}

static void
other_builds_at_the_same_time_are_told_apart(void **state)
{
	SCOPED(place) struct place place = {0};
	SCOPED(output) struct output output = OUTPUT_NOWHERE;

	(void)state;
	begin(&place, &output, LOG_QUIET);
	take(&output, "one\ntwo\n");
	assert_string_equal(told(&place, &output), "linux/arm64 | one\nlinux/arm64 | two\n");
}

static void
a_file_is_removed_unless_it_is_kept(void **state)
{
	SCOPED(place) struct place place = {0};
	struct output output;

	(void)state;
	begin(&place, &output, LOG_QUIET);
	assert_true(file_exists(output.path));
	scope_output(&output);
	assert_false(file_exists(output.path));
}

/* The file may grow to 64 MiB, memory by nothing. */
static void
endless_output_keeps_its_end(void **state)
{
	SCOPED(place) struct place place = {0};
	SCOPED(output) struct output output = OUTPUT_NOWHERE;
	char *chunk;
	struct stat status;
	int i;

	(void)state;
	begin(&place, &output, LOG_QUIET);
	output.alone = true;
	chunk = arena_alloc(&place.arena, 1 << 20);
	memset(chunk, 'y', 1 << 20);
	for (i = 0; i < 100; i++)
		output_add(&output, chunk, 1 << 20);
	take(&output, "\nlast\n");
	assert_int_equal(stat(output.path, &status), 0);
	assert_in_range(status.st_size, 32 << 20, 64 << 20);
	assert_int_equal(output.total, ((uint64_t)100 << 20) + 6);
	assert_int_equal((uint64_t)status.st_size + output.dropped, output.total);
	assert_string_equal(strrchr(told(&place, &output), 'y'), "y\nlast\n");
}

static int
fill_the_disk(void)
{
	const struct rlimit little = {4096, 4096};
	SCOPED(place) struct place place = {0};
	SCOPED(output) struct output output = OUTPUT_NOWHERE;
	struct error err = {0};
	char *chunk = arena_alloc(&place.arena, 10001);

	signal(SIGXFSZ, SIG_IGN);
	log_set(LOG_QUIET, LOG_PROGRESS_PLAIN);
	if (temporary_folder_make(&place.folder, &err) != 0)
		return 1;
	output_open(&place.arena, &output, NULL);
	if (!output_keep_in(&output, place.folder.path, "a") ||
	    setrlimit(RLIMIT_FSIZE, &little) != 0)
		return 2;
	memset(chunk, '\n', 10000);
	take(&output, chunk);
	take(&output, "the end\n");
	return output.file < 0 && output_keep(&output) == NULL && !file_exists(output.path) &&
		output.total == 10008
	    ? 0
	    : 3;
}

static void
a_full_disk_ends_the_file_alone(void **state)
{
	(void)state;
	assert_int_equal(apart(fill_the_disk), 0);
}

static void
steps_are_counted_up_to_their_number(void **state)
{
	SCOPED(place) struct place place = {0};
	SCOPED(output) struct output output = OUTPUT_NOWHERE;
	char to[16384];
	const char *path;
	int file;

	(void)state;
	begin(&place, &output, LOG_NORMAL);
	path = arena_printf(&place.arena, "%s/steps", place.folder.path);
	file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	output_count_steps(&output, open(path, O_RDONLY | O_CLOEXEC), 3);
	assert_int_equal(output_tick(&output, to, sizeof(to)), 0);
	assert_int_equal(write(file, "a.c\nb", 5), 5);
	to[output_tick(&output, to, sizeof(to))] = '\0';
	assert_string_equal(to, "[1/3] a.c\n");
	/* in the middle of a line no step is told */
	assert_int_equal(write(file, "\033.c\n", 4), 4);
	assert_int_equal(output_tick(&output, to, 0), 0);
	to[output_tick(&output, to, sizeof(to))] = '\0';
	assert_string_equal(to, "[2/3] b\\x1b.c\n");
	assert_int_equal(write(file, "c.c\nd.c\ne.c\n", 12), 12);
	to[output_tick(&output, to, sizeof(to))] = '\0';
	assert_string_equal(to, "[3/3] c.c\n");
	close(file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_line_is_printed_whole_behind_its_platform),
	    cmocka_unit_test(a_line_that_does_not_fit_waits_and_an_endless_one_is_cut),
	    cmocka_unit_test(the_end_is_told_and_all_of_it_is_in_a_file),
	    cmocka_unit_test(other_builds_at_the_same_time_are_told_apart),
	    cmocka_unit_test(a_file_is_removed_unless_it_is_kept),
	    cmocka_unit_test(endless_output_keeps_its_end),
	    cmocka_unit_test(a_full_disk_ends_the_file_alone),
	    cmocka_unit_test(steps_are_counted_up_to_their_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
