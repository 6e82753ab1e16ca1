#include "sandbox/chroot.h"

#include "base/process.h"
#include "sandbox/chroot_tree.h"

#include "../../support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
	struct scratch scratch;
	struct sandbox sandbox;
	struct error err; /* of the last command */
};

static const char *const environment[] = {"PATH=/usr/bin:/bin", NULL};

static char *
at(struct world *world, const char *name)
{
	return scratch_path(&world->scratch, name);
}

static void
make_root(struct world *world)
{
	const char *const arguments[] = {"tests/support/small_root.sh", at(world, "root"), "sh",
	    "id", "ls", "cat", "touch", "ln", "mv", "rm", "chmod", "mkdir", "sleep", NULL};
	const struct process_options options = {.arguments = arguments};
	int status;

	if (process_run(&options, &status, &world->err) != 0 || status != 0)
		fail_msg("no root: %s", world->err.text);
}

static void
put(struct world *world, const char *name, const char *text, mode_t mode)
{
	if (file_make_folders(path_folder(&world->scratch.arena, at(world, name)), &world->err) !=
		0 ||
	    file_write(at(world, name), text, strlen(text), mode, &world->err) != 0)
		fail_msg("%s", world->err.text);
}

static int
setup(void **state)
{
	static struct world world;

	world = (struct world){.scratch = {.arena = {0}}};
	*state = &world;
	if (scratch_make(&world.scratch) != 0)
		return -1;
	world.sandbox =
	    (struct sandbox){.rung = ISOLATION_CHROOT, .environment = environment, .folder = "/"};
	if (chroot_available(&world.err) != 0)
		return 0;
	make_root(&world);
	put(&world, "src/a", "alpha\n", 0644);
	put(&world, "src/.git/config", "secret\n", 0644);
	put(&world, "build/old", "old\n", 0644);
	put(&world, "layer/.keep", "", 0644);
	put(&world, "outside", "outside\n", 0644);
	world.sandbox.root = (struct sandbox_root){
	    scratch_path(&world.scratch, "root"), scratch_path(&world.scratch, "layer")};
	sandbox_add_bind(&world.sandbox, at(&world, "src"), "/src", false);
	sandbox_add_bind(&world.sandbox, at(&world, "build"), "/build", true);
	return 0;
}

static void
need_rung(struct world *world)
{
	if (chroot_available(&world->err) != 0) {
		if (getenv("CI") != NULL && geteuid() == 0)
			fail_msg("CI has no rung chroot: %s", world->err.text);
		print_message("%s\n", world->err.text);
		skip();
	}
}

/* The exit status of a shell command; -1: an error. */
static int
shell(struct world *world, const char *command)
{
	const char *arguments[] = {"sh", "-c", command, NULL};
	int status = -1;

	return sandbox_run(
		   &world->scratch.arena, &world->sandbox, arguments, &status, &world->err) == 0
	    ? status
	    : -1;
}

/* The shell command and what it prints. */
static const char *
said(struct world *world, const char *command)
{
	struct text text;

	text_init(&text, &world->scratch.arena);
	world->sandbox.capture = &text;
	if (shell(world, command) < 0)
		fail_msg("%s", world->err.text);
	world->sandbox.capture = NULL;
	return text_string(&text);
}

static const char *
content(struct world *world, const char *name)
{
	struct text bytes;

	if (file_read(&world->scratch.arena, at(world, name), 1000, &bytes, &world->err) != 0)
		return world->err.text;
	return text_string(&bytes);
}

static void
a_command_sees_its_root_and_its_binds_under_their_paths_inside(void **state)
{
	struct world *world = *state;

	need_rung(world);
	assert_string_equal(
	    said(world, "id -u; id -g; cat /src/a /build/old"), "1000\n1000\nalpha\nold\n");
	assert_string_equal(said(world, "cd /; echo *"),
	    "bin build dev etc lib lib64 opt proc src tmp toolchain usr\n");
	assert_int_not_equal(
	    shell(world, arena_printf(&world->scratch.arena, "ls %s", at(world, "outside"))), 0);
	assert_string_equal(
	    sandbox_path(&world->scratch.arena, &world->sandbox, at(world, "src/a")), "/src/a");
}

static void
a_writable_bind_is_where_it_was_when_the_command_has_ended(void **state)
{
	struct world *world = *state;

	need_rung(world);
	assert_int_equal(shell(world, "echo new >/build/new && echo more >>/build/old"), 0);
	assert_string_equal(content(world, "build/new"), "new\n");
	assert_string_equal(content(world, "build/old"), "old\nmore\n");
	assert_int_equal(shell(world, "echo again >/build/new; exit 7"), 7);
	assert_string_equal(content(world, "build/new"), "again\n");
}

