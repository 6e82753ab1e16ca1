#include "images.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const names[] = {"a.tar", "a.tar.gz", "a.tgz", "a.tar.xz", "a.tar.zst"};

static void
every_compression_reads_back(void **state)
{
	struct world *world = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		SCOPED(transport_source) struct transport_source source = {0};
		struct reference target = place(world, TRANSPORT_ARCHIVE, names[i], NULL);
		struct text layer;

		assert_int_equal(write_to(world, &target), 0);
		assert_int_equal(transport_read(&world->arena, &target, &source, &world->err), 0);
		assert_true(digest_equal(&source.root.digest, &world->root.digest));
		assert_int_equal(
		    store_read(&world->arena, &source.store, &world->layer, &layer, &world->err),
		    0);
		assert_string_equal(text_string(&layer), "a layer");
	}
}

static void
the_entries_are_sorted_and_say_nothing_of_this_machine(void **state)
{
	struct world *world = *state;
	struct reference target = place(world, TRANSPORT_ARCHIVE, "a.tar", NULL);
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	const char *before = "";

	assert_int_equal(write_to(world, &target), 0);
	assert_int_equal(archive_read_support_format_tar(archive), ARCHIVE_OK);
	assert_int_equal(archive_read_open_filename(archive, target.path, 10240), ARCHIVE_OK);
	while (archive_read_next_header(archive, &entry) == ARCHIVE_OK) {
		const char *name = archive_entry_pathname(entry);

		assert_true(strcmp(before, name) < 0);
		before = arena_strdup(&world->arena, name);
		assert_int_equal(archive_entry_mtime(entry), 0);
		assert_int_equal(archive_entry_uid(entry), 0);
		assert_int_equal(archive_entry_perm(entry),
		    archive_entry_filetype(entry) == AE_IFDIR ? 0755 : 0644);
	}
	assert_string_equal(before, "oci-layout");
	archive_read_free(archive);
}

static void
what_was_there_stays_when_writing_fails(void **state)
{
	struct world *world = *state;
	struct reference target = place(world, TRANSPORT_ARCHIVE, "out/a.tar", NULL);
	char *folder = inside(world, "out");
	struct text bytes;

	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(file_write(target.path, "kept", 4, 0600, &world->err), 0);
	assert_int_equal(
	    unlink(store_blob_path(&world->arena, &world->store, &world->layer.digest)), 0);
	assert_int_equal(write_to(world, &target), -1);
	assert_int_equal(file_read(&world->arena, target.path, 100, &bytes, &world->err), 0);
	assert_string_equal(text_string(&bytes), "kept");
	/* nothing is left beside it */
	assert_int_equal(unlink(target.path), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void
errors_name_the_archive_and_not_where_it_is_read(void **state)
{
	struct world *world = *state;
	SCOPED(transport_source) struct transport_source source = {0};
	struct reference target = place(world, TRANSPORT_ARCHIVE, "a.tar.gz", "v1");
	struct descriptor missing = world->root;
	struct text bytes;

	assert_int_equal(write_to(world, &target), 0);
	target.tag = "v2";
	assert_int_equal(transport_read(&world->arena, &target, &source, &world->err), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
	assert_non_null(strstr(world->err.text, "a.tar.gz\" has no tag \"v2\"; it has v1"));
	assert_int_equal(digest_of_bytes("", 0, &missing.digest, &world->err), 0);
	assert_int_equal(
	    store_read(&world->arena, &source.store, &missing, &bytes, &world->err), -1);
	assert_non_null(strstr(world->err.text, "a.tar.gz\""));
	assert_null(strstr(world->err.text, source.unpacked.path));
}

static void
a_file_that_is_not_there_or_a_folder_is_said_to_be(void **state)
{
	struct world *world = *state;
	SCOPED(transport_source) struct transport_source source = {0}, other = {0};
	struct reference missing = place(world, TRANSPORT_ARCHIVE, "none.tar", NULL);
	struct reference folder = place(world, TRANSPORT_ARCHIVE, "store", NULL);

	assert_int_equal(transport_read(&world->arena, &missing, &source, &world->err), -1);
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
	assert_int_equal(transport_read(&world->arena, &folder, &other, &world->err), -1);
	assert_non_null(strstr(world->err.text, "is a folder"));
	assert_int_equal(write_to(world, &folder), -1);
	assert_non_null(strstr(world->err.text, "is a folder"));
}

static void
what_was_unpacked_goes_with_its_scope(void **state)
{
	struct world *world = *state;
	struct reference target = place(world, TRANSPORT_ARCHIVE, "a.tar.gz", NULL);
	char *unpacked;

	assert_int_equal(write_to(world, &target), 0);
	{
		SCOPED(transport_source) struct transport_source source = {0};

		assert_int_equal(transport_read(&world->arena, &target, &source, &world->err), 0);
		unpacked = arena_strdup(&world->arena, source.unpacked.path);
		assert_true(file_is_folder(unpacked));
	}
	assert_false(file_exists(unpacked));
}

static void
a_plain_archive_is_read_in_its_place(void **state)
{
	struct world *world = *state;
	SCOPED(transport_source) struct transport_source source = {0};
	struct reference target = place(world, TRANSPORT_ARCHIVE, "a.tar", NULL);

	assert_int_equal(write_to(world, &target), 0);
	assert_int_equal(transport_read(&world->arena, &target, &source, &world->err), 0);
	assert_string_equal(source.unpacked.path, "");
}

static void
dockers_manifest_names_config_layers_and_tags(void **state)
{
	struct world *world = *state;
	struct reference target = place(world, TRANSPORT_ARCHIVE, "a.tar", NULL);
	struct text bytes;
	const char *text;

	text_list_add(&world->tags, &world->arena, "v2");
	assert_int_equal(write_to(world, &target), 0);
	assert_int_equal(file_read(&world->arena, target.path, 1 << 20, &bytes, &world->err), 0);
	text = memmem(bytes.bytes, bytes.length, "[{\"Config\":", 11);
	assert_non_null(text);
	assert_string_equal(text,
	    arena_printf(&world->arena,
		"[{\"Config\":\"blobs/sha256/%s\",\"RepoTags\":[\"hello:latest\",\"hello:v2\"],"
		"\"Layers\":[\"blobs/sha256/%s\"]}]",
		digest_hex(&world->config.digest), digest_hex(&world->layer.digest)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(every_compression_reads_back),
	    TEST(the_entries_are_sorted_and_say_nothing_of_this_machine),
	    TEST(what_was_there_stays_when_writing_fails),
	    TEST(errors_name_the_archive_and_not_where_it_is_read),
	    TEST(a_file_that_is_not_there_or_a_folder_is_said_to_be),
	    TEST(what_was_unpacked_goes_with_its_scope),
	    TEST(a_plain_archive_is_read_in_its_place),
	    TEST(dockers_manifest_names_config_layers_and_tags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
