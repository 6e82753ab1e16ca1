#include "foreign.h"

#include "image/image_walk.h"

/* The media types and depths of the nodes, in the order of the visits. */
struct visits {
	struct text text;
	size_t count, stop_after; /* 0: never */
};

static int
note(void *context, const struct image_node *node, struct error *err)
{
	struct visits *visits = context;
	const char *type = strrchr(node->descriptor.media_type, '.');

	(void)err;
	text_printf(&visits->text, "%s%u%s ", type, node->depth, node->json == NULL ? "" : " read");
	return ++visits->count == visits->stop_after ? 1 : 0;
}

static const char *
walk(struct world *world, struct image_walk walk, size_t stop_after)
{
	struct visits visits = {.stop_after = stop_after};

	text_init(&visits.text, &world->arena);
	walk.store = &world->store;
	walk.visit = note;
	walk.context = &visits;
	if (image_walk(&world->arena, &walk, &world->root, &world->err) != 0)
		return world->err.text;
	return text_string(&visits.text);
}

/* An index that names the same manifest twice. */
static void
make_index(struct world *world)
{
	struct descriptor manifest = put_manifest(world, AMD64);
	const char *entry = json_of(world, &manifest);

	world->root = put(world, MEDIA_OCI_INDEX,
	    arena_printf(&world->arena, "{\"manifests\":[%s,%s]}", entry, entry));
}

static void
each_digest_is_visited_once_after_what_it_names(void **state)
{
	struct world *world = *state;

	make_index(world);
	assert_string_equal(walk(world, (struct image_walk){.reach = WALK_BLOBS}, 0),
	    ".v1+json2 .v1+json1 read .v1+json0 read ");
	assert_string_equal(walk(world, (struct image_walk){.reach = WALK_INDEXES}, 0),
	    ".v1+json1 .v1+json0 read ");
}

static void
a_manifest_of_images_is_visited_as_often_as_it_is_named(void **state)
{
	struct world *world = *state;

	make_index(world);
	assert_string_equal(
	    walk(world, (struct image_walk){.reach = WALK_MANIFESTS, .images = true}, 0),
	    ".v1+json1 read .v1+json1 read .v1+json0 read ");
}

static void
a_visit_stops_the_walk(void **state)
{
	struct world *world = *state;

	make_index(world);
	assert_string_equal(walk(world, (struct image_walk){.reach = WALK_BLOBS}, 1), ".v1+json2 ");
}

static void
a_missing_document_is_an_error_unless_the_walk_is_sparse(void **state)
{
	struct world *world = *state;

	make_index(world);
	world->root.digest.text[10] = world->root.digest.text[10] == '0' ? '1' : '0';
	assert_non_null(
	    strstr(walk(world, (struct image_walk){.reach = WALK_BLOBS}, 0), "is not in"));
	assert_string_equal(
	    walk(world, (struct image_walk){.reach = WALK_INDEXES, .sparse = true}, 0),
	    ".v1+json0 ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(each_digest_is_visited_once_after_what_it_names),
	    TEST(a_manifest_of_images_is_visited_as_often_as_it_is_named),
	    TEST(a_visit_stops_the_walk),
	    TEST(a_missing_document_is_an_error_unless_the_walk_is_sparse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
