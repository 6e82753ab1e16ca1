#include "registry/credential.h"

#include "base/scope.h"
#include "registry/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "credential_home.h"

#define CONFIG ".docker/config.json"

/* "dTpw" is u:p, "dTpxOnI=" u:q:r, "aGVyZTpw" here:p */

/* "user:password", "identity T", "registry T", "none" or "none: WHY", and the
 * source unless that is CONFIG. */
static const char *
find(struct home *home, const char *host, const char *repository)
{
	SCOPED(credential) struct credential found = {0};
	const char *said = "none", *config = home_path(home, CONFIG);
	struct error err = {0};

	if (credential_find(&home->arena, host, repository, &found, &err) != 0)
		return arena_printf(&home->arena, "error %d: %s", err.kind, err.text);
	if (found.identity_token != NULL)
		said = arena_printf(&home->arena, "identity %s", found.identity_token);
	else if (found.registry_token != NULL)
		said = arena_printf(&home->arena, "registry %s", found.registry_token);
	else if (found.user != NULL)
		said = arena_printf(&home->arena, "%s:%s", found.user, found.password);
	if (found.source == NULL && found.trouble != NULL)
		return arena_printf(&home->arena, "none: %s", found.trouble);
	if (found.source != NULL && found.trouble != NULL)
		return "a trouble that is over";
	if (found.source == NULL || strcmp(found.source, config) == 0)
		return said;
	if (text_starts_with(found.source, home->folder.path))
		return arena_printf(
		    &home->arena, "%s from %s", said, found.source + strlen(home->folder.path) + 1);
	return arena_printf(&home->arena, "%s from %s", said, found.source);
}

static void
nobody_has_any(void **state)
{
	struct home *home = *state;

	assert_string_equal(find(home, "localhost:5000", "a/b"), "none");
	home_write(home, CONFIG, "{}", 0600);
	assert_string_equal(find(home, "localhost:5000", "a/b"), "none");
	home_write(home, CONFIG, "", 0600);
	assert_string_equal(find(home, "localhost:5000", NULL), "none");
	home_write(home, CONFIG, " \n", 0600);
	assert_string_equal(find(home, "localhost:5000", NULL), "none");
	home_write(home, CONFIG, "{\"auths\":{\"h\":{},\"i\":{\"auth\":\"\"}}}", 0600);
	assert_string_equal(find(home, "h", "a"), "none");
	assert_string_equal(find(home, "i", "a"), "none");
	unsetenv("HOME");
	assert_string_equal(find(home, "h", "a"), "none");
}

static void
every_form_of_an_entry_is_read(void **state)
{
	static const char *const rows[][2] = {
	    {"{\"auth\":\"dTpw\"}", "u:p"},
	    {"{\"auth\":\"dTpxOnI=\",\"email\":\"x@y\"}", "u:q:r"},
	    {"{\"auth\":\"dTo=\"}", "u:"},
	    {"{\"auth\":\"dTpwAAA=\"}", "u:p"},
	    {"{\"username\":\"u\",\"password\":\"p\"}", "u:p"},
	    {"{\"auth\":\"dTpw\",\"username\":\"v\",\"password\":\"w\"}", "u:p"},
	    {"{\"auth\":\"dTo=\",\"identitytoken\":\"abc\"}", "identity abc"},
	    {"{\"identitytoken\":\"abc\"}", "identity abc"},
	    {"{\"auth\":\"Og==\",\"registrytoken\":\"x.y.z\"}", "registry x.y.z"},
	    {"{\"auth\":\"Og==\"}", "none"},
	    {"{\"auth\":null}", "none"},
	    {"null", "none"},
	    {"null},\"credsStore\":null,\"credHelpers\":null,\"x\":{\"y\":1", "none"},
	    {"{\"auth\":\"dTpw\"}},\"credHelpers\":{\"h:5000\":null", "u:p"},
	};
	struct home *home = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		home_write(home, CONFIG,
		    arena_printf(&home->arena, "{\"auths\":{\"h:5000\":%s}}", rows[i][0]), 0600);
		assert_string_equal(find(home, "h:5000", "a"), rows[i][1]);
	}
}

