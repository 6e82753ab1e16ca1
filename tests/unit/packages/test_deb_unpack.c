#include "packages/deb_unpack.h"

#include "deb_sample.h"

enum { SMALL = 1 << 20 };

static const struct deb_limits plenty = {SMALL, SMALL, 100, SMALL};

/* Where the last package was unpacked. */
static const char *
root_of(struct world *world)
{
	return path_join(&world->arena, world->folder.path, "out/root");
}

static int
unpack_bytes(struct world *world, const struct text *bytes, struct deb_limits limits)
{
	const char *file = path_join(&world->arena, world->folder.path, "deb"),
		   *out = path_join(&world->arena, world->folder.path, "out");
	struct deb_source source = {.name = "sample 1", .limits = limits};
	SCOPED(fd) int fd = -1;

	assert_int_equal(file_remove_tree(out, &world->err), 0);
	assert_int_equal(mkdir(out, 0755), 0);
	assert_int_equal(file_write(file, bytes->bytes, bytes->length, 0644, &world->err), 0);
	fd = open(file, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	source.fd = fd;
	world->err = (struct error){0};
	return deb_unpack(&source, out, &world->err);
}

static int
unpack(struct world *world, const struct member *data, const char *ending)
{
	const struct sample sample = {"sample", data, NULL, ending};
	const struct text bytes = make_deb(world, &sample);

	return unpack_bytes(world, &bytes, plenty);
}

static void
files_get_plain_modes_and_their_times_whatever_the_umask(void **state)
{
	const struct member data[] = {{"./", '5', NULL, 01777, 0}, {"./bin/", '5', NULL, 0700, 0},
	    {"./bin/su", '0', "su", 06755, 0}, {"./secret", '0', "s", 0600, 0},
	    {"./bin/again", '1', "./bin/su", 0, 0}, {"./link", '2', "bin/su", 0777, 0}, END};
	struct world *world = *state;
	const char *root = root_of(world);

	umask(077);
	assert_int_equal(unpack(world, data, ".xz"), 0);
	assert_int_equal(status_of(world, root, "").st_mode & 07777, 0755);
	assert_int_equal(status_of(world, root, "bin").st_mode & 07777, 0755);
	assert_int_equal(status_of(world, root, "bin/su").st_mode & 07777, 0755);
	assert_int_equal(status_of(world, root, "secret").st_mode & 07777, 0644);
	assert_int_equal(status_of(world, root, "secret").st_mtime, MEMBER_TIME);
	assert_int_equal(status_of(world, root, "link").st_mtime, MEMBER_TIME);
	assert_int_equal(
	    status_of(world, root, "bin/su").st_ino, status_of(world, root, "bin/again").st_ino);
	assert_string_equal(target(world, root, "link"), "bin/su");
	assert_string_equal(content(world, root, "bin/again"), "su");
}

static void
each_compression_of_debian_is_read(void **state)
{
	static const char *const endings[] = {"", ".gz", ".xz", ".zst"};
	const struct member data[] = {{"./a", '0', "content", 0, 0}, END};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(endings); i++) {
		assert_int_equal(unpack(world, data, endings[i]), 0);
		assert_string_equal(content(world, root_of(world), "a"), "content");
	}
}

static void
another_compression_is_an_error_that_names_it(void **state)
{
	const struct member data[] = {{"./a", '0', "content", 0, 0}, END};
	struct world *world = *state;

	assert_int_equal(unpack(world, data, ".bz2"), -1);
	assert_string_equal(world->err.text,
	    "the package \"sample 1\" has the member \"data.tar.bz2\", whose compression mote does not "
	    "know; it reads .gz, .xz and .zst");
}

static void
the_script_is_kept_as_text(void **state)
{
	const struct member data[] = {{"./a", '0', "content", 0, 0}, END};
	const struct sample sample = {"sample", data, "#!/bin/sh\nexit 1\n", ".xz"};
	struct world *world = *state;
	const struct text bytes = make_deb(world, &sample);

	assert_int_equal(unpack_bytes(world, &bytes, plenty), 0);
	assert_string_equal(content(world, root_of(world), "../postinst"), "#!/bin/sh\nexit 1\n");
	assert_int_equal(status_of(world, root_of(world), "../postinst").st_mode & 0777, 0644);
}

static void
what_could_leave_the_folder_is_refused(void **state)
{
	static const struct {
		struct member data[4];
		const char *why;
	} rows[] = {
	    {{{"/abs", '0', "x", 0, 0}, END}, "entry \"/abs\" has an absolute path"},
	    {{{"./a/../../up", '0', "x", 0, 0}, END}, "has \"..\" in its path"},
	    {{{"..", '2', "x", 0, 0}, END}, "has \"..\" in its path"},
	    {{{"./l", '2', "/tmp", 0, 0}, {"./l/x", '0', "x", 0, 0}, END},
		"entry \"l/x\" lies behind a link"},
	    {{{"./d", '5', NULL, 0755, 0}, {"./d/l", '2', ".", 0, 0}, {"./d/l/x", '5', NULL, 0, 0},
		 END},
		"entry \"d/l/x\" lies behind a link"},
	    {{{"./l", '2', "/etc/passwd", 0, 0}, {"./l", '0', "x", 0, 0}, END},
		"entry \"l\" stands there twice"},
	    {{{"./l", '2', "/tmp", 0, 0}, {"./l", '5', NULL, 0755, 0}, END},
		"entry \"l\" stands there twice"},
	    {{{"./l", '2', "/etc/passwd", 0, 0}, {"./h", '1', "./l", 0, 0}, END},
		"entry \"h\" is a hard link to what is no file before it"},
	    {{{"./h", '1', "/etc/passwd", 0, 0}, END}, "has an absolute path"},
	    {{{"./h", '1', "../../etc/passwd", 0, 0}, END}, "has \"..\" in its path"},
	    {{{"./no/parent", '0', "x", 0, 0}, END}, "lies in a folder that is no entry before it"},
	    {{{"./f", '0', "x", 0, 0}, {"./f/x", '0', "x", 0, 0}, END},
		"lies in a folder that is no entry before it"},
	    {{{"./dev", '3', NULL, 0666, 0}, END}, "is a device, a fifo or a socket"},
	    {{{"./block", '4', NULL, 0666, 0}, END}, "is a device, a fifo or a socket"},
	    {{{"./fifo", '6', NULL, 0666, 0}, END}, "is a device, a fifo or a socket"},
	    {{{".", '0', "x", 0, 0}, END}, "entry \".\" is no folder"},
	};
	struct world *world = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(unpack(world, rows[i].data, ".gz"), -1);
		assert_int_equal(world->err.kind, ERROR_REFUSED);
		if (strstr(world->err.text, rows[i].why) == NULL)
			fail_msg("row %zu: %s", i, world->err.text);
	}
}

