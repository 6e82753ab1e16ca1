#include "registry/credential.h"

#include "base/clock.h"
#include "base/scope.h"
#include "registry/credential_helper.h"

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

static char user[] = "u", password[] = "p:q", token[] = "tok";
static const struct credential simple = {.user = user, .password = password};

/* "user:password", "identity T", "none" or "none: WHY". */
static const char *
find(struct home *home, const char *host)
{
	SCOPED(credential) struct credential found = {0};
	struct error err = {0};

	if (credential_find(&home->arena, host, NULL, &found, &err) != 0)
		return arena_printf(&home->arena, "error %d: %s", err.kind, err.text);
	if (found.identity_token != NULL)
		return arena_printf(&home->arena, "identity %s", found.identity_token);
	if (found.trouble != NULL)
		return arena_printf(&home->arena, "none: %s", found.trouble);
	return found.user == NULL ? "none"
				  : arena_printf(&home->arena, "%s:%s", found.user, found.password);
}

/* Where it was stored, below the home. */
static const char *
store(struct home *home, const char *host, const struct credential *credential)
{
	struct credential_stored kept;
	struct error err = {0};

	if (credential_store(&home->arena, host, credential, &kept, &err) != 0)
		return arena_printf(&home->arena, "error %d: %s", err.kind, err.text);
	if (text_starts_with(kept.where, home->folder.path))
		kept.where += strlen(home->folder.path) + 1;
	return kept.was_there ? arena_printf(&home->arena, "already in %s", kept.where)
			      : kept.where;
}

static const char *
erase(struct home *home, const char *host)
{
	const char *where = NULL;
	struct error err = {0};

	if (credential_erase(&home->arena, host, &where, &err) != 0)
		return arena_printf(&home->arena, "error %d: %s", err.kind, err.text);
	return where;
}

static unsigned
mode_of(struct home *home, const char *name)
{
	struct stat status;

	return lstat(home_path(home, name), &status) == 0 ? status.st_mode & 07777 : 0;
}

static void
a_new_file_and_its_folder_are_private(void **state)
{
	struct home *home = *state;
	mode_t before = umask(0);

	assert_string_equal(store(home, "h:5000", &simple), CONFIG);
	umask(before);
	assert_int_equal(mode_of(home, CONFIG), 0600);
	assert_int_equal(mode_of(home, ".docker"), 0700);
	assert_string_equal(home_read(home, CONFIG),
	    "{\n\t\"auths\": {\n\t\t\"h:5000\": {\n\t\t\t\"auth\": \"dTpwOnE=\"\n\t\t}\n\t}\n}\n");
	assert_string_equal(find(home, "h:5000"), "u:p:q");
	assert_string_equal(find(home, "h"), "none");
}

static void
all_else_in_the_file_stays_as_it_was(void **state)
{
	struct home *home = *state;

	home_write(home, CONFIG,
	    "{\"z\":1,\"auths\":{\"i\":{\"auth\":\"dTpw\",\"x\":\" \\\" \"},\"h\":{\"auth\":\"b2xkOnA=\"},\"a\":{}},"
	    "\"HttpHeaders\":{\"b\":\"1\",\"a\":\"2\"},\"list\":[null,true,-1,\"\\u00e9\"]}",
	    0644);
	assert_string_equal(store(home, "h", &simple), CONFIG);
	assert_string_equal(home_read(home, CONFIG),
	    "{\n\t\"z\": 1,\n\t\"auths\": {\n\t\t\"i\": {\n\t\t\t\"auth\": \"dTpw\",\n\t\t\t\"x\": \" \\\" \"\n\t\t},\n"
	    "\t\t\"h\": {\n\t\t\t\"auth\": \"dTpwOnE=\"\n\t\t},\n\t\t\"a\": {}\n\t},\n"
	    "\t\"HttpHeaders\": {\n\t\t\"b\": \"1\",\n\t\t\"a\": \"2\"\n\t},\n"
	    "\t\"list\": [\n\t\tnull,\n\t\ttrue,\n\t\t-1,\n\t\t\"\xc3\xa9\"\n\t]\n}\n");
	assert_int_equal(mode_of(home, CONFIG), 0600);
	assert_string_equal(erase(home, "h"), home_path(home, CONFIG));
	assert_null(strstr(home_read(home, CONFIG), "\"h\""));
	assert_non_null(strstr(home_read(home, CONFIG), "\"i\": {\n\t\t\t\"auth\": \"dTpw\""));
	assert_string_equal(find(home, "h"), "none");
	assert_string_equal(find(home, "i"), "u:p");
	assert_string_equal(
	    erase(home, "h"), "error 3: there are no credentials for \"h\" to remove");
}

