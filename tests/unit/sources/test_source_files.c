#include "sources/source_files.h"

#include "base/file.h"
#include "base/path.h"
#include "base/process.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include "../../support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../support/ordinary_user.h"

/*
 * A folder "bound" with the file "inc/a.h", and the file "outside.h" beside the
 * folder. Links in the folder lead to both.
 */
struct world {
	struct scratch scratch;
	const char *bound;
	struct source_files files;
};

static int
put(struct world *world, const char *name, const char *text)
{
	char *path = scratch_path(&world->scratch, name);

	return file_make_folders(path_folder(&world->scratch.arena, path), &world->scratch.err) != 0
	    ? -1
	    : file_write(path, text, strlen(text), 0644, &world->scratch.err);
}

static int
put_link(struct world *world, const char *name, const char *target)
{
	return symlink(target, path_join(&world->scratch.arena, world->bound, name));
}

static int
setup(void **state)
{
	static struct world world;

	world = (struct world){.files = SOURCE_FILES_NONE};
	*state = &world;
	if (scratch_make(&world.scratch) != 0)
		return -1;
	world.bound = scratch_path(&world.scratch, "bound");
	if (put(&world, "bound/inc/a.h", "#if __has_include(<b.h>)\n#endif\n") != 0 ||
	    put(&world, "outside.h", "") != 0 || put_link(&world, "near.h", "inc/a.h") != 0 ||
	    put_link(&world, "climbs.h", "../outside.h") != 0 ||
	    put_link(&world, "proc.h", "/proc/self/cwd/a.h") != 0 ||
	    put_link(&world, "folder", "inc") != 0 || put_link(&world, "away", "..") != 0 ||
	    put_link(
		&world, "absolute.h", path_join(&world.scratch.arena, world.bound, "inc/a.h")) != 0)
		return -1;
	source_files_init(&world.files, &world.scratch.arena, world.bound);
	return 0;
}

static const char *
digest_of(struct world *world, const char *path)
{
	return source_files_look(&world->files, path)->digest.text;
}

static void
a_link_is_followed_only_to_what_the_stage_sees_under_it(void **state)
{
	static const char *const refused[] = {"climbs.h", "proc.h", "absolute.h", "away/outside.h",
	    "../outside.h", "inc/../../outside.h", "nothing.h", "inc"};
	struct world *world = *state;
	const char *digest = digest_of(world, "inc/a.h");
	size_t i;

	assert_string_not_equal(digest, "");
	assert_string_equal(digest_of(world, "near.h"), digest);
	assert_string_equal(digest_of(world, "folder/a.h"), digest);
	assert_string_equal(digest_of(world, "folder/../inc/a.h"), digest);
	for (i = 0; i < ARRAY_SIZE(refused); i++)
		if (digest_of(world, refused[i])[0] != '\0')
			fail_msg("\"%s\" has a digest", refused[i]);
}

static void
one_file_under_two_names_is_known_as_one(void **state)
{
	struct world *world = *state;
	const struct source_file *file = source_files_look(&world->files, "inc/a.h"),
				 *link = source_files_look(&world->files, "near.h");

	assert_int_equal(file->inode, link->inode);
	assert_int_equal(file->device, link->device);
}

static void
what_stands_at_a_name_is_told_as_the_compiler_finds_it(void **state)
{
	static const struct {
		const char *path;
		enum source_standing standing;
	} cases[] = {
	    {"inc/a.h", STANDING_FILE},
	    {"folder/a.h", STANDING_FILE},
	    {"near.h", STANDING_FILE},
	    {"inc", STANDING_FOLDER},
	    {"folder", STANDING_FOLDER},
	    {"inc/b.h", STANDING_NONE},
	    {"none/b.h", STANDING_NONE},
	    {"inc/a.h/b.h", STANDING_NONE},
	    {"dangling.h", STANDING_NONE},
	    {"../outside.h", STANDING_UNSURE},
	    {"proc.h", STANDING_UNSURE},
	    {"fifo.h", STANDING_UNSURE},
	};
	struct world *world = *state;
	size_t i;

	assert_int_equal(put_link(world, "dangling.h", "gen/a.h"), 0);
	assert_int_equal(mkfifo(path_join(&world->scratch.arena, world->bound, "fifo.h"), 0644), 0);
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		if (source_files_standing(&world->files, cases[i].path) != cases[i].standing)
			fail_msg("%s", cases[i].path);
}