/* A user of this machine may have the number of the command's user. */
static void
when_the_command_has_ended_its_files_belong_to_root(void **state)
{
	struct world *world = *state;
	struct stat status;

	need_rung(world);
	assert_int_equal(
	    shell(world,
		"mkdir /build/d; echo 1 >/build/d/x; ln /build/d/x /build/y; chmod 4755 /build/y"),
	    0);
	assert_int_equal(stat(at(world, "build"), &status), 0);
	assert_int_equal(status.st_uid, 0);
	assert_int_equal(stat(at(world, "build/d/x"), &status), 0);
	assert_int_equal(status.st_uid, 0);
	assert_int_equal(status.st_mode & 07777, 0755);
	/* and again to the next command, whatever names they have */
	assert_int_equal(shell(world, "echo 2 >>/build/y"), 0);
	assert_string_equal(content(world, "build/d/x"), "1\n2\n");
}

static void
nothing_of_the_root_or_of_a_bind_can_be_changed(void **state)
{
	struct world *world = *state;
	struct stat before, after;

	need_rung(world);
	assert_int_equal(stat(at(world, "root/usr/bin/ls"), &before), 0);
	assert_int_equal(shell(world,
			     "chmod 777 /usr/bin/ls || touch -d @1 /usr/bin/ls ||"
			     "echo >>/usr/bin/ls || rm -f /usr/bin/ls || mv /usr /other ||"
			     "chmod 777 /src/a || echo >>/src/a || echo >/src/b || mkdir /usr/x"),
	    1);
	assert_int_equal(stat(at(world, "root/usr/bin/ls"), &after), 0);
	assert_int_equal(after.st_mode, before.st_mode);
	assert_int_equal(after.st_mtim.tv_sec, before.st_mtim.tv_sec);
	assert_int_equal(after.st_uid, 0);
	assert_string_equal(content(world, "src/a"), "alpha\n");
}

/* mote would take it for a file of the command, and write to it. */
static void
a_file_of_the_root_gets_no_name_in_a_folder_of_the_command(void **state)
{
	struct world *world = *state;
	struct stat status;

	need_rung(world);
	assert_int_equal(shell(world, "ln /usr/bin/ls /build/ls || ln /src/a /build/a"), 1);
	assert_int_not_equal(stat(at(world, "build/ls"), &status), 0);
	/* the file rules refuse it too, where the kernel's own protection of
	 * hard links is off */
	assert_string_equal(said(world, "echo >/own; ln /own /build/own 2>&1"),
	    "ln: failed to create hard link '/build/own' => '/own': Invalid cross-device link\n");
}

static void
where_such_a_name_is_there_its_file_stays_with_root(void **state)
{
	struct world *world = *state;
	struct stat status;

	need_rung(world);
	assert_int_equal(shell(world, "true"), 0);
	assert_int_equal(link(at(world, "root/usr/bin/ls"), at(world, "build/ls")), 0);
	assert_int_equal(shell(world, "true"), 0);
	assert_int_equal(stat(at(world, "root/usr/bin/ls"), &status), 0);
	assert_int_equal(status.st_uid, 0);
}

static void
files_that_only_the_user_can_read_are_copied(void **state)
{
	struct world *world = *state;
	struct stat status;

	need_rung(world);
	put(world, "src/private", "private\n", 0600);
	put(world, "src/tool", "#!/bin/sh\necho tool\n", 0700);
	put(world, "src/of-others", "others\n", 0666);
	assert_int_equal(chown(at(world, "src/of-others"), CHROOT_USER, CHROOT_USER), 0);
	assert_string_equal(
	    said(world,
		"cat /src/private; /src/tool; echo x 2>/dev/null >>/src/of-others || cat /src/of-others"),
	    "private\ntool\nothers\n");
	assert_int_equal(stat(at(world, "src/private"), &status), 0);
	assert_int_equal(status.st_mode & 07777, 0600);
	assert_int_equal(status.st_nlink, 1);
	assert_string_equal(content(world, "src/of-others"), "others\n");
}

static void
hidden_places_are_empty(void **state)
{
	struct world *world = *state;

	need_rung(world);
	put(world, "src/deep/.git", "gitdir: elsewhere\n", 0644);
	text_list_add(&world->sandbox.hidden.paths, &world->scratch.arena, at(world, "src/.git"));
	text_list_add(
	    &world->sandbox.hidden.paths, &world->scratch.arena, at(world, "src/deep/.git"));
	assert_string_equal(said(world, "ls -A /src/.git; cat /src/a /src/deep/.git 2>&1"),
	    "alpha\ncat: /src/deep/.git: Permission denied\n");
}