static void
one_host_has_one_entry_whatever_its_name_was(void **state)
{
	struct home *home = *state;

	home_write(home, CONFIG,
	    "{\"auths\":{\"docker.io\":{\"auth\":\"dTpw\"},\"docker.io/a\":{\"auth\":\"dTpw\"},"
	    "\"https://h/v2/\":{\"auth\":\"dTpw\"}}}",
	    0600);
	assert_string_equal(store(home, "docker.io", &simple), CONFIG);
	assert_string_equal(store(home, "h", &simple), CONFIG);
	assert_string_equal(home_read(home, CONFIG),
	    "{\n\t\"auths\": {\n\t\t\"docker.io/a\": {\n\t\t\t\"auth\": \"dTpw\"\n\t\t},\n"
	    "\t\t\"https://index.docker.io/v1/\": {\n\t\t\t\"auth\": \"dTpwOnE=\"\n\t\t},\n"
	    "\t\t\"h\": {\n\t\t\t\"auth\": \"dTpwOnE=\"\n\t\t}\n\t}\n}\n");
	assert_string_equal(find(home, "docker.io"), "u:p:q");
	/* the key of single repositories is nobody's to take */
	assert_string_equal(erase(home, "index.docker.io"), home_path(home, CONFIG));
	assert_non_null(strstr(home_read(home, CONFIG), "docker.io/a"));
}

static void
a_link_is_followed_and_stays(void **state)
{
	struct home *home = *state;
	struct stat status;

	home_write(home, "dotfiles/docker.json", "{\"a\":1}", 0644);
	home_write(home, ".docker/other", "", 0600);
	assert_int_equal(symlink("../dotfiles/docker.json", home_path(home, CONFIG)), 0);
	assert_string_equal(store(home, "h", &simple), CONFIG);
	assert_int_equal(lstat(home_path(home, CONFIG), &status), 0);
	assert_true(S_ISLNK(status.st_mode));
	assert_int_equal(mode_of(home, "dotfiles/docker.json"), 0600);
	assert_non_null(strstr(home_read(home, "dotfiles/docker.json"), "\"a\": 1,"));
	assert_string_equal(find(home, "h"), "u:p:q");
	/* one that leads nowhere is not replaced */
	assert_int_equal(unlink(home_path(home, "dotfiles/docker.json")), 0);
	assert_string_equal(store(home, "h", &simple),
	    arena_printf(&home->arena,
		"error 3: cannot follow the link \"%s\": No such file or directory",
		home_path(home, CONFIG)));
	assert_int_equal(lstat(home_path(home, CONFIG), &status), 0);
	assert_true(S_ISLNK(status.st_mode));
}

static void
a_file_that_is_broken_is_not_touched(void **state)
{
	struct home *home = *state;

	home_write(home, CONFIG, "{\"auths\":", 0644);
	assert_true(text_starts_with(store(home, "h", &simple), "error 1: "));
	assert_true(text_starts_with(erase(home, "h"), "error 1: "));
	assert_string_equal(home_read(home, CONFIG), "{\"auths\":");
	assert_int_equal(mode_of(home, CONFIG), 0644);
}