static void
the_longest_key_wins(void **state)
{
	struct home *home = *state;

	home_write(home, CONFIG,
	    "{\"auths\":{\"h\":{\"auth\":\"aG9zdDpw\"},\"h/team\":{\"auth\":\"dGVhbTpw\"},"
	    "\"h/team/name\":{\"auth\":\"bmFtZTpw\"},\"h/tea\":{\"auth\":\"dTpw\"}}}",
	    0600);
	assert_string_equal(find(home, "h", "team/name"), "name:p");
	assert_string_equal(find(home, "h", "team/name/deep"), "name:p");
	assert_string_equal(find(home, "h", "team/names"), "team:p");
	assert_string_equal(find(home, "h", "team"), "team:p");
	assert_string_equal(find(home, "h", "teams"), "host:p");
	assert_string_equal(find(home, "h", NULL), "host:p");
	assert_string_equal(find(home, "h:5000", "team/name"), "none");
	assert_string_equal(find(home, "hh", "team/name"), "none");
}

static void
keys_that_docker_wrote_as_addresses_stand_for_the_host(void **state)
{
	static const char *const rows[][3] = {
	    {"https://h:5000", "h:5000", "u:p"},
	    {"https://h:5000/v2/", "h:5000", "u:p"},
	    {"http://h:5000/some/path", "h:5000", "u:p"},
	    {"h:5000/v1/", "h:5000", "u:p"},
	    {"https://h:5000", "h", "none"},
	    {"https://h", "h:5000", "none"},
	    {"h:5000/path", "h:5000", "none"},
	    {"ftp://h", "h", "none"},
	    {"https://index.docker.io/v1/", "docker.io", "u:p"},
	    {"https://index.docker.io/v1/", "index.docker.io", "u:p"},
	    {"docker.io", "docker.io", "u:p"},
	    {"index.docker.io", "registry-1.docker.io", "u:p"},
	    {"https://index.docker.io/v1/", "evil-docker.io", "none"},
	    {"docker.io", "docker.io.evil", "none"},
	    {"docker.io/library", "docker.io", "u:p"},
	};
	struct home *home = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		home_write(home, CONFIG,
		    arena_printf(
			&home->arena, "{\"auths\":{\"%s\":{\"auth\":\"dTpw\"}}}", rows[i][0]),
		    0600);
		assert_string_equal(find(home, rows[i][1], "library/hello"), rows[i][2]);
	}
}

static void
files_are_looked_into_in_their_order(void **state)
{
	static const char *const files[][2] = {
	    {CONFIG, "{\"auths\":{\"h\":{\"auth\":\"ZG9jazpw\"}}}"},
	    {".config/containers/auth.json", "{\"auths\":{\"h\":{\"auth\":\"Y29uZjpw\"}}}"},
	    {"run/containers/auth.json", "{\"auths\":{\"h\":{\"auth\":\"cnVuOnA=\"}}}"},
	    {"auth", "{\"auths\":{\"h\":{\"auth\":\"ZmlsZTpw\"}}}"}};
	static const char *const wanted[] = {"dock:p", "conf:p from .config/containers/auth.json",
	    "run:p from run/containers/auth.json", "file:p from auth"};
	struct home *home = *state;
	size_t i;

	setenv("XDG_RUNTIME_DIR", home_path(home, "run"), 1);
	setenv("REGISTRY_AUTH_FILE", home_path(home, "auth"), 1);
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		home_write(home, files[i][0], files[i][1], 0600);
		assert_string_equal(find(home, "h", "a"), wanted[i]);
	}
	setenv("XDG_CONFIG_HOME", home_path(home, "other"), 1);
	setenv("DOCKER_CONFIG", home_path(home, "dock"), 1);
	unsetenv("XDG_RUNTIME_DIR");
	unsetenv("REGISTRY_AUTH_FILE");
	assert_string_equal(find(home, "h", "a"), "none");
	home_write(home, "dock/config.json", "{\"auths\":{\"h\":{\"auth\":\"dTpw\"}}}", 0600);
	assert_string_equal(find(home, "h", "a"), "u:p from dock/config.json");
	/* what has nothing for the host does not end the search */
	home_write(
	    home, "other/containers/auth.json", "{\"auths\":{\"i\":{\"auth\":\"dTpw\"}}}", 0600);
	assert_string_equal(find(home, "h", "a"), "u:p from dock/config.json");
}

