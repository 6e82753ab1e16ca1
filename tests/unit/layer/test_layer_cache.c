#include "layer/layer_cache.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"
#include "stream/filters.h"

#include "../../support/scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* A store with one blob, and a build cache, both in a temporary folder. */
struct world {
	struct scratch scratch;
	struct build_cache cache;
	struct store store;
	struct layer layer;
};

static int
setup(void **state)
{
	static struct world world;

	world = (struct world){0};
	*state = &world;
	if (scratch_make(&world.scratch) != 0 ||
	    setenv("MOTE_CACHE_DIR", world.scratch.folder.path, 1) != 0)
		return -1;
	build_cache_open(&world.scratch.arena, &world.cache);
	world.store = store_private(&world.scratch.arena, scratch_path(&world.scratch, "store"));
	if (file_make_folders(world.store.path, &world.scratch.err) != 0 ||
	    digest_of_bytes("tar", 3, &world.layer.diff_id, &world.scratch.err) != 0 ||
	    digest_of_bytes("blob", 4, &world.layer.descriptor.digest, &world.scratch.err) != 0)
		return -1;
	world.layer.descriptor.size = 4;
	return file_write(
	    store_blob_path(&world.scratch.arena, &world.store, &world.layer.descriptor.digest),
	    "blob", 4, 0644, &world.scratch.err);
}

static struct layer_options
options_for(struct world *world, const char *compression, int level)
{
	return (struct layer_options){
	    .compression = compressor_find(compression), .level = level, .cache = &world->cache};
}

/* Whether the cache has a layer under the key with these words for the
 * compressor. */
static bool
is_kept_as(struct world *world, const char *compressor)
{
	struct cache_key key;
	struct text text;

	text_init(&text, &world->scratch.arena);
	text_printf(&text, "%s\n%s\n", world->layer.diff_id.text, compressor);
	cache_key_make("layers", &text, &key);
	return file_exists(build_cache_path(&world->scratch.arena, &world->cache, &key));
}

static void
a_key_has_the_compressors_name_and_not_its_number(void **state)
{
	struct world *world = *state;
	struct layer_options options = options_for(world, "none", 0);

	layer_remember(&world->store, &options, &world->layer);
	assert_true(is_kept_as(world, "none"));
	options = options_for(world, "gzip", 9);
	layer_remember(&world->store, &options, &world->layer);
	assert_true(is_kept_as(
	    world, arena_printf(&world->scratch.arena, "gzip %s level 9", gzip_stream_version())));
	options = options_for(world, "zstd", 3);
	layer_remember(&world->store, &options, &world->layer);
	assert_true(is_kept_as(
	    world, arena_printf(&world->scratch.arena, "zstd %s level 3", zstd_stream_version())));
}

static void
each_compressor_and_level_has_a_layer_of_its_own(void **state)
{
	struct world *world = *state;
	struct layer_options kept = options_for(world, "gzip", 6),
			     level = options_for(world, "gzip", 7),
			     other = options_for(world, "zstd", 6),
			     plain = options_for(world, "none", 6);

	layer_remember(&world->store, &kept, &world->layer);
	assert_true(layer_recall(&world->store, &kept, &world->layer));
	assert_false(layer_recall(&world->store, &level, &world->layer));
	assert_false(layer_recall(&world->store, &other, &world->layer));
	assert_false(layer_recall(&world->store, &plain, &world->layer));
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_key_has_the_compressors_name_and_not_its_number, setup, scratch_teardown),
	    cmocka_unit_test_setup_teardown(
		each_compressor_and_level_has_a_layer_of_its_own, setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
