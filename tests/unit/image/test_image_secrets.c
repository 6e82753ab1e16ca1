#include "image/image_secrets.h"

#include "foreign.h"
#include "store/blob_place.h"

#include <unistd.h>

/* For tests that are not about it. */
static const char no_cache[] = "/proc/none";

#define KEY "-----BEGIN RSA PRIVATE KEY-----\nMII\n"

static void
credentials_are_told_by_where_they_lie(void **state)
{
	static const char *const secret[] = {"/.env", "/app/.env", "/app/.env.production",
	    "/.git/config", "/src/.git/objects/00/1", "/root/.docker/config.json",
	    "/root/.aws/credentials", "/home/u/.ssh/id_ed25519", "/.ssh/id_rsa",
	    "/root/.config/gcloud/application_default_credentials.json",
	    "/root/.config/gcloud/credentials.db", "/root/.kube/config", "/root/.netrc", "/.pgpass",
	    "/root/.git-credentials", "/root/.config/containers/auth.json"};
	static const char *const fine[] = {"/env", "/app.env", "/app/.env.example",
	    "/app/.env.sample", "/app/.env.template", "/app/.envrc.d/x", "/app/.env.d/x",
	    "/app/.gitignore", "/app/.github/x", "/app/.git", "/docker/config.json",
	    "/x.docker/config.json", "/config.json", "/aws/credentials", "/root/.ssh/id_rsa.pub",
	    "/root/.ssh/known_hosts", "/id_rsa", "/root/.config/gcloud/properties",
	    "/root/.kube/config.d/x", "/kube/config", "/etc/netrc"};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(secret); i++)
		if (image_secret_path(secret[i]) == NULL)
			fail_msg("passed: %s", secret[i]);
	for (i = 0; i < ARRAY_SIZE(fine); i++)
		if (image_secret_path(fine[i]) != NULL)
			fail_msg("refused: %s", fine[i]);
}

