#include "base/file.h"
#include "base/path.h"
#include "base/temporary_folder.h"
#include "rootfs/extras.h"

#include <setjmp.h>
#include <stdarg.h>
#include <unistd.h>

#include <cmocka.h>

/* A host of our own: what the test machine has installed must not matter. */
struct world {
	struct arena arena;
	struct tree tree;
	struct spec_with with;
	struct temporary_folder host;
	struct error err;
};

static int
setup(void **state)
{
	static struct world world;

	world = (struct world){.arena = {0}};
	tree_init(&world.tree, &world.arena);
	*state = &world;
	return temporary_folder_make(&world.host, &world.err);
}

static int
teardown(void **state)
{
	struct world *world = *state;

	scope_temporary_folder(&world->host);
	arena_release(&world->arena);
	return 0;
}

static const char *
host_path(struct world *world, const char *path)
{
	return arena_printf(&world->arena, "%s%s", world->host.path, path);
}

static void
write_host(struct world *world, const char *path, const char *bytes)
{
	const char *name = host_path(world, path);

	assert_int_equal(file_make_folders(path_folder(&world->arena, name), &world->err), 0);
	assert_int_equal(file_write(name, bytes, strlen(bytes), 0600, &world->err), 0);
}

static int
add(struct world *world)
{
	return extras_add_from(&world->tree, &world->with, world->host.path, &world->err) != 0 ||
		tree_finish(&world->tree, &world->err) != 0
	    ? -1
	    : 0;
}

static void
nothing_is_added_that_was_not_asked_for(void **state)
{
	struct world *world = *state;

	assert_int_equal(add(world), 0);
	assert_int_equal(world->tree.count, 0);
}

static void
tmp_is_writable_by_all_and_sticky(void **state)
{
	struct world *world = *state;

	world->with.tmp = true;
	assert_int_equal(add(world), 0);
	assert_int_equal(world->tree.count, 1);
	assert_string_equal(world->tree.entries[0].path, "/tmp");
	assert_int_equal(world->tree.entries[0].mode, 01777);
}

static void
passwd_brings_three_users_and_two_homes(void **state)
{
	struct world *world = *state;
	const struct tree_entry *entry;

	world->with.passwd = true;
	assert_int_equal(add(world), 0);
	assert_int_equal(world->tree.count, 6);
	entry = tree_find(&world->tree, "/etc/passwd");
	assert_int_equal(entry->mode, 0644);
	assert_string_equal(entry->bytes,
	    "root:x:0:0:root:/root:/sbin/nologin\n"
	    "nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n"
	    "nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n");
	assert_int_equal(entry->size, strlen(entry->bytes));
	assert_non_null(strstr(tree_find(&world->tree, "/etc/group")->bytes, "nonroot:x:65532:\n"));
	entry = tree_find(&world->tree, "/home/nonroot");
	assert_int_equal(entry->mode, 0700);
	assert_int_equal(entry->owner, 65532);
	assert_int_equal(entry->group, 65532);
	entry = tree_find(&world->tree, "/root");
	assert_int_equal(entry->mode, 0700);
	assert_int_equal(entry->owner, 0);
	assert_int_equal(tree_find(&world->tree, "/home")->mode, 0755);
}

static void
nsswitch_asks_files_and_dns(void **state)
{
	struct world *world = *state;

	world->with.nsswitch = true;
	assert_int_equal(add(world), 0);
	assert_string_equal(
	    tree_find(&world->tree, "/etc/nsswitch.conf")->bytes, "hosts: files dns\n");
}

static void
certificates_come_from_the_host(void **state)
{
	struct world *world = *state;
	const struct tree_entry *entry;

	write_host(world, "/etc/ssl/certs/ca-certificates.crt", "certificates");
	world->with.certs = true;
	assert_int_equal(add(world), 0);
	entry = tree_find(&world->tree, "/etc/ssl/certs/ca-certificates.crt");
	assert_int_equal(entry->mode, 0644);
	assert_int_equal(entry->size, 12);
	assert_string_equal(entry->source, host_path(world, "/etc/ssl/certs/ca-certificates.crt"));
}

static void
certificates_have_one_place_in_the_image_wherever_the_host_has_them(void **state)
{
	struct world *world = *state;

	write_host(world, "/etc/pki/tls/certs/ca-bundle.crt", "certificates");
	world->with.certs = true;
	assert_int_equal(add(world), 0);
	assert_string_equal(tree_find(&world->tree, "/etc/ssl/certs/ca-certificates.crt")->source,
	    host_path(world, "/etc/pki/tls/certs/ca-bundle.crt"));
}

