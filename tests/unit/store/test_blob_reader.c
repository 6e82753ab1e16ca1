#include "store/blob_reader.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct descriptor
descriptor_of(const char *content)
{
	struct descriptor descriptor = {.media_type = "text/plain", .size = strlen(content)};
	struct error err;

	assert_int_equal(digest_of_bytes(content, descriptor.size, &descriptor.digest, &err), 0);
	return descriptor;
}

static void
a_blob_is_read_from_the_middle_of_a_file_and_from_memory(void **state)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct descriptor file = descriptor_of("inside"), memory = descriptor_of("in memory");
	struct blob_places places = {0};
	struct store store = {.name = "archive", .places = &places};
	struct arena arena = {0};
	struct text bytes;
	struct error err;
	const char *path;

	(void)state;
	assert_int_equal(temporary_folder_make(&folder, &err), 0);
	path = path_join(&arena, folder.path, "archive");
	assert_int_equal(file_write(path, "before inside behind", 20, 0600, &err), 0);
	blob_places_add(&places, &arena,
	    &(struct blob_place){
		.digest = file.digest, .size = file.size, .path = path, .offset = 7});
	blob_places_add(&places, &arena,
	    &(struct blob_place){
		.digest = memory.digest, .size = memory.size, .bytes = "in memory"});
	blob_places_sort(&places);
	assert_int_equal(store_read(&arena, &store, &file, &bytes, &err), 0);
	assert_string_equal(text_string(&bytes), "inside");
	assert_int_equal(store_read(&arena, &store, &memory, &bytes, &err), 0);
	assert_string_equal(text_string(&bytes), "in memory");
	/* nothing else is there, and no folder is looked into */
	file = descriptor_of("other");
	assert_false(store_has(&store, &file.digest));
	assert_int_equal(store_read(&arena, &store, &file, &bytes, &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	arena_release(&arena);
}

static void
what_lies_there_is_checked(void **state)
{
	static const char other[] = "in memorx";
	struct descriptor blob = descriptor_of("in memory");
	struct blob_places places = {0};
	struct store store = {.name = "archive", .places = &places};
	struct arena arena = {0};
	struct text bytes;
	struct error err;

	(void)state;
	blob_places_add(&places, &arena,
	    &(struct blob_place){.digest = blob.digest, .size = blob.size, .bytes = other});
	assert_int_equal(store_read(&arena, &store, &blob, &bytes, &err), -1);
	assert_non_null(strstr(err.text, "has other content than its digest says"));
	places.items[0].size--;
	assert_int_equal(store_check_blob(&store, &blob, &err), -1);
	assert_non_null(strstr(err.text, "has 8 bytes and not 9"));
	arena_release(&arena);
}

static void
each_of_many_places_is_found(void **state)
{
	enum { MANY = 100 };
	struct blob_places places = {0};
	struct digest digests[MANY];
	struct arena arena = {0};
	struct error err;
	int i;

	(void)state;
	for (i = 0; i < MANY; i++) {
		assert_int_equal(digest_of_bytes(&i, sizeof(i), &digests[i], &err), 0);
		blob_places_add(&places, &arena,
		    &(struct blob_place){.digest = digests[i], .size = (uint64_t)i});
	}
	blob_places_sort(&places);
	for (i = 0; i < MANY; i++)
		assert_int_equal(blob_places_find(&places, &digests[i])->size, i);
	assert_int_equal(digest_of_bytes("", 0, &digests[0], &err), 0);
	assert_null(blob_places_find(&places, &digests[0]));
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_blob_is_read_from_the_middle_of_a_file_and_from_memory),
	    cmocka_unit_test(what_lies_there_is_checked),
	    cmocka_unit_test(each_of_many_places_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