static void
the_environment_goes_first_and_is_for_its_host_alone(void **state)
{
	struct home *home = *state;

	home_write(home, CONFIG,
	    "{\"auths\":{\"h\":{\"auth\":\"dTpw\"},\"i\":{\"auth\":\"dTpw\"}}}", 0600);
	setenv("MOTE_REGISTRY_HOST", "h", 1);
	assert_string_equal(find(home, "h", "a"), "u:p");
	setenv("MOTE_REGISTRY_USER", "me", 1);
	assert_string_equal(find(home, "h", "a"),
	    "error 2: MOTE_REGISTRY_USER is set, but MOTE_REGISTRY_PASSWORD is not");
	setenv("MOTE_REGISTRY_PASSWORD", "", 1);
	assert_string_equal(find(home, "i", "a"),
	    "error 2: MOTE_REGISTRY_USER is set, but MOTE_REGISTRY_PASSWORD is not");
	setenv("MOTE_REGISTRY_PASSWORD", "hush", 1);
	assert_string_equal(find(home, "h", "a"), "me:hush from MOTE_REGISTRY_USER");
	assert_string_equal(find(home, "i", "a"), "u:p");
	setenv("MOTE_REGISTRY_HOST", "docker.io", 1);
	assert_string_equal(find(home, "docker.io", "a"), "me:hush from MOTE_REGISTRY_USER");
	unsetenv("MOTE_REGISTRY_HOST");
	assert_string_equal(find(home, "h", "a"),
	    "error 2: MOTE_REGISTRY_USER and MOTE_REGISTRY_PASSWORD are set, but MOTE_REGISTRY_HOST is not; "
	    "set it to the host that they are for");
	unsetenv("MOTE_REGISTRY_USER");
	assert_string_equal(find(home, "h", "a"),
	    "error 2: MOTE_REGISTRY_PASSWORD is set, but MOTE_REGISTRY_USER is not");
	/* as a CI service passes secrets that are not there */
	setenv("MOTE_REGISTRY_USER", "", 1);
	setenv("MOTE_REGISTRY_PASSWORD", "", 1);
	assert_string_equal(find(home, "h", "a"), "u:p");
}

