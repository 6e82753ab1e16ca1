#include "layer/tar.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "stream/filters.h"

#include <archive.h>
#include <archive_entry.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { BLOCK = 512, TWO_TO_33 = 33 };

/* The tar that is being written, and libarchive over it. */
struct world {
	struct arena arena;
	struct text bytes;
	struct stream *out;
	struct tree tree;
	struct archive *archive;
	struct archive_entry *entry;
	struct error err;
};

static int
setup(void **state)
{
	struct world *world = test_calloc(1, sizeof(*world));

	text_init(&world->bytes, &world->arena);
	tree_init(&world->tree, &world->arena);
	world->out = memory_stream_new(&world->bytes, &world->err);
	*state = world;
	return 0;
}

static int
teardown(void **state)
{
	struct world *world = *state;

	stream_free(world->out);
	archive_read_free(world->archive);
	arena_release(&world->arena);
	test_free(world);
	return 0;
}

/* The next entry as libarchive reads it; opens the archive at the first
 * call. */
static struct archive_entry *
next_entry(struct world *world)
{
	if (world->archive == NULL) {
		world->archive = archive_read_new();
		archive_read_support_format_tar(world->archive);
		assert_int_equal(archive_read_open_memory(
				     world->archive, world->bytes.bytes, world->bytes.length),
		    ARCHIVE_OK);
	}
	if (archive_read_next_header(world->archive, &world->entry) != ARCHIVE_OK)
		return NULL;
	return world->entry;
}

static void
write_header(struct world *world, const struct tar_entry *entry)
{
	assert_int_equal(tar_write_header(world->out, entry, &world->err), 0);
}

/* "aaa.../aaa.../name" of exactly `length` bytes in parts of at most 60. */
static char *
long_path(struct world *world, size_t length)
{
	char *path = arena_alloc(&world->arena, length + 1);
	size_t i;

	for (i = 0; i < length; i++)
		path[i] = i % 60 == 59 && i + 1 < length ? '/' : 'a';
	return path;
}

static void
paths_of_every_length_read_back(void **state)
{
	struct world *world = *state;
	struct tar_entry entry = {.type = '0', .mode = 0644};
	size_t length;

	for (length = 90; length <= 300; length++) {
		entry.path = long_path(world, length);
		write_header(world, &entry);
	}
	assert_int_equal(tar_write_end(world->out, &world->err), 0);
	for (length = 90; length <= 300; length++) {
		assert_non_null(next_entry(world));
		assert_string_equal(archive_entry_pathname(world->entry), long_path(world, length));
	}
	assert_null(next_entry(world));
}

static void
folders_of_every_length_keep_their_slash(void **state)
{
	struct world *world = *state;
	struct tar_entry entry = {.type = '5', .mode = 0755};
	size_t length;

	for (length = 90; length <= 300; length++) {
		entry.path = arena_printf(&world->arena, "%s/", long_path(world, length));
		write_header(world, &entry);
	}
	assert_int_equal(tar_write_end(world->out, &world->err), 0);
	for (length = 90; length <= 300; length++) {
		assert_non_null(next_entry(world));
		assert_int_equal(archive_entry_filetype(world->entry), AE_IFDIR);
		assert_int_equal(strlen(archive_entry_pathname(world->entry)), length + 1);
	}
}

static void
a_path_that_ustar_can_say_has_no_pax_header(void **state)
{
	struct world *world = *state;
	struct tar_entry entry = {.type = '0', .mode = 0644};

	entry.path = long_path(world, 100);
	write_header(world, &entry);
	entry.path = long_path(world, 200); /* splits at a slash */
	write_header(world, &entry);
	entry.path = "gr\xc3\xbc\xc3\x9f"; /* UTF-8 */
	write_header(world, &entry);
	assert_int_equal(world->bytes.length, 3 * BLOCK);
	assert_int_equal(world->bytes.bytes[156], '0');
	assert_memory_equal(world->bytes.bytes + 257, "ustar\00000", 8);
	/* no user and group names */
	assert_int_equal(world->bytes.bytes[265], 0);
	assert_int_equal(world->bytes.bytes[297], 0);
}