static void
a_path_of_very_many_folders_is_refused(void **state)
{
	struct member data[DEB_DEPTH + 2] = {{0}};
	struct world *world = *state;
	const char *path = "./d";
	size_t i;

	for (i = 0; i <= DEB_DEPTH; i++) {
		data[i] = (struct member){path, '5', NULL, 0755, 0};
		path = arena_printf(&world->arena, "%s/d", path);
	}
	assert_int_equal(unpack(world, data, ""), -1);
	assert_non_null(strstr(world->err.text, "lies too deep"));
	data[DEB_DEPTH].path = NULL;
	assert_int_equal(unpack(world, data, ""), 0);
}

static void
a_size_that_no_package_has_is_refused_before_a_byte_is_written(void **state)
{
	const struct member data[] = {{"./a", '0', "content", 0, (uint64_t)1 << 40}, END};
	struct world *world = *state;

	assert_int_equal(unpack(world, data, ".zst"), -1);
	assert_non_null(strstr(world->err.text, "it is a bomb"));
	assert_string_equal(content(world, root_of(world), "a"), "(none)");
}

static void
each_limit_holds(void **state)
{
	static const struct {
		struct deb_limits limits;
		const char *why;
	} rows[] = {{{4000, SMALL, 100, SMALL}, "more bytes"},
	    {{SMALL, 6, 100, SMALL}, "more bytes"}, {{SMALL, SMALL, 4, SMALL}, "more files"},
	    {{SMALL, SMALL, 100, 330}, "longer names"}};
	const struct member data[] = {{"./", '5', NULL, 0755, 0}, {"./a", '0', "content", 0, 0},
	    {"./b", '0', "content", 0, 0}, END};
	const struct sample sample = {"sample", data, NULL, ".zst"};
	struct world *world = *state;
	const struct text bytes = make_deb(world, &sample);
	size_t i;

	assert_int_equal(unpack_bytes(world, &bytes, plenty), 0);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		assert_int_equal(unpack_bytes(world, &bytes, rows[i].limits), -1);
		assert_non_null(strstr(world->err.text, rows[i].why));
	}
}

static void
bytes_that_end_anywhere_are_an_error(void **state)
{
	const struct member data[] = {
	    {"./a", '0', "content", 0, 0}, {"./b", '0', "content", 0, 0}, END};
	const struct sample sample = {"sample", data, "exit 0\n", ".xz"};
	struct world *world = *state;
	struct text bytes = make_deb(world, &sample);
	size_t whole = bytes.length;

	assert_int_equal(unpack_bytes(world, &bytes, plenty), 0);
	/* the last bytes may be padding of the ar, and the end of an .xz */
	for (bytes.length = 0; bytes.length < whole - 30; bytes.length += 7) {
		assert_int_equal(unpack_bytes(world, &bytes, plenty), -1);
		assert_true(world->err.text[0] != '\0');
	}
}

static void
what_is_no_package_is_an_error(void **state)
{
	struct world *world = *state;
	struct text ar, tar = make_tar(world, (struct member[]){{"./a", '0', "x", 0, 0}, END}, "");

	text_init(&ar, &world->arena);
	text_add(&ar, "!<arch>\n");
	add_member(&ar, "other", "2.0\n", 4);
	assert_int_equal(unpack_bytes(world, &ar, plenty), -1);
	assert_string_equal(
	    world->err.text, "\"sample 1\" is no package of Debian: its first member is \"other\"");
	assert_int_equal(unpack_bytes(world, &tar, plenty), -1);
	assert_non_null(strstr(world->err.text, "cannot be read"));

	text_init(&ar, &world->arena);
	text_add(&ar, "!<arch>\n");
	add_member(&ar, "debian-binary", "3.0\n", 4);
	assert_int_equal(unpack_bytes(world, &ar, plenty), -1);
	assert_non_null(strstr(world->err.text, "a format that mote does not know"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(files_get_plain_modes_and_their_times_whatever_the_umask),
	    TEST(each_compression_of_debian_is_read),
	    TEST(another_compression_is_an_error_that_names_it),
	    TEST(the_script_is_kept_as_text),
	    TEST(what_could_leave_the_folder_is_refused),
	    TEST(a_path_of_very_many_folders_is_refused),
	    TEST(a_size_that_no_package_has_is_refused_before_a_byte_is_written),
	    TEST(each_limit_holds),
	    TEST(bytes_that_end_anywhere_are_an_error),
	    TEST(what_is_no_package_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