static void
variables_say_which_file(void **state)
{
	struct home *home = *state;
	const struct credential identity = {.user = user, .identity_token = token};

	setenv("DOCKER_CONFIG", home_path(home, "a/b/dock"), 1);
	assert_string_equal(store(home, "h", &simple), "a/b/dock/config.json");
	assert_int_equal(mode_of(home, "a/b/dock"), 0700);
	setenv("REGISTRY_AUTH_FILE", home_path(home, "own/auth"), 1);
	assert_string_equal(store(home, "h", &identity), "own/auth");
	assert_string_equal(find(home, "h"), "identity tok");
	assert_null(home_read(home, CONFIG));
	assert_string_equal(erase(home, "h"),
	    arena_printf(&home->arena, "%s and %s", home_path(home, "own/auth"),
		home_path(home, "a/b/dock/config.json")));
	assert_string_equal(find(home, "h"), "none");
	unsetenv("REGISTRY_AUTH_FILE");
	unsetenv("DOCKER_CONFIG");
	unsetenv("HOME");
	assert_string_equal(store(home, "h", &simple),
	    "error 1: there is no place to keep credentials in; set HOME, DOCKER_CONFIG or "
	    "REGISTRY_AUTH_FILE");
}

static void
a_helper_keeps_what_the_file_then_does_not(void **state)
{
	struct home *home = *state;

	home_write(home, CONFIG,
	    "{\"credsStore\":\"fake\",\"auths\":{\"h\":{\"auth\":\"b2xkOnA=\"},\"i\":{\"auth\":\"aTpw\"}}}",
	    0600);
	/* it has none yet: the search goes on */
	assert_string_equal(find(home, "h"), "old:p");
	setenv("MOTE_REGISTRY_PASSWORD", "not for helpers", 1);
	setenv("DOCKER_AUTH_CONFIG", "{}", 1);
	assert_string_equal(store(home, "h", &simple), "docker-credential-fake");
	unsetenv("MOTE_REGISTRY_PASSWORD");
	unsetenv("DOCKER_AUTH_CONFIG");
	assert_string_equal(
	    home_read(home, "kept"), "{\"ServerURL\":\"h\",\"Username\":\"u\",\"Secret\":\"p:q\"}");
	assert_string_equal(home_read(home, CONFIG),
	    "{\n\t\"credsStore\": \"fake\",\n\t\"auths\": {\n\t\t\"h\": {},\n"
	    "\t\t\"i\": {\n\t\t\t\"auth\": \"aTpw\"\n\t\t}\n\t}\n}\n");
	assert_string_equal(find(home, "h"), "u:p:q");
	assert_string_equal(find(home, "i"), "i:p");
	assert_string_equal(erase(home, "h"),
	    arena_printf(&home->arena, "docker-credential-fake and %s", home_path(home, CONFIG)));
	assert_null(home_read(home, "kept"));
	assert_string_equal(
	    erase(home, "h"), "error 3: there are no credentials for \"h\" to remove");
	/* no secret in its arguments, none of mote's variables */
	assert_string_equal(home_read(home, "calls"), "get\nstore\nget\nget\nget\nerase\nget\n");
}

static void
docker_hub_and_tokens_are_said_as_docker_says_them(void **state)
{
	struct home *home = *state;
	const struct credential identity = {.identity_token = token};

	home_write(home, CONFIG, "{\"credHelpers\":{\"docker.io\":\"fake\",\"none\":\"\"}}", 0600);
	assert_string_equal(store(home, "docker.io", &identity), "docker-credential-fake");
	assert_string_equal(home_read(home, "kept"),
	    "{\"ServerURL\":\"https://index.docker.io/v1/\",\"Username\":\"<token>\",\"Secret\":\"tok\"}");
	assert_string_equal(find(home, "docker.io"), "identity tok");
	/* another host, and one whose helper is the file */
	assert_string_equal(find(home, "h"), "none");
	assert_string_equal(store(home, "none", &simple), CONFIG);
	assert_string_equal(home_read(home, "calls"), "store\nget\n");
}

