#include "store/store.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "store/store_copy.h"

#include "../../support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

/* Two stores in a folder of their own. */
struct world {
	struct scratch scratch;
	struct store one, two;
};

static int
setup(void **state)
{
	struct world *world = test_calloc(1, sizeof(*world));
	mode_t before = umask(077);

	assert_int_equal(scratch_make(&world->scratch), 0);
	assert_int_equal(store_create(&world->scratch.arena, scratch_path(&world->scratch, "one"),
			     &world->one, &world->scratch.err),
	    0);
	assert_int_equal(store_create(&world->scratch.arena, scratch_path(&world->scratch, "two"),
			     &world->two, &world->scratch.err),
	    0);
	umask(before);
	*state = world;
	return 0;
}

static int
teardown(void **state)
{
	struct world *world = *state;

	scratch_teardown(state);
	test_free(world);
	return 0;
}

static struct descriptor
put(struct world *world, const char *content)
{
	struct text bytes;
	struct descriptor descriptor = {0};
	mode_t before = umask(077);

	text_init(&bytes, &world->scratch.arena);
	text_add(&bytes, content);
	assert_int_equal(
	    store_put(&world->one, "text/plain", &bytes, &descriptor, &world->scratch.err), 0);
	umask(before);
	return descriptor;
}

static char *
blob_path(struct world *world, const struct store *store, const struct descriptor *descriptor)
{
	return store_blob_path(&world->scratch.arena, store, &descriptor->digest);
}

/* Puts other bytes where the blob of the first store stands. */
static void
damage(struct world *world, const struct descriptor *descriptor, const char *content)
{
	assert_int_equal(file_write(blob_path(world, &world->one, descriptor), content,
			     strlen(content), 0644, &world->scratch.err),
	    0);
}

static unsigned
mode_of(const char *path)
{
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	return status.st_mode & 07777;
}