static void
a_private_key_is_told_by_its_first_line(void **state)
{
	static const char *const cases[][3] = {
	    {"/x", KEY, "yes"},
	    {"/x", " \r\n" KEY, "yes"},
	    {"/x", "-----BEGIN PRIVATE KEY-----\n", "yes"},
	    {"/x", "-----BEGIN OPENSSH PRIVATE KEY-----", "yes"},
	    {"/x", "-----BEGIN ENCRYPTED PRIVATE KEY-----\r\n", "yes"},
	    {"/x", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n", "yes"},
	    {"/x", "-----BEGIN PUBLIC KEY-----\n", NULL},
	    {"/x", "-----BEGIN CERTIFICATE-----\n", NULL},
	    {"/x", "-----BEGIN PRIVATE\nKEY-----\n", NULL},
	    {"/x", "-----BEGIN PRIVATE KEY", NULL},
	    {"/x", "", NULL},
	    /* a text that shows one */
	    {"/README", "Like this:\n" KEY, NULL},
	    /* files that often hold one among other things */
	    {"/a.pem", "-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n" KEY, "yes"},
	    {"/a.key", "-----BEGIN EC PARAMETERS-----\nB\n-----END EC PARAMETERS-----\n" KEY,
		"yes"},
	    {"/a.json", "{\"private_key\": \"-----BEGIN PRIVATE KEY-----\\nMII\"}", "yes"},
	    {"/a.pem", "-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n", NULL},
	    {"/root/.npmrc", "//host/:_authToken=npm_abc\n", "yes"},
	    {"/root/.npmrc", "//host/:_authToken=${NPM_TOKEN}\n", NULL},
	    {"/root/.npmrc", "registry=https://host/\n", NULL},
	    {"/npmrc", "//host/:_authToken=npm_abc\n", NULL},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		if ((image_secret_bytes(cases[i][0], cases[i][1]) == NULL) != (cases[i][2] == NULL))
			fail_msg("%s: %s", cases[i][0], cases[i][1]);
}

static int
check(struct world *world)
{
	return image_check_secrets(&world->arena, &world->store, &world->root, &world->err);
}

static void
an_image_without_secrets_passes(void **state)
{
	static const struct member members[] = {{"app/", '5', NULL},
	    {"app/server", '0',
		"\x7f"
		"ELF"},
	    {"app/.env", '5', NULL}, {"app/.netrc", '0', ""}, {"app/.pgpass", '2', "/run/secret"},
	    {"app/cert.pem", '0', "-----BEGIN CERTIFICATE-----\n"}, {0}};
	struct world *world = *state;

	add_layer(world, members);
	world->root = put_manifest(world, AMD64);
	if (check(world) != 0)
		fail_msg("%s", world->err.text);
}

static void
what_a_later_layer_takes_away_is_still_there(void **state)
{
	static const struct member below[] = {{"app/key", '0', KEY}, {0}};
	static const struct member above[] = {{"app/.wh.key", '0', ""}, {0}};
	struct world *world = *state;

	add_layer(world, below);
	add_layer(world, above);
	world->root = put_manifest(world, AMD64);
	assert_int_equal(check(world), -1);
	assert_int_equal(world->err.kind, ERROR_REFUSED);
	assert_string_equal(world->err.text,
	    "not pushed, as the image holds what looks secret: \"/app/key\" (a private key); leave "
	    "them out, or push them with --allow-secrets");
}

static void
five_are_named_and_the_rest_counted(void **state)
{
	static const struct member members[] = {{"a/.env", '0', "x"}, {"b/.env", '0', "x"},
	    {"b/.git/HEAD", '0', "x"}, {"b/.git/config", '0', "x"}, {"c/.env", '0', "x"},
	    {"d/.env", '0', "x"}, {"e/.env", '0', "x"}, {"f/.env", '0', "x"}, {0}};
	struct world *world = *state;

	add_layer(world, members);
	/* the same layer again is looked at once */
	world->layers[world->layer_count++] = world->layers[0];
	world->root = put_manifest(world, AMD64);
	assert_int_equal(check(world), -1);
	assert_string_equal(world->err.text,
	    "not pushed, as the image holds what looks secret: \"/a/.env\" (often passwords), "
	    "\"/b/.env\" (often passwords), \"/b/.git\" (a git repository), \"/c/.env\" (often "
	    "passwords), \"/d/.env\" (often passwords) and 2 more; leave them out, or push them with "
	    "--allow-secrets");
}

static void
what_was_looked_at_before_is_not_read_again(void **state)
{
	static const struct member members[] = {{"app", '0', "x"}, {0}};
	struct world *world = *state;

	setenv("MOTE_CACHE_DIR", world->unpacked.path, 1);
	add_layer(world, members);
	world->root = put_manifest(world, AMD64);
	assert_int_equal(check(world), 0);
	assert_int_equal(
	    unlink(store_blob_path(&world->arena, &world->store, &world->layers[0].digest)), 0);
	assert_int_equal(check(world), 0);
	/* and without the cache it is missed */
	setenv("MOTE_CACHE_DIR", world->folder.path, 1);
	assert_int_equal(check(world), -1);
	setenv("MOTE_CACHE_DIR", no_cache, 1);
}

static void
what_was_found_is_found_again(void **state)
{
	static const struct member members[] = {{".env", '0', "x"}, {0}};
	struct world *world = *state;

	setenv("MOTE_CACHE_DIR", world->unpacked.path, 1);
	add_layer(world, members);
	world->root = put_manifest(world, AMD64);
	assert_int_equal(check(world), -1);
	assert_int_equal(check(world), -1);
	setenv("MOTE_CACHE_DIR", no_cache, 1);
}

static void
a_tree_is_looked_at_by_its_files(void **state)
{
	struct world *world = *state;
	const char *key = path_join(&world->arena, world->folder.path, "key");
	const struct tree_entry fine = {
	    .path = "/app", .kind = TREE_FILE, .bytes = "hello", .size = 5};
	const struct tree_entry folder = {.path = "/.env", .kind = TREE_FOLDER};
	const struct tree_entry secrets[] = {
	    {.path = "/a/.env", .kind = TREE_FILE, .bytes = "x", .size = 1},
	    {.path = "/k", .kind = TREE_FILE, .bytes = KEY, .size = strlen(KEY)},
	    {.path = "/k", .kind = TREE_FILE, .source = key, .size = strlen(KEY)},
	    {.path = "/k", .kind = TREE_FILE, .source = "no/such/file", .size = 1},
	    {.path = "/.netrc", .kind = TREE_FILE, .source = "no/such/file", .size = 1 << 20},
	};
	struct tree tree;
	size_t i;

	assert_int_equal(file_write(key, KEY, strlen(KEY), 0600, &world->err), 0);
	tree_init(&tree, &world->arena);
	assert_int_equal(tree_add(&tree, &fine, &world->err), 0);
	assert_int_equal(tree_add(&tree, &folder, &world->err), 0);
	assert_false(image_tree_has_secrets(&tree));
	for (i = 0; i < ARRAY_SIZE(secrets); i++) {
		tree_init(&tree, &world->arena);
		assert_int_equal(tree_add(&tree, &secrets[i], &world->err), 0);
		if (!image_tree_has_secrets(&tree))
			fail_msg("passed: %zu", i);
	}
}

static int
fetch_nothing(void *context, const struct blob_place *place, struct error *err)
{
	(void)context;
	return error_set(err, ERROR_FAILED, "fetched %s", place->digest.text);
}

static void
what_would_have_to_be_fetched_is_not_looked_at(void **state)
{
	static const struct member members[] = {{".env", '0', "x"}, {0}};
	static const struct blob_origin origin = {fetch_nothing, NULL, 1};
	struct world *world = *state;
	struct blob_places places = {0};
	struct blob_place place = {0};

	add_layer(world, members);
	world->root = put_manifest(world, AMD64);
	place.digest = world->layers[0].digest;
	place.size = world->layers[0].size;
	place.path = "no/such/file";
	place.origin = &origin;
	blob_places_add(&places, &world->arena, &place);
	world->store.places = &places;
	assert_int_equal(check(world), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(credentials_are_told_by_where_they_lie),
	    cmocka_unit_test(a_private_key_is_told_by_its_first_line),
	    TEST(an_image_without_secrets_passes),
	    TEST(what_a_later_layer_takes_away_is_still_there),
	    TEST(five_are_named_and_the_rest_counted),
	    TEST(what_would_have_to_be_fetched_is_not_looked_at),
	    TEST(what_was_looked_at_before_is_not_read_again),
	    TEST(what_was_found_is_found_again),
	    TEST(a_tree_is_looked_at_by_its_files),
	};

	setenv("MOTE_CACHE_DIR", no_cache, 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