static void
a_file_that_cannot_be_read_is_passed_over_and_says_no_secret(void **state)
{
	static const char *const rows[][2] = {
	    {"{\"auths\":{\"h\":{\"auth\":\n\"HUSH} }", "%s:2:8: not valid JSON"},
	    {"{\"auths\":{\"h\":{\"auth\":\n \"HUSH\" \"HUSH\"}}}", "%s:2:14: not valid JSON"},
	    {"{\"auths\":{\"HUSH\":1,\"HUSH\":1}}", "%s:1:25: not valid JSON"},
	    {"[\"HUSH\"]", "\"%s\" is not a JSON object"},
	    {"{\"auths\":\"HUSH\"}", "\"%s\": \"auths\" is not an object"},
	    {"{\"credsStore\":[\"HUSH\"]}", "\"%s\": \"credsStore\" is not a text"},
	    {"{\"credHelpers\":\"HUSH\"}", "\"%s\": \"credHelpers\" is not an object"},
	    {"{\"credHelpers\":{\"h\":1}}",
		"\"%s\": the helper of \"h\" in \"credHelpers\" is not a text"},
	    {"{\"credsStore\":\"../HUSH\"}", "%s: \"../HUSH\" is no name of a credential helper"},
	    {"{\"auths\":{\"h\":\"HUSH\"}}", "\"%s\": \"h\" in \"auths\": it is no object"},
	    {"{\"auths\":{\"h\":{\"auth\":\"SFVTSA==\"}}}",
		"\"%s\": \"h\" in \"auths\": \"auth\" is not the base64 of \"user:password\""},
	    {"{\"auths\":{\"h\":{\"auth\":\"HUS:\"}}}",
		"\"%s\": \"h\" in \"auths\": \"auth\" is not the base64 of \"user:password\""},
	    {"{\"auths\":{\"h\":{\"auth\":\"HUS\"}}}",
		"\"%s\": \"h\" in \"auths\": \"auth\" is not the base64 of \"user:password\""},
	    {"{\"auths\":{\"h\":{\"auth\":\"H===\"}}}",
		"\"%s\": \"h\" in \"auths\": \"auth\" is not the base64 of \"user:password\""},
	    {"{\"auths\":{\"h\":{\"auth\":\"dQA6cA==\"}}}",
		"\"%s\": \"h\" in \"auths\": \"auth\" is not the base64 of \"user:password\""},
	    {"{\"auths\":{\"h\":{\"identitytoken\":[\"HUSH\"]}}}",
		"\"%s\": \"h\" in \"auths\": one of its members is no text"},
	    {"{\"auths\":{\"h\":{\"registrytoken\":\"a\\nHUSH\"}}}",
		"\"%s\": \"h\" in \"auths\": \"registrytoken\" is no token"},
	};
	struct home *home = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *said, *at = strstr(rows[i][1], "%s");
		const char *wanted = arena_printf(&home->arena, "none: %.*s%s%s",
		    (int)(at - rows[i][1]), rows[i][1], home_path(home, CONFIG), at + 2);

		home_write(home, CONFIG, rows[i][0], 0600);
		said = find(home, "h", "a");
		if (!text_starts_with(said, wanted))
			fail_msg("%s: %s", rows[i][0], said);
		if (strstr(rows[i][1], "HUSH") == NULL && strstr(said, "HUS") != NULL)
			fail_msg("%s: says a secret: %s", rows[i][0], said);
	}
}

static void
what_cannot_be_read_hides_no_other_place(void **state)
{
	struct home *home = *state;

	setenv("REGISTRY_AUTH_FILE", home_path(home, "auth"), 1);
	home_write(home, "auth", "{\"auths\":[]}", 0600);
	home_write(home, CONFIG, "{\"auths\":{\"h\":{\"auth\":\"dTpw\"}}}", 0600);
	assert_string_equal(find(home, "h", "a"), "u:p");
	assert_string_equal(find(home, "i", "a"),
	    arena_printf(
		&home->arena, "none: \"%s\": \"auths\" is not an object", home_path(home, "auth")));
	/* a folder cannot be read as a file, not even by root */
	setenv("REGISTRY_AUTH_FILE", home->folder.path, 1);
	assert_string_equal(find(home, "h", "a"), "u:p");
	assert_true(text_starts_with(find(home, "i", "a"), "none: "));
	/* a damaged entry does not end the search either */
	setenv("REGISTRY_AUTH_FILE", home_path(home, "auth"), 1);
	home_write(home, "auth", "{\"auths\":{\"h\":{\"auth\":\"?\"}}}", 0600);
	assert_string_equal(find(home, "h", "a"), "u:p");
}