static void
a_size_of_8_gib_and_more_reads_back(void **state)
{
	const uint64_t sizes[] = {((uint64_t)1 << TWO_TO_33) - 1, (uint64_t)1 << TWO_TO_33};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct world *world;
		struct tar_entry entry = {.path = "big", .type = '0', .size = sizes[i]};

		if (i > 0) {
			teardown(state);
			setup(state);
		}
		world = *state;
		write_header(world, &entry);
		assert_int_equal(world->bytes.length, i == 0 ? BLOCK : 3 * BLOCK);
		assert_non_null(next_entry(world));
		assert_true(archive_entry_size(world->entry) == (la_int64_t)sizes[i]);
	}
}

static void
ids_and_times_that_ustar_cannot_say_read_back(void **state)
{
	struct world *world = *state;
	struct tar_entry entry = {.path = "a", .type = '0', .mode = 04755};

	entry.owner = 2097152;
	entry.group = 4294967294U;
	entry.mtime = 253402300799; /* the end of the year 9999 */
	write_header(world, &entry);
	assert_int_equal(tar_write_end(world->out, &world->err), 0);
	assert_non_null(next_entry(world));
	assert_true(archive_entry_uid(world->entry) == 2097152);
	assert_true(archive_entry_gid(world->entry) == 4294967294U);
	assert_true(archive_entry_mtime(world->entry) == 253402300799);
	assert_int_equal(archive_entry_perm(world->entry), 04755);
}

static void
ids_that_ustar_can_say_cost_nothing(void **state)
{
	struct world *world = *state;
	struct tar_entry entry = {.path = "a", .type = '0', .owner = 2097151, .group = 65532};

	write_header(world, &entry);
	assert_int_equal(world->bytes.length, BLOCK);
}

static void
link_targets_of_every_length_read_back(void **state)
{
	struct world *world = *state;
	struct tar_entry entry = {.path = "a", .type = '2', .mode = 0777};
	size_t length;

	for (length = 95; length <= 105; length++) {
		entry.link = long_path(world, length);
		write_header(world, &entry);
	}
	assert_int_equal(tar_write_end(world->out, &world->err), 0);
	for (length = 95; length <= 105; length++) {
		assert_non_null(next_entry(world));
		assert_int_equal(archive_entry_filetype(world->entry), AE_IFLNK);
		assert_string_equal(archive_entry_symlink(world->entry), long_path(world, length));
	}
}

/* Finishes the tree of the world and writes it with the time 5. */
static int
write_tree(struct world *world)
{
	assert_int_equal(tree_finish(&world->tree, &world->err), 0);
	return tar_write_tree(world->out, &world->tree, 5, &world->err);
}

static void
a_tree_reads_back_with_its_parents_and_nothing_else(void **state)
{
	static const char *const paths[] = {"hello", "lib", "srv/", "srv/www/", "srv/www/a"};
	struct world *world = *state;
	struct tree_entry file = {
	    .path = "/srv/www/a", .kind = TREE_FILE, .mode = 0640, .bytes = "abc", .size = 3};
	struct tree_entry program = {
	    .path = "/hello", .kind = TREE_FILE, .mode = 0755, .bytes = "", .size = 0};
	struct tree_entry link = {.path = "/lib", .kind = TREE_LINK, .link = "srv"};
	char content[8];
	size_t i;

	assert_int_equal(tree_add(&world->tree, &file, &world->err), 0);
	assert_int_equal(tree_add(&world->tree, &program, &world->err), 0);
	assert_int_equal(tree_add(&world->tree, &link, &world->err), 0);
	assert_int_equal(write_tree(world), 0);
	/* five headers, one block of content, two blocks of end, and no padding
	 * to a record */
	assert_int_equal(world->bytes.length, 8 * BLOCK);
	for (i = 0; i < ARRAY_SIZE(paths); i++) {
		assert_non_null(next_entry(world));
		assert_string_equal(archive_entry_pathname(world->entry), paths[i]);
		assert_true(archive_entry_mtime(world->entry) == 5);
	}
	assert_int_equal(archive_entry_perm(world->entry), 0640);
	assert_int_equal(archive_read_data(world->archive, content, sizeof(content)), 3);
	assert_memory_equal(content, "abc", 3);
	assert_null(next_entry(world));
}

