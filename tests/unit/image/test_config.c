#include "golden.h"

#include "spec/spec_key.h"

/* Every key that a user can fill. */
static void
fill(struct world *world)
{
	struct spec_image *image = &world->spec.image;
	struct arena *arena = &world->arena;

	image->created = 1700000000;
	text_list_add(&image->cmd, arena, "--port");
	text_list_add(&image->cmd, arena, "8080");
	text_list_add(&image->expose, arena, "8443/tcp");
	text_list_add(&image->expose, arena, "8080/tcp");
	text_list_add(&image->volumes, arena, "/var/lib");
	text_list_add(&image->volumes, arena, "/data");
	pairs_set(&image->env, arena, "Z", "1");
	pairs_set(&image->env, arena, "A", "two words=\"\xc3\xa4\"");
	pairs_set(&image->labels, arena, "z.example", "1");
	pairs_set(&image->labels, arena, "a.example", "2");
	pairs_set(&image->annotations, arena, "org.opencontainers.image.version", "1.2");
	pairs_set(&image->annotations, arena, "not.a.label", "1");
	image->stop_signal = "SIGINT";
	image->workdir = "/srv";
	world->spec.with.certs = true;
}

static void
the_least_config_has_its_golden_bytes(void **state)
{
	struct world *world = *state;
	struct descriptor config;

	assert_int_equal(
	    config_write(&world->arena, &world->store, &world->parts, &config, &world->err), 0);
	assert_string_equal(config.media_type, MEDIA_OCI_CONFIG);
	assert_golden_blob(world, "config-least.json", &config);
}

static void
a_full_config_has_its_golden_bytes(void **state)
{
	struct world *world = *state;
	struct descriptor config;

	fill(world);
	world->parts.platform = platform_parse("linux/arm/v7", &world->err);
	assert_int_equal(
	    config_write(&world->arena, &world->store, &world->parts, &config, &world->err), 0);
	assert_golden_blob(world, "config-full.json", &config);
}

/* A row of spec_keys.c that has a name for the config needs a line in config.c
 * and one in fill(). */
static void
every_key_with_a_name_for_the_config_arrives_there(void **state)
{
	struct world *world = *state;
	struct descriptor config;
	SCOPED(json) json_t *json = NULL;
	const struct spec_key *key;

	fill(world);
	assert_int_equal(
	    config_write(&world->arena, &world->store, &world->parts, &config, &world->err), 0);
	json = store_read_json(&world->arena, &world->store, &config, &world->err);
	for (key = spec_keys; key->help != NULL; key++)
		if (key->config != NULL &&
		    json_object_get(json_object_get(json, "config"), key->config) == NULL)
			fail_msg("the config has no \"%s\"", key->config);
}

static void
docker_has_its_own_media_type_and_the_same_bytes(void **state)
{
	struct world *world = *state;
	struct descriptor config;

	world->spec.format = FORMAT_DOCKER;
	assert_int_equal(
	    config_write(&world->arena, &world->store, &world->parts, &config, &world->err), 0);
	assert_string_equal(config.media_type, MEDIA_DOCKER_CONFIG);
	assert_golden_blob(world, "config-least.json", &config);
}

static void
a_path_and_a_certificate_file_of_the_users_stay(void **state)
{
	struct world *world = *state;
	struct descriptor config;
	SCOPED(json) json_t *json = NULL;
	const json_t *env;

	world->spec.with.certs = true;
	pairs_set(&world->spec.image.env, &world->arena, "SSL_CERT_FILE", "/mine");
	pairs_set(&world->spec.image.env, &world->arena, "PATH", "/bin");
	assert_int_equal(
	    config_write(&world->arena, &world->store, &world->parts, &config, &world->err), 0);
	json = store_read_json(&world->arena, &world->store, &config, &world->err);
	env = json_object_get(json_object_get(json, "config"), "Env");
	assert_int_equal(json_array_size(env), 2);
	assert_string_equal(json_string_value(json_array_get(env, 0)), "SSL_CERT_FILE=/mine");
	assert_string_equal(json_string_value(json_array_get(env, 1)), "PATH=/bin");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_least_config_has_its_golden_bytes),
	    TEST(a_full_config_has_its_golden_bytes),
	    TEST(every_key_with_a_name_for_the_config_arrives_there),
	    TEST(docker_has_its_own_media_type_and_the_same_bytes),
	    TEST(a_path_and_a_certificate_file_of_the_users_stay),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
