#include "sandbox/root_layer.h"

#include "base/file.h"
#include "base/path.h"

#include "../../support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* A root whose programs are the host's, under "/host". */
struct world {
	struct scratch scratch;
	struct sandbox sandbox;
};

static const char *const environment[] = {"PATH=/usr/bin:/bin", NULL};

static int
setup(void **state)
{
	static const char *const links[] = {"bin", "lib", "lib64"};
	static struct world world;
	struct scratch *scratch = &world.scratch;
	size_t i;

	*state = &world;
	world.sandbox =
	    (struct sandbox){.rung = ISOLATION_STRICT, .environment = environment, .folder = "/"};
	if (scratch_make(scratch) != 0 ||
	    scratch_write(scratch, "root/etc/own", "of the root\n") != 0 ||
	    mkdir(scratch_path(scratch, "layer"), 0755) != 0 ||
	    mkdir(scratch_path(scratch, "root/opt"), 0755) != 0 ||
	    scratch_write(scratch, "root/usr/own", "") != 0 ||
	    mkdir(scratch_path(scratch, "root/usr/local"), 0755) != 0)
		return -1;
	for (i = 0; i < ARRAY_SIZE(links); i++)
		if (symlink(path_join(&scratch->arena, "host", links[i]),
			path_join(&scratch->arena, scratch_path(scratch, "root"), links[i])) != 0)
			return -1;
	sandbox_add_bind(&world.sandbox, "/usr", "/host", false);
	world.sandbox.root.files = scratch_path(scratch, "root");
	return 0;
}

static int
shell(struct world *world, const char *command)
{
	const char *arguments[] = {"/bin/sh", "-c", command, NULL};
	int status = -1;

	if (sandbox_run(&world->scratch.arena, &world->sandbox, arguments, &status,
		&world->scratch.err) != 0)
		fail_msg("%s", world->scratch.err.text);
	return status;
}

static void
a_command_sees_the_root_and_not_the_host(void **state)
{
	struct world *world = *state;

	assert_int_equal(shell(world, "test -e /etc/own"), 0);
	assert_int_equal(shell(world, "test -e /usr/own"), 0);
	assert_int_not_equal(shell(world, "test -e /usr/bin"), 0);
	assert_int_not_equal(shell(world, "test -e /etc/passwd"), 0);
}

static void
without_a_layer_nothing_can_be_made(void **state)
{
	struct world *world = *state;

	assert_int_not_equal(shell(world, "/host/bin/mkdir /app 2>&-"), 0);
	assert_int_not_equal(shell(world, "/host/bin/mkdir /opt/app 2>&-"), 0);
	assert_int_not_equal(shell(world, "/host/bin/mkdir /usr/local/app 2>&-"), 0);
}

static void
a_layer_keeps_what_a_command_made_for_the_next(void **state)
{
	struct world *world = *state;

	world->sandbox.root.layer = scratch_path(&world->scratch, "layer");
	assert_int_equal(shell(world, "/host/bin/mkdir /app /opt/app /usr/local/app"), 0);
	assert_int_equal(shell(world, "echo x >/app/x && /host/bin/ln -s /app/x /file"), 0);
	assert_int_equal(
	    shell(world, "test -e /file && test -e /opt/app && test -e /usr/local/app"), 0);
	assert_int_equal(
	    access(path_join(&world->scratch.arena, world->sandbox.root.layer, "app/x"), F_OK), 0);
}

static void
a_command_cannot_change_the_root(void **state)
{
	struct world *world = *state;
	struct stat status;

	world->sandbox.root.layer = scratch_path(&world->scratch, "layer");
	assert_int_not_equal(shell(world, "echo x 2>&- >/etc/own"), 0);
	assert_int_not_equal(shell(world, "/host/bin/chmod 0777 /etc/own 2>&-"), 0);
	assert_int_not_equal(shell(world, "/host/bin/mv /etc /gone 2>&-"), 0);
	assert_int_not_equal(shell(world, "echo x 2>&- >/usr/new"), 0);
	assert_int_equal(stat(scratch_path(&world->scratch, "root/etc/own"), &status), 0);
	assert_int_equal(status.st_size, strlen("of the root\n"));
	assert_int_equal(status.st_mode & 0777, 0644);
}

/* Bubblewrap would make the folders behind the link on the host. */
static void
a_link_in_the_place_of_a_mount_is_refused(void **state)
{
	struct world *world = *state;
	const char *arguments[] = {"/bin/sh", "-c", "true", NULL};
	int status;

	world->sandbox.root.layer = scratch_path(&world->scratch, "layer");
	assert_int_equal(
	    shell(world, "/host/bin/mkdir /app && /host/bin/ln -s /oldroot/tmp /app/x"), 0);
	sandbox_add_bind(
	    &world->sandbox, scratch_path(&world->scratch, "root/opt"), "/app/x/made", false);
	assert_int_equal(sandbox_run(&world->scratch.arena, &world->sandbox, arguments, &status,
			     &world->scratch.err),
	    -1);
	assert_string_equal(world->scratch.err.text,
	    "a command put something else in the place of the folder \"x\" of the stage");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_command_sees_the_root_and_not_the_host, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		without_a_layer_nothing_can_be_made, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_layer_keeps_what_a_command_made_for_the_next, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_command_cannot_change_the_root, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		a_link_in_the_place_of_a_mount_is_refused, setup, scratch_teardown),
	};

	return cmocka_run_group_tests_name("root_layer", tests, NULL, NULL);
}
