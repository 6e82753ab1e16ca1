#include "sandbox/sandbox.h"

#include "base/file.h"
#include "base/path.h"
#include "base/temporary_folder.h"
#include "sandbox/landlock.h"

#include "../../support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

struct world {
	struct scratch scratch;
	struct sandbox sandbox;
};

static const char *const environment[] = {"PATH=/usr/bin:/bin", NULL};

static int
setup(void **state)
{
	static struct world world;

	world = (struct world){.scratch = {.arena = {0}}};
	*state = &world;
	world.sandbox.environment = environment;
	world.sandbox.folder = "/";
	return scratch_make(&world.scratch);
}

/* The exit status of a shell command on the rung. */
static int
shell(struct world *world, enum isolation rung, const char *command)
{
	const char *arguments[] = {"/bin/sh", "-c", command, NULL};
	int status = -1;

	world->sandbox.rung = rung;
	if (sandbox_run(&world->scratch.arena, &world->sandbox, arguments, &status,
		&world->scratch.err) != 0)
		fail_msg("%s", world->scratch.err.text);
	return status;
}

static void
paths_are_fixed_inside_and_the_longest_bind_wins(void **state)
{
	struct world *world = *state;
	struct sandbox *sandbox = &world->sandbox;

	sandbox->rung = ISOLATION_STRICT;
	sandbox_add_bind(sandbox, "/home/u/p", "/src", false);
	sandbox_add_bind(sandbox, "/home/u/p/tmp/build", "/build", true);
	assert_string_equal(sandbox_path(&world->scratch.arena, sandbox, "/home/u/p"), "/src");
	assert_string_equal(
	    sandbox_path(&world->scratch.arena, sandbox, "/home/u/p/a/b"), "/src/a/b");
	assert_string_equal(
	    sandbox_path(&world->scratch.arena, sandbox, "/home/u/p2"), "/home/u/p2");
	assert_string_equal(
	    sandbox_path(&world->scratch.arena, sandbox, "/home/u/p/tmp/build/x"), "/build/x");
	sandbox->rung = ISOLATION_LANDLOCK;
	assert_string_equal(
	    sandbox_path(&world->scratch.arena, sandbox, "/home/u/p/a"), "/home/u/p/a");
}

static void
the_root_folder_can_be_bound(void **state)
{
	struct world *world = *state;

	world->sandbox.rung = ISOLATION_STRICT;
	sandbox_add_bind(&world->sandbox, "/", "/src", false);
	assert_string_equal(
	    sandbox_path(&world->scratch.arena, &world->sandbox, "/a/b"), "/src/a/b");
	assert_string_equal(sandbox_path(&world->scratch.arena, &world->sandbox, "/"), "/src");
}

static void
more_binds_than_there_is_room_for_are_no_overrun(void **state)
{
	struct world *world = *state;
	int i;

	for (i = 0; i < SANDBOX_BIND_LIMIT + 3; i++)
		sandbox_add_bind(&world->sandbox, "/a", "/b", false);
	assert_int_equal(world->sandbox.bind_count, SANDBOX_BIND_LIMIT);
}

static void
every_rung_of_this_machine_runs_a_command_and_tells_its_status(void **state)
{
	static const enum isolation rungs[] = {
	    ISOLATION_STRICT, ISOLATION_LANDLOCK, ISOLATION_NONE};
	struct world *world = *state;
	char here[4096];
	enum isolation rung;
	size_t i;

	/* there gcov writes what was reached, when the child becomes the
	 * command */
	assert_non_null(getcwd(here, sizeof(here)));
	sandbox_add_bind(
	    &world->sandbox, path_join(&world->scratch.arena, here, "build"), "/build", true);
	for (i = 0; i < ARRAY_SIZE(rungs); i++) {
		assert_int_equal(sandbox_choose(rungs[i], false, &rung, &world->scratch.err), 0);
		assert_int_equal(rung, rungs[i]);
		assert_int_equal(shell(world, rung, "exit 7"), 7);
		assert_int_equal(shell(world, rung, "kill -9 $$"), 128 + 9);
		assert_int_equal(shell(world, rung, "test \"$(umask)\" = 0022"), 0);
		assert_int_equal(shell(world, rung, "test -z \"$HOME$USER\""), 0);
	}
	assert_int_equal(sandbox_choose(ISOLATION_AUTO, false, &rung, &world->scratch.err), 0);
	assert_int_equal(rung, ISOLATION_STRICT);
}