static void
a_folder_that_can_be_passed_but_not_listed_may_have_any_names(void **state)
{
	struct world *world = *state;
	const char *folder = path_join(&world->scratch.arena, world->bound, "own");

	assert_int_equal(chmod(world->scratch.folder.path, 0711), 0);
	ordinary_user_begin(world->bound);
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(chmod(folder, 0300), 0);
	assert_null(source_files_names(&world->files, "own"));
	assert_int_equal(chmod(folder, 0), 0);
	assert_int_equal(source_files_names(&world->files, "own")->count, 0);
	assert_int_equal(chmod(folder, 0700), 0);
	ordinary_user_end();
}

struct change {
	const char *command; /* of the shell, in the bound folder */
	const char *path;
	bool seen;
};

/* Whether a change after now is seen in the time of the path. */
static bool
is_seen(struct world *world, const struct change *change)
{
	const char *const command[] = {"/bin/sh", "-c", change->command, NULL};
	const struct process_options options = {.arguments = command, .folder = world->bound};
	const struct timespec tick = {.tv_nsec = 20 * 1000 * 1000};
	SCOPED(source_files) struct source_files files = SOURCE_FILES_NONE;
	struct stat now;
	struct timespec changed;
	int status;

	/* the clock of files goes in ticks */
	nanosleep(&tick, NULL);
	assert_int_equal(put(world, "clock", ""), 0);
	assert_int_equal(stat(scratch_path(&world->scratch, "clock"), &now), 0);
	nanosleep(&tick, NULL);
	assert_int_equal(process_run(&options, &status, &world->scratch.err), 0);
	assert_int_equal(status, 0);
	source_files_init(&files, &world->scratch.arena, world->bound);
	changed = source_files_changed(&files, change->path);
	return source_time_is_later(&changed, &now.st_mtim);
}

static void
a_change_of_what_leads_to_a_file_is_seen_in_its_time(void **state)
{
	static const struct change changes[] = {
	    {"true", "inc/a.h", false},
	    {"true", "folder/a.h", false},
	    {"true", "nothing/a.h", false},
	    {"touch other", "inc/a.h", false},
	    {"touch another", ".", true},
	    {"touch inc/b.h", "inc", true},
	    {"echo >inc/a.h", "inc/a.h", true},
	    {"mkdir next && touch -d 2001-01-01 next", "folder/a.h", false},
	    {"ln -sfn next folder", "folder/a.h", true},
	    {"ln -sfn inc/a.h near.h", "near.h", true},
	    {"mv inc old && cp -a old inc", "inc/a.h", true},
	    {"mv old/a.h x && mv x old/a.h", "old/a.h", true},
	    /* what the link "folder" leads to */
	    {"true", "folder/a.h", false},
	    {"touch next/a.h", "folder/a.h", true},
	    /* where nothing stands, it is the folder that counts */
	    {"rm next/a.h", "next/a.h", true},
	    {"touch near.h", "none.h", false},
	    {"touch some.h", "none.h", true},
	    {"mkdir new", "none/a.h", true},
	    {"ln -s gone.h dangling.h", "near.h", false},
	    {"touch others.h", "dangling.h", true},
	    /* links that lead to each other have a time too */
	    {"ln -s one two && ln -s two one", "one/a.h", true},
	};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(changes); i++)
		if (is_seen(world, &changes[i]) != changes[i].seen)
			fail_msg("%s: %s", changes[i].command, changes[i].path);
}

static void
names_of_a_folder_are_told_in_the_same_way(void **state)
{
	struct world *world = *state;
	const struct text_list *names = source_files_names(&world->files, "folder");

	assert_non_null(names);
	assert_int_equal(names->count, 1);
	assert_string_equal(names->items[0], "a.h");
	assert_int_equal(source_files_names(&world->files, "none")->count, 0);
	assert_null(source_files_names(&world->files, "away"));
}

static void
what_cannot_be_read_hides_all(void **state)
{
	struct world *world = *state;

	assert_false(source_files_text(&world->files, "inc/a.h", SOURCE_C)->hides);
	assert_int_equal(source_files_text(&world->files, "inc/a.h", SOURCE_C)->asked.count, 1);
	assert_true(source_files_text(&world->files, "proc.h", SOURCE_C)->hides);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_link_is_followed_only_to_what_the_stage_sees_under_it, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		one_file_under_two_names_is_known_as_one, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		what_stands_at_a_name_is_told_as_the_compiler_finds_it, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_folder_that_can_be_passed_but_not_listed_may_have_any_names, setup,
		scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_change_of_what_leads_to_a_file_is_seen_in_its_time, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		names_of_a_folder_are_told_in_the_same_way, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(what_cannot_be_read_hides_all, setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