static void
the_size_of_a_tree_is_known_before_it_is_written(void **state)
{
	struct world *world = *state;
	size_t length;

	for (length = 90; length <= 300; length += 5) {
		struct tree_entry file = {
		    .path = path_join(&world->arena, "/", long_path(world, length)),
		    .kind = TREE_FILE,
		    .mode = 0644,
		    .bytes = "abc",
		    .size = length % 4};
		struct tree_entry link = {.path = arena_printf(&world->arena, "/link-%zu", length),
		    .kind = TREE_LINK,
		    .link = file.path};

		assert_int_equal(tree_add(&world->tree, &file, &world->err), 0);
		assert_int_equal(tree_add(&world->tree, &link, &world->err), 0);
	}
	assert_int_equal(write_tree(world), 0);
	assert_int_equal(tar_size_of_tree(&world->tree, 5), world->bytes.length);
	/* a time that ustar cannot say costs each entry an extended header */
	assert_true(tar_size_of_tree(&world->tree, -1) > world->bytes.length);
}

/* Adds a file of three bytes on the disk and says that it has `size`. */
static void
add_source(struct world *world, const char *folder, uint64_t size)
{
	struct tree_entry entry = {.path = "/a", .kind = TREE_FILE, .mode = 0644, .size = size};

	entry.source = path_join(&world->arena, folder, "a");
	assert_int_equal(file_write(entry.source, "abc", 3, 0644, &world->err), 0);
	assert_int_equal(tree_add(&world->tree, &entry, &world->err), 0);
}

static void
a_file_that_became_shorter_is_an_error_that_names_it(void **state)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct world *world = *state;

	assert_int_equal(temporary_folder_make(&folder, &world->err), 0);
	add_source(world, folder.path, 4);
	assert_int_equal(write_tree(world), -1);
	assert_non_null(strstr(world->err.text, "/a\" became shorter while it was read"));
}

static void
a_file_that_became_longer_is_an_error_that_names_it(void **state)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct world *world = *state;

	assert_int_equal(temporary_folder_make(&folder, &world->err), 0);
	add_source(world, folder.path, 2);
	assert_int_equal(write_tree(world), -1);
	assert_non_null(strstr(world->err.text, "/a\" became longer while it was read"));
}

static void
a_file_that_became_a_pipe_is_refused_and_not_waited_for(void **state)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct world *world = *state;

	assert_int_equal(temporary_folder_make(&folder, &world->err), 0);
	add_source(world, folder.path, 3);
	assert_int_equal(file_remove_tree(world->tree.entries[0].source, &world->err), 0);
	assert_int_equal(mkfifo(world->tree.entries[0].source, 0600), 0);
	assert_int_equal(write_tree(world), -1);
	assert_non_null(strstr(world->err.text, "/a\" is not a regular file any more"));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(paths_of_every_length_read_back),
	    TEST(folders_of_every_length_keep_their_slash),
	    TEST(a_path_that_ustar_can_say_has_no_pax_header),
	    TEST(a_size_of_8_gib_and_more_reads_back),
	    TEST(ids_and_times_that_ustar_cannot_say_read_back),
	    TEST(ids_that_ustar_can_say_cost_nothing),
	    TEST(link_targets_of_every_length_read_back),
	    TEST(a_tree_reads_back_with_its_parents_and_nothing_else),
	    TEST(the_size_of_a_tree_is_known_before_it_is_written),
	    TEST(a_file_that_became_shorter_is_an_error_that_names_it),
	    TEST(a_file_that_became_longer_is_an_error_that_names_it),
	    TEST(a_file_that_became_a_pipe_is_refused_and_not_waited_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
