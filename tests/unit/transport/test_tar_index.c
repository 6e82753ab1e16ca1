#include "images.h"

#include "layer/tar.h"
#include "stream/filters.h"
#include "transport/tar_index.h"

#include <sys/stat.h>

/* Writes a tar of these members, each a name, a type and a link or a content;
 * compressed as the path ends. */
struct member {
	const char *name, *content;
	char type;
};

static const char *
write_tar(struct world *world, const char *name, const struct member *members, size_t count)
{
	SCOPED(stream) struct stream *out = NULL;
	struct text bytes;
	size_t i;

	text_init(&bytes, &world->arena);
	out = memory_stream_new(&bytes, &world->err);
	if (text_ends_with(name, ".gz"))
		out = gzip_stream_new(out, &(struct compress_options){0}, &world->err);
	assert_non_null(out);
	for (i = 0; i < count; i++) {
		struct tar_entry entry = {
		    .path = members[i].name, .type = members[i].type, .mode = 0644};

		if (members[i].type == '0')
			entry.size = strlen(members[i].content);
		else
			entry.link = members[i].content;
		assert_int_equal(tar_write_header(out, &entry, &world->err), 0);
		assert_int_equal(
		    stream_write(out, members[i].content, (size_t)entry.size, &world->err), 0);
		assert_int_equal(tar_write_padding(out, entry.size, &world->err), 0);
	}
	assert_int_equal(tar_write_end(out, &world->err), 0);
	assert_int_equal(stream_finish(out, &world->err), 0);
	assert_int_equal(
	    file_write(inside(world, name), bytes.bytes, bytes.length, 0600, &world->err), 0);
	return inside(world, name);
}

static const struct member some[] = {
    {"b/file", "content", '0'},
    {"a", "other", '0'},
    {"c/link", "../b/file", '2'},
    {"hard", "a", '1'},
    {"ring", "ring", '2'},
    {"climbs", "../../../../etc/passwd", '2'},
};

static void
members_are_found_in_a_plain_and_in_a_compressed_tar(void **state)
{
	struct world *world = *state;
	static const char *const names[] = {"a.tar", "a.tar.gz"};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		SCOPED(temporary_folder) struct temporary_folder folder = {0};
		const char *path = write_tar(world, names[i], some, ARRAY_SIZE(some));
		struct tar_index index;
		struct text bytes;

		assert_int_equal(
		    tar_index_read(&world->arena, path, &folder, &index, &world->err), 0);
		assert_int_equal(tar_index_bytes(&world->arena, &index,
				     tar_index_find(&index, "b/file"), &bytes, &world->err),
		    0);
		assert_string_equal(text_string(&bytes), "content");
		assert_string_equal(index.name, path);
		assert_null(tar_index_find(&index, "b"));
		/* nothing is unpacked that can be read where it lies */
		assert_true((folder.path[0] == '\0') == (i == 0));
	}
}

static void
links_lead_to_members_and_nowhere_else(void **state)
{
	struct world *world = *state;
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	const char *path = write_tar(world, "a.tar", some, ARRAY_SIZE(some));
	struct tar_index index;

	assert_int_equal(tar_index_read(&world->arena, path, &folder, &index, &world->err), 0);
	assert_string_equal(tar_index_find(&index, "c/link")->name, "b/file");
	assert_string_equal(tar_index_find(&index, "hard")->name, "a");
	assert_null(tar_index_find(&index, "ring"));
	assert_null(tar_index_find(&index, "climbs"));
}

static void
a_name_that_is_there_twice_is_refused(void **state)
{
	struct world *world = *state;
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	static const char *const names[] = {"./a", ".//a", "/a", "././/a"};
	struct tar_index index;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		const struct member twice[] = {{"a", "x", '0'}, {names[i], "y", '0'}};
		const char *path = write_tar(world, "a.tar", twice, ARRAY_SIZE(twice));

		assert_int_equal(
		    tar_index_read(&world->arena, path, &folder, &index, &world->err), -1);
		assert_non_null(strstr(world->err.text, "holds \"a\" twice"));
	}
}

static void
a_tar_that_is_cut_off_is_refused(void **state)
{
	struct world *world = *state;
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	const char *path = write_tar(world, "a.tar", some, 1);
	struct tar_index index;
	struct text bytes;

	assert_int_equal(file_read(&world->arena, path, 1 << 20, &bytes, &world->err), 0);
	assert_int_equal(file_write(path, bytes.bytes, 512 + 3, 0600, &world->err), 0);
	assert_int_equal(tar_index_read(&world->arena, path, &folder, &index, &world->err), -1);
	assert_non_null(strstr(world->err.text, "it is cut off"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(members_are_found_in_a_plain_and_in_a_compressed_tar),
	    TEST(links_lead_to_members_and_nowhere_else),
	    TEST(a_name_that_is_there_twice_is_refused),
	    TEST(a_tar_that_is_cut_off_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