static void
a_helper_of_the_host_goes_before_that_of_all(void **state)
{
	struct home *home = *state;

	home_write(home, "docker-credential-one",
	    "#!/bin/sh\necho '{\"Username\":\"one\",\"Secret\":\"s\"}'\n", 0700);
	home_write(home, "docker-credential-all",
	    "#!/bin/sh\necho '{\"Username\":\"all\",\"Secret\":\"s\"}'\n", 0700);
	home_write(home, CONFIG, "{\"credsStore\":\"all\",\"credHelpers\":{\"h\":\"one\"}}", 0600);
	assert_string_equal(find(home, "h"), "one:s");
	assert_string_equal(find(home, "i"), "all:s");
}

static void
a_helper_that_is_not_there_ends_no_search_but_keeps_nothing(void **state)
{
	struct home *home = *state;

	home_write(home, CONFIG,
	    "{\"credsStore\":\"desktop\",\"auths\":{\"h\":{\"auth\":\"dTpw\"}}}", 0600);
	assert_string_equal(find(home, "h"), "u:p");
	assert_string_equal(find(home, "i"), "none");
	assert_string_equal(store(home, "h", &simple),
	    arena_printf(&home->arena,
		"error 3: the credential helper \"docker-credential-desktop\", which \"%s\" names, is "
		"not in PATH; install it, or remove it from that file",
		home_path(home, CONFIG)));
	assert_non_null(strstr(home_read(home, CONFIG), "dTpw"));
	assert_null(strstr(home_read(home, CONFIG), "dTpwOnE="));
}

static void
a_helper_that_fails_ends_no_search_and_says_no_secret(void **state)
{
	static const char *const rows[][2] = {
	    {"echo 'the keychain is locked'; exit 3",
		"none: \"docker-credential-bad get\" for \"h\" failed with status 3: the keychain is locked"},
	    {"echo '{\"Secret\":\"HUSH\"}'; exit 1",
		"none: \"docker-credential-bad get\" for \"h\" failed with status 1"},
	    {"kill -9 $$", "none: \"docker-credential-bad get\" for \"h\" failed with status 137"},
	    {"echo '{\"Secret\":\"HUSH\"}'",
		"none: \"docker-credential-bad get\" for \"h\" did not answer with a Username and a Secret"},
	    {"echo 'HUSH'",
		"none: \"docker-credential-bad get\" for \"h\" did not answer with a Username and a Secret"},
	    {"",
		"none: \"docker-credential-bad get\" for \"h\" did not answer with a Username and a Secret"},
	    {"yes HUSH", "none: \"docker-credential-bad\" printed more than 65536 bytes"},
	    {"echo '{\"Username\":\"\",\"Secret\":\"\"}'", "none"},
	    {"echo credentials not found in native keychain; exit 1", "none"},
	};
	struct home *home = *state;
	size_t i;

	home_write(home, CONFIG, "{\"credsStore\":\"bad\"}", 0600);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		home_write(home, "docker-credential-bad",
		    arena_printf(&home->arena, "#!/bin/sh\n%s\n", rows[i][0]), 0700);
		assert_string_equal(find(home, "h"), rows[i][1]);
	}
	/* after a helper failed, the file is searched too */
	home_write(
	    home, CONFIG, "{\"credsStore\":\"bad\",\"auths\":{\"h\":{\"auth\":\"dTpw\"}}}", 0600);
	assert_string_equal(find(home, "h"), "u:p");
	home_write(home, "docker-credential-bad", "#!/bin/sh\ncat; exit 1\n", 0700);
	assert_string_equal(store(home, "h", &simple),
	    "error 1: \"docker-credential-bad store\" for \"h\" failed with status 1");
}

