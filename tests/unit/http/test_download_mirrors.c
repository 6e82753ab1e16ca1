#include "http/download.h"

#include "../../support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

/* A program apt-get that names these archives. */
static void
apt_says(struct scratch *scratch, const char *sites)
{
	struct arena *arena = &scratch->arena;

	assert_int_equal(scratch_write(scratch, "bin/apt-get",
			     arena_printf(arena, "#!/bin/sh\nprintf '%s'\n", sites)),
	    0);
	assert_int_equal(chmod(scratch_path(scratch, "bin/apt-get"), 0755), 0);
	setenv("PATH", scratch_path(scratch, "bin"), 1);
	setenv("XDG_CONFIG_HOME", scratch->folder.path, 1);
	unsetenv("MOTE_MIRROR");
}

static const char *
mirrors(struct scratch *scratch)
{
	struct text_list places = {0};

	return download_mirrors(&scratch->arena, &places, &scratch->err) == 0
	    ? text_list_join(&places, &scratch->arena, " ")
	    : scratch->err.text;
}

static void
archives_come_from_the_variable_the_file_or_apt(void **state)
{
	struct scratch *scratch = *state;

	apt_says(scratch, "http://b-security/x\\nhttp://a/debian/\\nhttp://a/debian\\n");
	assert_string_equal(
	    mirrors(scratch), "http://a/debian http://b-security/x http://a/debian-security");
	assert_int_equal(scratch_write(scratch, "mote/mote.conf", "mirror = http://c/  /srv\n"), 0);
	assert_string_equal(mirrors(scratch), "http://c /srv");
	setenv("MOTE_MIRROR", "http://d", 1);
	assert_string_equal(mirrors(scratch), "http://d");
	assert_int_equal(scratch_write(scratch, "a folder/x", ""), 0);
	setenv("MOTE_MIRROR", scratch_path(scratch, "a folder"), 1);
	assert_string_equal(mirrors(scratch), scratch_path(scratch, "a folder"));
	unsetenv("MOTE_MIRROR");
}

static void
who_knows_no_archive_is_told_how_to_name_one(void **state)
{
	struct scratch *scratch = *state;

	apt_says(scratch, "");
	assert_string_equal(mirrors(scratch),
	    "apt knows no archive of Debian: run \"apt-get update\", or " DOWNLOAD_MIRROR_REMEDY);
	assert_int_equal(scratch->err.kind, ERROR_NOT_FOUND);
	setenv("PATH", "/nowhere", 1);
	assert_string_equal(
	    mirrors(scratch), "no archive of Debian is known here: " DOWNLOAD_MIRROR_REMEDY);
	assert_int_equal(scratch->err.kind, ERROR_NOT_FOUND);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
	    TEST(archives_come_from_the_variable_the_file_or_apt),
	    TEST(who_knows_no_archive_is_told_how_to_name_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