static void
missing_certificates_name_the_package(void **state)
{
	struct world *world = *state;

	world->with.certs = true;
	assert_int_equal(add(world), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
	assert_non_null(strstr(world->err.text, "`apt-get install ca-certificates`"));
}

static void
empty_certificates_are_an_error(void **state)
{
	struct world *world = *state;

	write_host(world, "/etc/ssl/certs/ca-certificates.crt", "");
	world->with.certs = true;
	assert_int_equal(add(world), -1);
	assert_non_null(strstr(world->err.text, "update-ca-certificates"));
}

static void
make_zones(struct world *world)
{
	write_host(world, "/usr/share/zoneinfo/UTC", "TZif utc");
	write_host(world, "/usr/share/zoneinfo/Europe/Berlin", "TZif berlin");
	write_host(world, "/usr/share/zoneinfo/America/Argentina/Salta", "TZif salta");
	write_host(world, "/usr/share/zoneinfo/posix/UTC", "TZif utc");
	write_host(world, "/usr/share/zoneinfo/right/UTC", "TZif other");
	write_host(world, "/usr/share/zoneinfo/posixrules", "TZif rules");
	write_host(world, "/usr/share/zoneinfo/localtime", "TZif here");
	write_host(world, "/usr/share/zoneinfo/zone.tab", "# a table");
	write_host(world, "/usr/share/zoneinfo/tz", "TZ");
	assert_int_equal(symlink("UTC", host_path(world, "/usr/share/zoneinfo/Zulu")), 0);
	assert_int_equal(symlink("Europe", host_path(world, "/usr/share/zoneinfo/Again")), 0);
	assert_int_equal(symlink("nowhere", host_path(world, "/usr/share/zoneinfo/Lost")), 0);
}

static void
all_zones_are_the_compiled_ones_and_nothing_else(void **state)
{
	static const char *const expected[] = {"/usr", "/usr/share", "/usr/share/zoneinfo",
	    "/usr/share/zoneinfo/America", "/usr/share/zoneinfo/America/Argentina",
	    "/usr/share/zoneinfo/America/Argentina/Salta", "/usr/share/zoneinfo/Europe",
	    "/usr/share/zoneinfo/Europe/Berlin", "/usr/share/zoneinfo/UTC",
	    "/usr/share/zoneinfo/Zulu"};
	struct world *world = *state;
	size_t i;

	make_zones(world);
	world->with.tz = true;
	assert_int_equal(add(world), 0);
	assert_int_equal(world->tree.count, ARRAY_SIZE(expected));
	for (i = 0; i < ARRAY_SIZE(expected); i++)
		assert_string_equal(world->tree.entries[i].path, expected[i]);
	assert_int_equal(tree_find(&world->tree, "/usr/share/zoneinfo/Zulu")->kind, TREE_FILE);
	assert_int_equal(tree_find(&world->tree, "/usr/share/zoneinfo/Zulu")->size, 8);
}

static void
named_zones_come_alone(void **state)
{
	struct world *world = *state;

	make_zones(world);
	world->with.tz = true;
	text_list_add(&world->with.zones, &world->arena, "Europe/Berlin");
	assert_int_equal(add(world), 0);
	assert_int_equal(world->tree.count, 5);
	assert_int_equal(tree_find(&world->tree, "/usr/share/zoneinfo/Europe/Berlin")->mode, 0644);
}

static void
an_unknown_zone_names_the_nearest(void **state)
{
	struct world *world = *state;

	make_zones(world);
	world->with.tz = true;
	text_list_add(&world->with.zones, &world->arena, "Europe/Berln");
	assert_int_equal(add(world), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
	assert_string_equal(world->err.text,
	    "with: tz: there is no zone \"Europe/Berln\"; did you mean \"Europe/Berlin\"?");
}

static void
no_zone_leads_out_of_the_zones(void **state)
{
	static const char *const zones[] = {"../../../etc/passwd", "/etc/passwd", "Europe",
	    "Europe/../UTC", "", ".", "right/UTC", "localtime", "zone.tab", "Lost"};
	struct world *world = *state;
	size_t i;

	make_zones(world);
	world->with.tz = true;
	for (i = 0; i < ARRAY_SIZE(zones); i++) {
		world->with.zones = (struct text_list){0};
		text_list_add(&world->with.zones, &world->arena, zones[i]);
		assert_int_equal(add(world), -1);
		assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
	}
}

static void
missing_zones_name_the_package(void **state)
{
	struct world *world = *state;

	world->with.tz = true;
	assert_int_equal(add(world), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
	assert_non_null(strstr(world->err.text, "`apt-get install tzdata`"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(nothing_is_added_that_was_not_asked_for),
	    TEST(tmp_is_writable_by_all_and_sticky),
	    TEST(passwd_brings_three_users_and_two_homes),
	    TEST(nsswitch_asks_files_and_dns),
	    TEST(certificates_come_from_the_host),
	    TEST(certificates_have_one_place_in_the_image_wherever_the_host_has_them),
	    TEST(missing_certificates_name_the_package),
	    TEST(empty_certificates_are_an_error),
	    TEST(all_zones_are_the_compiled_ones_and_nothing_else),
	    TEST(named_zones_come_alone),
	    TEST(an_unknown_zone_names_the_nearest),
	    TEST(no_zone_leads_out_of_the_zones),
	    TEST(missing_zones_name_the_package),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
