#include "foreign.h"

#include "spec/platform_choice.h"

static struct descriptor
put_index(struct world *world, const char *manifests)
{
	return put(
	    world, MEDIA_OCI_INDEX, arena_printf(&world->arena, "{\"manifests\":[%s]}", manifests));
}

static void
a_config_is_read_with_what_it_says_and_without_what_it_does_not(void **state)
{
	struct world *world = *state;
	const struct image_config *config;

	world->root = put_manifest(world,
	    AMD64
	    "\"variant\":\"v3\",\"created\":\"then\",\"config\":{\"User\":\"1:2\","
	    "\"Entrypoint\":[\"/a\",7,\"b\"],\"Cmd\":null,\"Env\":[\"A=1\"],\"WorkingDir\":\"/w\","
	    "\"ExposedPorts\":{\"80/tcp\":{},\"53/udp\":{}},\"Volumes\":[],\"StopSignal\":9,"
	    "\"Labels\":{\"b\":\"2\",\"a\":\"1\",\"n\":3}},");
	assert_int_equal(read_root(world), 0);
	assert_int_equal(world->image.manifest_count, 1);
	config = &world->image.manifests[0].config;
	assert_string_equal(config->variant, "v3");
	assert_string_equal(config->created, "then");
	assert_string_equal(config->user, "1:2");
	assert_string_equal(config->workdir, "/w");
	assert_null(config->stop_signal);
	assert_int_equal(config->entrypoint.count, 2);
	assert_string_equal(config->entrypoint.items[1], "b");
	assert_int_equal(config->cmd.count, 0);
	assert_int_equal(config->expose.count, 2);
	assert_string_equal(config->expose.items[0], "53/udp");
	assert_int_equal(config->volumes.count, 0);
	assert_int_equal(config->labels.count, 2);
	assert_string_equal(pairs_get(&config->labels, "a"), "1");
	assert_string_equal(
	    image_platform_name(&world->arena, &world->image.manifests[0]), "linux/amd64/v3");
}

static void
an_index_gives_its_manifests_but_no_statements_and_unknown_types(void **state)
{
	struct world *world = *state;
	struct descriptor one = put_manifest(world, AMD64);
	struct descriptor other =
	    put_manifest(world, "\"os\":\"linux\",\"architecture\":\"arm64\",");
	struct descriptor statement = one, unknown = put(world, "text/plain", "x"), nested;

	statement.architecture = statement.os = "unknown";
	nested = put_index(world, json_of(world, &other));
	world->root = put_index(world,
	    arena_printf(&world->arena, "%s,%s,%s,%s", json_of(world, &statement),
		json_of(world, &unknown), json_of(world, &nested), json_of(world, &one)));
	assert_int_equal(read_root(world), 0);
	assert_int_equal(world->image.manifest_count, 2);
	assert_string_equal(
	    image_platform_name(&world->arena, &world->image.manifests[0]), "linux/arm64");
}

static void
a_platform_is_picked_by_name_and_the_others_are_named(void **state)
{
	struct world *world = *state;
	struct descriptor one = put_manifest(world, AMD64);
	struct descriptor other =
	    put_manifest(world, "\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":\"v7\",");
	struct platform_choice arm, s390x;

	world->root = put_index(world,
	    arena_printf(&world->arena, "%s,%s", json_of(world, &one), json_of(world, &other)));
	assert_int_equal(
	    platform_choice_parse(&world->arena, "linux/arm/v7", &arm, &world->err), 0);
	assert_int_equal(
	    platform_choice_parse(&world->arena, "linux/s390x", &s390x, &world->err), 0);
	assert_int_equal(read_root(world), 0);
	assert_ptr_equal(image_pick(&world->image, &arm, &world->err), &world->image.manifests[1]);
	assert_null(image_pick(&world->image, &s390x, &world->err));
	assert_int_equal(world->err.kind, ERROR_NOT_FOUND);
	assert_string_equal(world->err.text,
	    "the image is not for linux/s390x; it is for linux/amd64, linux/arm/v7");
}

static void
the_only_image_is_picked_whatever_it_is_for(void **state)
{
	struct world *world = *state;

	world->root = put_manifest(world, "\"os\":\"plan9\",\"architecture\":\"mips\",");
	assert_int_equal(read_root(world), 0);
	assert_non_null(image_pick(&world->image, NULL, &world->err));
}

