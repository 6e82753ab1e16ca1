#include "toolchain/toolchain_archive.h"

#include "../../support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

/* The archives are those of the fuzz target. */
#define CORPUS "tests/fuzz/corpus/toolchain_archive/"
/* the name of its package and of its root */
#define NAME "0000000000000000000000000000000000000000000000000000000000000000"

static int
unpack(struct scratch *scratch, const char *name)
{
	const char *folder = scratch_path(scratch, name);
	struct text_list targets = {0};

	if (file_make_folders(folder, &scratch->err) != 0)
		return 1;
	text_list_add(&targets, &scratch->arena, "amd64");
	return toolchain_archive_unpack(&scratch->arena,
	    arena_printf(&scratch->arena, CORPUS "%s", name), &targets, folder, &scratch->err);
}

static void
what_is_wanted_is_unpacked(void **state)
{
	struct scratch *scratch = *state;
	struct stat one, other;

	assert_int_equal(unpack(scratch, "whole"), 0);
	assert_int_equal(stat(scratch_path(scratch, "whole/compiler/bin/clang"), &one), 0);
	assert_int_equal(stat(scratch_path(scratch, "whole/amd64/llvm/bin/cc"), &other), 0);
	assert_int_equal(one.st_ino, other.st_ino);
	assert_int_equal(one.st_mode & 07777, 0755);
	assert_false(file_exists(scratch_path(scratch, "whole/s390x")));
	assert_false(file_exists(scratch_path(scratch, "whole/roots")));
	assert_false(file_exists(scratch_path(scratch, "whole/mote-toolchain.json")));
}

static void
collections_keep_their_times(void **state)
{
	static const struct {
		const char *path;
		time_t time;
	} cases[] = {
	    {"whole/packages/" NAME "/root/file", 86400},
	    {"whole/packages/" NAME "/root/link", 86400},
	    {"whole/packages/" NAME "/root", 0},
	    {"whole/packages/" NAME "/root/d", 86400},
	};
	struct scratch *scratch = *state;
	struct stat status;
	size_t i;

	assert_int_equal(unpack(scratch, "whole"), 0);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(lstat(scratch_path(scratch, cases[i].path), &status), 0);
		assert_int_equal(status.st_mtime, cases[i].time);
	}
	/* what is in use is not pruned */
	assert_int_equal(lstat(scratch_path(scratch, "whole/packages/" NAME), &status), 0);
	assert_true(status.st_mtime > 86400);
}

static void
set_id_bits_do_not_count(void **state)
{
	struct scratch *scratch = *state;
	struct stat status;

	assert_int_equal(unpack(scratch, "set-id"), 0);
	assert_int_equal(stat(scratch_path(scratch, "set-id/compiler/bin/su"), &status), 0);
	assert_int_equal(status.st_mode & 07777, 0755);
}

static void
hostile_archives_are_refused(void **state)
{
	static const struct {
		const char *name, *said;
	} cases[] = {
	    {"up", "\"compiler/../../out\" is no path below a folder"},
	    {"absolute", "\"/tmp/out\" is no path below a folder"},
	    {"through-link", "\"packages/" NAME "/root/a/out\" lies below a file or a link"},
	    {"link-out", "\"amd64/a\" is a link that leads out of its folder"},
	    {"hard-link-out", "\"amd64/a\" is a link to a file that does not stand before it"},
	    {"hard-link-to-link", "\"amd64/a\" is a link that leads out of its folder"},
	    {"link-climbs-back", "\"amd64/a\" is a link that leads out of its folder"},
	    {"top-link", "\"packages\" is no folder"},
	    {"top-file", "\"packages\" is no folder"},
	    {"package-incoming", "\"packages/incoming\" is nothing that mote keeps there"},
	    {"package-use", "\"packages/.use\" is nothing that mote keeps there"},
	    {"package-link", "\"packages/" NAME "\" is nothing that mote keeps there"},
	    {"package-root-link", "\"packages/" NAME "/root\" is nothing that mote keeps there"},
	    {"package-postinst-link",
		"\"packages/" NAME "/postinst\" is nothing that mote keeps there"},
	    {"package-other", "\"packages/" NAME "/packages\" is nothing that mote keeps there"},
	    {"access-lists", "it has larger access control lists than a toolchain needs"},
	    {"device", "\"amd64/null\" is neither a file nor a folder nor a link"},
	    {"twice", "\"amd64/a\" is in it twice"},
	    {"file-as-folder", "\"amd64/a/b\" lies below a file or a link"},
	};
	struct scratch *scratch = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(unpack(scratch, cases[i].name), -1);
		assert_string_equal(scratch->err.text,
		    arena_printf(&scratch->arena, "\"" CORPUS "%s\" cannot be unpacked: %s",
			cases[i].name, cases[i].said));
		assert_int_equal(scratch->err.kind, ERROR_REFUSED);
	}
}

static void
an_archive_of_something_else_is_refused(void **state)
{
	struct scratch *scratch = *state;

	assert_int_equal(unpack(scratch, "no-contents"), -1);
	assert_non_null(strstr(scratch->err.text, "is no archive of toolchains"));
	assert_int_equal(unpack(scratch, "empty"), -1);
	assert_int_equal(unpack(scratch, "nowhere"), -1);
	assert_int_equal(scratch->err.kind, ERROR_NOT_FOUND);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(what_is_wanted_is_unpacked),
	    TEST(collections_keep_their_times),
	    TEST(set_id_bits_do_not_count),
	    TEST(hostile_archives_are_refused),
	    TEST(an_archive_of_something_else_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