static void
landlock_grants_its_binds_and_nothing_more(void **state)
{
	struct world *world = *state;
	struct arena *arena = &world->scratch.arena;
	char *mine = path_join(arena, world->scratch.folder.path, "mine"),
	     *shown = path_join(arena, world->scratch.folder.path, "shown"),
	     *other = path_join(arena, world->scratch.folder.path, "other");

	assert_int_equal(file_make_folders(mine, &world->scratch.err), 0);
	assert_int_equal(file_write(shown, "x", 1, 0644, &world->scratch.err), 0);
	assert_int_equal(file_write(other, "x", 1, 0644, &world->scratch.err), 0);
	sandbox_add_bind(&world->sandbox, mine, "/build", true);
	sandbox_add_bind(&world->sandbox, shown, "/shown", false);
	assert_int_equal(landlock_available(&world->scratch.err), 0);
	world->sandbox.folder = mine;
	assert_int_equal(shell(world, ISOLATION_LANDLOCK, "mkdir a b; echo >a/x; mv a/x b/y"), 0);
	assert_int_equal(shell(world, ISOLATION_LANDLOCK, "cat ../shown >/dev/null"), 0);
	assert_int_not_equal(shell(world, ISOLATION_LANDLOCK, "echo 2>&- >../shown"), 0);
	assert_int_not_equal(shell(world, ISOLATION_LANDLOCK, "exec 2>&-; cat ../other"), 0);
	assert_int_not_equal(shell(world, ISOLATION_LANDLOCK, "exec 2>&-; rm ../other"), 0);
	assert_int_not_equal(shell(world, ISOLATION_LANDLOCK, "exec 2>&-; ls .."), 0);
	assert_int_not_equal(shell(world, ISOLATION_LANDLOCK, "exec 2>&-; echo >../new"), 0);
}

/* python3 -c "...": whether a socket can be opened. */
static const char *
socket_command(struct world *world, const char *kind)
{
	return arena_printf(&world->scratch.arena,
	    "exec 2>&-; python3 -c 'import socket; socket.socket(%s)'", kind);
}

static void
with_the_network_there_are_sockets_of_the_internet_and_no_others(void **state)
{
	static const enum isolation rungs[] = {ISOLATION_STRICT, ISOLATION_LANDLOCK};
	static const char *const refused[] = {"socket.AF_UNIX",
	    "socket.AF_NETLINK, socket.SOCK_RAW", "socket.AF_INET, socket.SOCK_RAW, 1",
	    "socket.AF_PACKET, socket.SOCK_RAW"};
	struct world *world = *state;
	size_t i, k;

	world->sandbox.network = true;
	for (i = 0; i < ARRAY_SIZE(rungs); i++) {
		assert_int_equal(shell(world, rungs[i],
				     socket_command(world, "socket.AF_INET, socket.SOCK_STREAM")),
		    0);
		assert_int_equal(
		    shell(world, rungs[i],
			socket_command(
			    world, "socket.AF_INET6, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC")),
		    0);
		assert_int_equal(shell(world, rungs[i], "grep -q localhost /etc/hosts"), 0);
		for (k = 0; k < ARRAY_SIZE(refused); k++)
			assert_int_not_equal(
			    shell(world, rungs[i], socket_command(world, refused[k])), 0);
	}
}

static void
without_the_network_nobody_is_reached(void **state)
{
	const char *command = "exec 2>&-; test $(grep -c : /proc/net/dev) = 1";
	struct world *world = *state;

	assert_int_equal(shell(world, ISOLATION_STRICT, command), 0);
	assert_int_not_equal(shell(world, ISOLATION_STRICT, "cat /etc/hosts 2>&-"), 0);
	assert_int_not_equal(
	    shell(world, ISOLATION_LANDLOCK, socket_command(world, "socket.AF_INET")), 0);
}

static void
what_a_command_says_can_be_collected(void **state)
{
	struct world *world = *state;
	struct text said;

	text_init(&said, &world->scratch.arena);
	world->sandbox.capture = &said;
	assert_int_equal(shell(world, ISOLATION_STRICT, "echo said"), 0);
	assert_string_equal(text_string(&said), "said\n");
}

static void
rungs_have_names(void **state)
{
	(void)state;
	assert_string_equal(sandbox_rung_name(ISOLATION_STRICT), "strict");
	assert_string_equal(sandbox_rung_name(ISOLATION_CHROOT), "chroot");
	assert_string_equal(sandbox_rung_name(ISOLATION_LANDLOCK), "landlock");
	assert_string_equal(sandbox_rung_name(ISOLATION_NONE), "none");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		paths_are_fixed_inside_and_the_longest_bind_wins, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(the_root_folder_can_be_bound, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		more_binds_than_there_is_room_for_are_no_overrun, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		every_rung_of_this_machine_runs_a_command_and_tells_its_status, setup,
		scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		landlock_grants_its_binds_and_nothing_more, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		with_the_network_there_are_sockets_of_the_internet_and_no_others, setup,
		scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		without_the_network_nobody_is_reached, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		what_a_command_says_can_be_collected, setup, scratch_teardown),
	    cmocka_unit_test(rungs_have_names),
	};

	return cmocka_run_group_tests_name("sandbox", tests, NULL, NULL);
}