static void
what_a_command_makes_at_the_top_stays_for_the_next_one(void **state)
{
	struct world *world = *state;

	need_rung(world);
	assert_int_equal(
	    shell(world, "echo 1 >/here && mkdir /opt/x /usr/local/bin && echo 2 >/opt/x/y"), 0);
	assert_string_equal(said(world, "cat /here /opt/x/y; ls /usr/local"), "1\n2\nbin\n");
}

static void
without_a_layer_nothing_can_be_made_there(void **state)
{
	struct world *world = *state;

	need_rung(world);
	world->sandbox.root.layer = NULL;
	assert_int_equal(shell(world, "touch /here || touch /opt/here"), 1);
	assert_int_equal(shell(world, "echo 1 >/tmp/x && echo 2 >/build/x"), 0);
	assert_string_equal(content(world, "build/x"), "2\n");
}

static void
a_command_that_moves_a_folder_of_the_stage_away_is_refused(void **state)
{
	struct world *world = *state;

	need_rung(world);
	sandbox_add_bind(&world->sandbox, at(world, "root/toolchain"), "/work", true);
	assert_int_equal(shell(world, "mv /build /gone && ln -s /etc /build"), -1);
	assert_int_equal(world->err.kind, ERROR_REFUSED);
	assert_string_equal(world->err.text,
	    "a command put something else in the place of the folder \"/build\" of the stage");
	/* the others are back */
	assert_true(file_is_folder(at(world, "root/toolchain")));
}

static void
a_link_that_a_command_made_is_not_followed_by_the_next_one(void **state)
{
	struct world *world = *state;

	need_rung(world);
	assert_int_equal(shell(world, "mkdir /opt/x && ln -s /usr /opt/x/deep"), 0);
	assert_int_equal(mkdir(at(world, "more"), 0755), 0);
	sandbox_add_bind(&world->sandbox, at(world, "more"), "/opt/x/deep/y", true);
	assert_int_equal(shell(world, "true"), -1);
	assert_int_equal(world->err.kind, ERROR_REFUSED);
	assert_true(file_is_folder(at(world, "more")));
}

static void
devices_are_there_and_sockets_are_not(void **state)
{
	struct world *world = *state;

	need_rung(world);
	assert_int_equal(
	    shell(
		world, "echo x >/dev/null && test -z \"$(cat /dev/null)\" && test -c /dev/urandom"),
	    0);
	assert_int_not_equal(shell(world, "rm /dev/null"), 0);
}

static void
a_program_that_is_not_there_is_named(void **state)
{
	struct world *world = *state;
	const char *arguments[] = {"make", NULL};
	int status;

	need_rung(world);
	assert_int_equal(
	    sandbox_run(&world->scratch.arena, &world->sandbox, arguments, &status, &world->err),
	    -1);
	assert_string_equal(world->err.text, "\"make\" is not in the stage's PATH");
	assert_string_equal(content(world, "build/old"), "old\n");
}

static void
a_program_is_found_without_leaving_the_root(void **state)
{
	struct world *world = *state;
	struct arena *arena = &world->scratch.arena;
	const char *root = at(world, "root");

	need_rung(world);
	assert_int_equal(symlink("/usr/bin/ls", at(world, "root/usr/bin/dir")), 0);
	assert_int_equal(symlink(at(world, "outside"), at(world, "root/usr/bin/escape")), 0);
	assert_int_equal(chmod(at(world, "outside"), 0755), 0);
	assert_string_equal(chroot_find_program(arena, root, "/none:/bin", "dir"), "/bin/dir");
	assert_null(chroot_find_program(arena, root, "/bin", "escape"));
	assert_null(chroot_find_program(arena, root, "bin", "ls"));
	assert_string_equal(chroot_find_program(arena, root, "/bin", "/any/path"), "/any/path");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, scratch_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_command_sees_its_root_and_its_binds_under_their_paths_inside),
	    TEST(a_writable_bind_is_where_it_was_when_the_command_has_ended),
	    TEST(when_the_command_has_ended_its_files_belong_to_root),
	    TEST(nothing_of_the_root_or_of_a_bind_can_be_changed),
	    TEST(a_file_of_the_root_gets_no_name_in_a_folder_of_the_command),
	    TEST(where_such_a_name_is_there_its_file_stays_with_root),
	    TEST(files_that_only_the_user_can_read_are_copied),
	    TEST(hidden_places_are_empty),
	    TEST(what_a_command_makes_at_the_top_stays_for_the_next_one),
	    TEST(without_a_layer_nothing_can_be_made_there),
	    TEST(a_command_that_moves_a_folder_of_the_stage_away_is_refused),
	    TEST(a_link_that_a_command_made_is_not_followed_by_the_next_one),
	    TEST(devices_are_there_and_sockets_are_not),
	    TEST(a_program_that_is_not_there_is_named),
	    TEST(a_program_is_found_without_leaving_the_root),
	};

	return cmocka_run_group_tests_name("chroot", tests, NULL, NULL);
}