static void
a_helper_has_its_time(void **state)
{
	struct home *home = *state;
	struct credential_helper helper = {"slow", "config.json", "h", 1};
	SCOPED(credential) struct credential found = {0};
	struct error err = {0};
	double begun = clock_seconds();

	/* the helper's child keeps the pipe open, and the helper ignores
	 * SIGTERM */
	home_write(home, "docker-credential-slow",
	    "#!/bin/sh\ntrap '' TERM\nsleep 30 &\necho $! >\"$HOME/sleeper\"\nwait\n", 0700);
	assert_int_equal(credential_helper_get(&home->arena, &helper, &found, &err), -1);
	assert_string_equal(err.text, "\"docker-credential-slow\" did not end within 1 s");
	assert_true(clock_seconds() - begun < 10);
	/* this helper closes its output and goes on */
	home_write(home, "docker-credential-slow", "#!/bin/sh\nexec >&- <&-\nsleep 30\n", 0700);
	assert_int_equal(credential_helper_get(&home->arena, &helper, &found, &err), -1);
	assert_string_equal(err.text, "\"docker-credential-slow\" did not end within 1 s");
}

static void
what_the_file_has_already_is_not_written(void **state)
{
	struct home *home = *state;
	const char *text = "{\"auths\": {\"h\":  {\"auth\": \"dTpwOnE=\"}}, \"x\": 1}";

	home_write(home, CONFIG, text, 0644);
	assert_string_equal(store(home, "h", &simple), "already in " CONFIG);
	assert_string_equal(home_read(home, CONFIG), text);
	assert_int_equal(mode_of(home, CONFIG), 0644);
	/* another key for the same host would give another answer */
	home_write(home, CONFIG,
	    "{\"auths\":{\"https://h/\":{\"auth\":\"dTpw\"},\"h\":{\"auth\":\"dTpwOnE=\"}}}", 0600);
	assert_string_equal(store(home, "h", &simple), CONFIG);
	assert_null(strstr(home_read(home, CONFIG), "https://h/"));
	home_write(home, CONFIG, "{\"auths\":null,\"credHelpers\":null}", 0600);
	assert_string_equal(store(home, "h", &simple), CONFIG);
	assert_string_equal(find(home, "h"), "u:p:q");
	home_write(home, CONFIG, "\n", 0600);
	assert_string_equal(store(home, "h", &simple), CONFIG);
	assert_string_equal(find(home, "h"), "u:p:q");
}

static void
an_empty_helper_of_a_host_means_the_file(void **state)
{
	struct home *home = *state;

	home_write(home, CONFIG,
	    "{\"credsStore\":\"fake\",\"credHelpers\":{\"h\":\"\"},\"auths\":{\"h\":{\"auth\":\"dTpw\"}}}",
	    0600);
	assert_string_equal(find(home, "h"), "u:p");
	assert_string_equal(store(home, "h", &simple), CONFIG);
	assert_null(home_read(home, "calls"));
	assert_string_equal(find(home, "i"), "none");
	assert_string_equal(home_read(home, "calls"), "get\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, home_make, home_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_new_file_and_its_folder_are_private),
	    TEST(all_else_in_the_file_stays_as_it_was),
	    TEST(one_host_has_one_entry_whatever_its_name_was),
	    TEST(a_link_is_followed_and_stays),
	    TEST(a_file_that_is_broken_is_not_touched),
	    TEST(variables_say_which_file),
	    TEST(a_helper_keeps_what_the_file_then_does_not),
	    TEST(docker_hub_and_tokens_are_said_as_docker_says_them),
	    TEST(a_helper_of_the_host_goes_before_that_of_all),
	    TEST(a_helper_that_is_not_there_ends_no_search_but_keeps_nothing),
	    TEST(a_helper_has_its_time),
	    TEST(what_the_file_has_already_is_not_written),
	    TEST(an_empty_helper_of_a_host_means_the_file),
	    TEST(a_helper_that_fails_ends_no_search_and_says_no_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