/* Images that reading must refuse, with a part of the sentence. */
static void
refuse(struct world *world, const char *media_type, const char *text, const char *because)
{
	world->root = put(world, media_type, text);
	assert_int_equal(read_root(world), -1);
	if (strstr(world->err.text, because) == NULL)
		fail_msg("%s: %s", text, world->err.text);
	assert_non_null(strstr(world->err.text, world->folder.path));
}

static void
what_is_no_image_is_refused_by_name(void **state)
{
	struct world *world = *state;
	struct descriptor manifest = put_manifest(world, AMD64);
	const char *config = json_of(world, &world->config), *one;

	manifest.media_type = MEDIA_OCI_LAYER;
	one = arena_printf(
	    &world->arena, "{\"config\":%s,\"layers\":[%s]}", config, json_of(world, &manifest));

	refuse(world, "text/plain", "{}", "which is no image");
	refuse(world, MEDIA_OCI_MANIFEST, "[]", "is not a JSON object");
	refuse(world, MEDIA_OCI_MANIFEST, "{", "not valid JSON");
	refuse(world, MEDIA_OCI_MANIFEST, "{\"layers\":[]}", "has no media type");
	refuse(world, MEDIA_OCI_MANIFEST, arena_printf(&world->arena, "{\"config\":%s}", config),
	    "no list of layers");
	refuse(world, MEDIA_OCI_MANIFEST, one, "names 1 layers, its config 0");
	refuse(world, MEDIA_OCI_INDEX, "{}", "names no image");
	refuse(world, MEDIA_OCI_INDEX, "{\"manifests\":[7]}", "has no media type");
}

static void
a_config_without_a_platform_is_refused(void **state)
{
	struct world *world = *state;

	world->root = put_manifest(world, "\"os\":\"linux\",");
	assert_int_equal(read_root(world), -1);
	assert_non_null(strstr(world->err.text, "has no architecture or no os"));
}

static void
indexes_are_followed_to_a_depth_and_to_a_number(void **state)
{
	struct world *world = *state;
	struct descriptor node = put_index(world, "");
	struct text many;
	int depth, i;

	for (depth = 0; depth < 3; depth++) {
		text_init(&many, &world->arena);
		for (i = 0; i < 300; i++)
			text_printf(&many, "%s%s", i == 0 ? "" : ",", json_of(world, &node));
		node = put_index(world, text_string(&many));
	}
	world->root = node;
	assert_int_equal(read_root(world), -1);
	assert_non_null(strstr(world->err.text, "names no image"));
	node = put_manifest(world, AMD64);
	text_init(&many, &world->arena);
	for (i = 0; i < 1100; i++)
		text_printf(&many, "%s%s", i == 0 ? "" : ",", json_of(world, &node));
	world->root = put_index(world, text_string(&many));
	assert_int_equal(read_root(world), -1);
	assert_non_null(strstr(world->err.text, "more than 1024 manifests"));
	world->root = put_manifest(world, AMD64);
	for (depth = 0; depth < 4; depth++)
		world->root = put_index(world, json_of(world, &world->root));
	assert_int_equal(read_root(world), 0);
	world->root = put_index(world, json_of(world, &world->root));
	assert_int_equal(read_root(world), -1);
	assert_non_null(strstr(world->err.text, "nested deeper"));
}

static void
very_many_labels_are_read_in_no_time(void **state)
{
	struct world *world = *state;
	struct text labels;
	int i;

	text_init(&labels, &world->arena);
	for (i = 0; i < 200000; i++)
		text_printf(&labels, "\"%d\":\"\",", i);
	world->root = put_manifest(world,
	    arena_printf(&world->arena, AMD64 "\"config\":{\"Labels\":{%s\"last\":\"\"}},",
		text_string(&labels)));
	assert_int_equal(read_root(world), 0);
	assert_int_equal(world->image.manifests[0].config.labels.count, 200001);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_config_is_read_with_what_it_says_and_without_what_it_does_not),
	    TEST(an_index_gives_its_manifests_but_no_statements_and_unknown_types),
	    TEST(a_platform_is_picked_by_name_and_the_others_are_named),
	    TEST(the_only_image_is_picked_whatever_it_is_for),
	    TEST(what_is_no_image_is_refused_by_name),
	    TEST(a_config_without_a_platform_is_refused),
	    TEST(indexes_are_followed_to_a_depth_and_to_a_number),
	    TEST(very_many_labels_are_read_in_no_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