static void
a_blob_reads_back_by_its_descriptor(void **state)
{
	struct world *world = *state;
	struct descriptor descriptor = put(world, "abc");
	struct text bytes;

	assert_string_equal(descriptor.digest.text,
	    "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	assert_int_equal(descriptor.size, 3);
	assert_true(store_has(&world->one, &descriptor.digest));
	assert_false(store_has(&world->two, &descriptor.digest));
	assert_int_equal(store_read(&world->scratch.arena, &world->one, &descriptor, &bytes,
			     &world->scratch.err),
	    0);
	assert_string_equal(text_string(&bytes), "abc");
}

static void
a_store_is_open_to_others_whatever_the_umask(void **state)
{
	struct world *world = *state;
	struct descriptor descriptor = put(world, "abc");

	assert_int_equal(mode_of(world->one.path), 0755);
	assert_int_equal(
	    mode_of(path_join(&world->scratch.arena, world->one.path, "blobs/sha256")), 0755);
	assert_int_equal(
	    mode_of(path_join(&world->scratch.arena, world->one.path, "oci-layout")), 0644);
	assert_int_equal(mode_of(blob_path(world, &world->one, &descriptor)), 0644);
}

static void
a_blob_of_a_wrong_size_or_digest_is_refused_by_name(void **state)
{
	struct world *world = *state;
	struct descriptor descriptor = put(world, "abc");
	struct text bytes;

	damage(world, &descriptor, "abcd");
	assert_int_equal(store_read(&world->scratch.arena, &world->one, &descriptor, &bytes,
			     &world->scratch.err),
	    -1);
	assert_non_null(strstr(world->scratch.err.text, descriptor.digest.text));
	assert_non_null(strstr(world->scratch.err.text, "has 4 bytes and not 3"));
	assert_int_equal(
	    store_copy_blob(&world->one, &world->two, &descriptor, &world->scratch.err), -1);
	damage(world, &descriptor, "abd");
	assert_int_equal(store_read(&world->scratch.arena, &world->one, &descriptor, &bytes,
			     &world->scratch.err),
	    -1);
	assert_non_null(strstr(world->scratch.err.text, descriptor.digest.text));
	assert_non_null(strstr(world->scratch.err.text, "other content than its digest says"));
	assert_int_equal(
	    store_copy_blob(&world->one, &world->two, &descriptor, &world->scratch.err), -1);
	assert_non_null(strstr(world->scratch.err.text, "other content than its digest says"));
	assert_false(store_has(&world->two, &descriptor.digest));
	/* and nothing hidden is left either */
	assert_int_equal(
	    rmdir(path_join(&world->scratch.arena, world->two.path, "blobs/sha256")), 0);
}

static void
a_missing_blob_is_not_found(void **state)
{
	struct world *world = *state;
	struct descriptor descriptor = put(world, "abc");
	struct text bytes;

	assert_int_equal(store_read(&world->scratch.arena, &world->two, &descriptor, &bytes,
			     &world->scratch.err),
	    -1);
	assert_int_equal(world->scratch.err.kind, ERROR_NOT_FOUND);
	assert_int_equal(
	    store_copy_blob(&world->two, &world->one, &descriptor, &world->scratch.err), 0);
	assert_int_equal(unlink(blob_path(world, &world->one, &descriptor)), 0);
	assert_int_equal(
	    store_copy_blob(&world->two, &world->one, &descriptor, &world->scratch.err), -1);
	assert_int_equal(world->scratch.err.kind, ERROR_NOT_FOUND);
}

static void
no_blob_of_more_than_the_limit_is_read(void **state)
{
	struct world *world = *state;
	struct descriptor descriptor = put(world, "abc");
	struct text bytes;

	descriptor.size = STORE_READ_LIMIT + 1;
	assert_int_equal(store_read(&world->scratch.arena, &world->one, &descriptor, &bytes,
			     &world->scratch.err),
	    -1);
	assert_non_null(
	    strstr(world->scratch.err.text, "reads no manifest or config over 4194304"));
}

static void
json_that_is_no_object_is_refused(void **state)
{
	struct world *world = *state;
	struct descriptor descriptor = put(world, "[1]");

	assert_null(
	    store_read_json(&world->scratch.arena, &world->one, &descriptor, &world->scratch.err));
	assert_non_null(strstr(world->scratch.err.text, "is not a JSON object"));
	descriptor = put(world, "{\"a\":1,\"a\":2}");
	assert_null(
	    store_read_json(&world->scratch.arena, &world->one, &descriptor, &world->scratch.err));
}

static void
a_foreign_blob_is_copied_and_never_linked(void **state)
{
	struct world *world = *state;
	struct descriptor descriptor = put(world, "abc");
	struct stat status;

	assert_int_equal(
	    store_copy_blob(&world->one, &world->two, &descriptor, &world->scratch.err), 0);
	assert_int_equal(stat(blob_path(world, &world->two, &descriptor), &status), 0);
	assert_int_equal(status.st_nlink, 1);
	assert_int_equal(status.st_mode & 07777, 0644);
}

static void
a_blob_of_our_own_is_linked(void **state)
{
	struct world *world = *state;
	struct descriptor descriptor = put(world, "abc");
	struct stat status;

	world->one.private = true;
	assert_int_equal(
	    store_copy_blob(&world->one, &world->two, &descriptor, &world->scratch.err), 0);
	assert_int_equal(stat(blob_path(world, &world->two, &descriptor), &status), 0);
	assert_int_equal(status.st_nlink, 2);
}

static void
a_blob_cut_short_at_the_target_is_written_again(void **state)
{
	struct world *world = *state;
	struct descriptor descriptor = put(world, "abc");
	struct text bytes;

	assert_int_equal(file_write(blob_path(world, &world->two, &descriptor), "a", 1, 0644,
			     &world->scratch.err),
	    0);
	assert_int_equal(
	    store_copy_blob(&world->one, &world->two, &descriptor, &world->scratch.err), 0);
	assert_int_equal(store_read(&world->scratch.arena, &world->two, &descriptor, &bytes,
			     &world->scratch.err),
	    0);
	/* the same from a store whose blobs are linked: the name is taken */
	world->one.private = true;
	assert_int_equal(file_write(blob_path(world, &world->two, &descriptor), "a", 1, 0644,
			     &world->scratch.err),
	    0);
	assert_int_equal(
	    store_copy_blob(&world->one, &world->two, &descriptor, &world->scratch.err), 0);
	assert_int_equal(store_read(&world->scratch.arena, &world->two, &descriptor, &bytes,
			     &world->scratch.err),
	    0);
}

static void
a_blob_that_is_not_committed_goes_away_with_its_scope(void **state)
{
	struct world *world = *state;
	char *folder = path_join(&world->scratch.arena, world->two.path, "blobs/sha256");

	{
		SCOPED(store_blob) struct store_blob blob = {.fd = -1};

		assert_int_equal(store_begin(&world->two, &blob, &world->scratch.err), 0);
		assert_int_equal(write(blob.fd, "abc", 3), 3);
	}
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(mkdir(folder, 0755), 0);
}

static void
a_store_of_our_own_holds_blobs_and_is_no_layout(void **state)
{
	struct world *world = *state;
	char *path = scratch_path(&world->scratch, "own");
	struct descriptor descriptor;
	struct store own;
	struct text bytes;

	assert_int_equal(file_make_folders(path, &world->scratch.err), 0);
	own = store_private(&world->scratch.arena, path);
	assert_true(own.private);
	text_init(&bytes, &world->scratch.arena);
	text_add(&bytes, "{}");
	assert_int_equal(
	    store_put(&own, MEDIA_OCI_CONFIG, &bytes, &descriptor, &world->scratch.err), 0);
	assert_true(store_has(&own, &descriptor.digest));
	assert_int_equal(store_sync(&own, &world->scratch.err), 0);
	assert_true(
	    file_exists(path_join(&world->scratch.arena, path, digest_hex(&descriptor.digest))));
}

static void
a_folder_without_oci_layout_is_no_store(void **state)
{
	struct world *world = *state;
	struct store store;
	char *marker = path_join(&world->scratch.arena, world->one.path, "oci-layout");

	assert_int_equal(store_open(&world->scratch.arena, world->scratch.folder.path,
			     world->scratch.folder.path, &store, &world->scratch.err),
	    -1);
	assert_int_equal(world->scratch.err.kind, ERROR_NOT_FOUND);
	assert_int_equal(
	    file_write(marker, "{\"imageLayoutVersion\":\"2.0.0\"}", 30, 0644, &world->scratch.err),
	    0);
	assert_int_equal(store_open(&world->scratch.arena, world->one.path, world->one.path, &store,
			     &world->scratch.err),
	    -1);
	assert_non_null(strstr(world->scratch.err.text, "2.0.0"));
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(a_blob_reads_back_by_its_descriptor),
	    TEST(a_store_is_open_to_others_whatever_the_umask),
	    TEST(a_blob_of_a_wrong_size_or_digest_is_refused_by_name),
	    TEST(a_missing_blob_is_not_found),
	    TEST(no_blob_of_more_than_the_limit_is_read),
	    TEST(json_that_is_no_object_is_refused),
	    TEST(a_foreign_blob_is_copied_and_never_linked),
	    TEST(a_blob_of_our_own_is_linked),
	    TEST(a_blob_cut_short_at_the_target_is_written_again),
	    TEST(a_blob_that_is_not_committed_goes_away_with_its_scope),
	    TEST(a_store_of_our_own_holds_blobs_and_is_no_layout),
	    TEST(a_folder_without_oci_layout_is_no_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