static void
dockers_variable_goes_before_files_and_holds_what_they_hold(void **state)
{
	struct home *home = *state;

	home_write(home, CONFIG,
	    "{\"auths\":{\"h\":{\"auth\":\"dTpw\"},\"i\":{\"auth\":\"dTpw\"}}}", 0600);
	setenv("DOCKER_AUTH_CONFIG", "{\"auths\":{\"https://h/v2/\":{\"auth\":\"dmFyOnA=\"}}}", 1);
	assert_string_equal(find(home, "h", "a"), "var:p from DOCKER_AUTH_CONFIG");
	assert_string_equal(find(home, "i", "a"), "u:p");
	home_write(home, "docker-credential-one",
	    "#!/bin/sh\necho '{\"Username\":\"one\",\"Secret\":\"s\"}'\n", 0700);
	setenv("DOCKER_AUTH_CONFIG", "{\"credHelpers\":{\"h\":\"one\"}}", 1);
	assert_string_equal(find(home, "h", "a"), "one:s from docker-credential-one");
	setenv("DOCKER_AUTH_CONFIG", "{\"auths\":HUSH", 1);
	assert_string_equal(find(home, "h", "a"), "u:p");
	assert_string_equal(find(home, "j", "a"),
	    "none: DOCKER_AUTH_CONFIG:1:13: not valid JSON; correct it, or remove it and log in again");
	setenv("DOCKER_AUTH_CONFIG", "", 1);
	assert_string_equal(find(home, "h", "a"), "u:p");
	setenv("DOCKER_AUTH_CONFIG", "{\"auths\":{\"h\":{\"auth\":\"dmFyOnA=\"}}}", 1);
	setenv("MOTE_REGISTRY_HOST", "h", 1);
	setenv("MOTE_REGISTRY_USER", "me", 1);
	setenv("MOTE_REGISTRY_PASSWORD", "hush", 1);
	assert_string_equal(find(home, "h", "a"), "me:hush from MOTE_REGISTRY_USER");
}

static void
a_file_has_a_limit(void **state)
{
	struct home *home = *state;
	char *large = arena_alloc(&home->arena, (1 << 20) + 2);

	memset(large, ' ', 1 << 20);
	memcpy(large, "{}", 2);
	home_write(home, CONFIG, large, 0600);
	assert_string_equal(find(home, "h", "a"), "none");
	large[1 << 20] = ' ';
	home_write(home, CONFIG, large, 0600);
	assert_string_equal(find(home, "h", "a"),
	    arena_printf(&home->arena,
		"none: \"%s\" is larger than 1048576 bytes, the most that is read",
		home_path(home, CONFIG)));
}

static void
basic_says_user_and_password(void **state)
{
	struct credential credential = {.user = "Aladdin", .password = "open sesame"};
	struct error err = {0};
	char *text;

	(void)state;
	text = credential_basic(&credential, &err);
	assert_string_equal(text, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
	secret_clear(&text);
	assert_null(text);
	credential.user = "Alad:din";
	assert_null(credential_basic(&credential, &err));
	assert_null(strstr(err.text, "sesame"));
	credential.user = NULL;
	assert_null(credential_basic(&credential, &err));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(nobody_has_any, home_make, home_remove),
	    cmocka_unit_test_setup_teardown(every_form_of_an_entry_is_read, home_make, home_remove),
	    cmocka_unit_test_setup_teardown(the_longest_key_wins, home_make, home_remove),
	    cmocka_unit_test_setup_teardown(
		keys_that_docker_wrote_as_addresses_stand_for_the_host, home_make, home_remove),
	    cmocka_unit_test_setup_teardown(
		files_are_looked_into_in_their_order, home_make, home_remove),
	    cmocka_unit_test_setup_teardown(
		the_environment_goes_first_and_is_for_its_host_alone, home_make, home_remove),
	    cmocka_unit_test_setup_teardown(
		a_file_that_cannot_be_read_is_passed_over_and_says_no_secret, home_make,
		home_remove),
	    cmocka_unit_test_setup_teardown(
		what_cannot_be_read_hides_no_other_place, home_make, home_remove),
	    cmocka_unit_test_setup_teardown(
		dockers_variable_goes_before_files_and_holds_what_they_hold, home_make,
		home_remove),
	    cmocka_unit_test_setup_teardown(a_file_has_a_limit, home_make, home_remove),
	    cmocka_unit_test(basic_says_user_and_password),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
