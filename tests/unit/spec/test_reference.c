#include "spec/reference.h"

#include "base/file.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SHA "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void
a_target_says_transport_place_and_tag(void **state)
{
	static const struct {
		const char *text;
		enum reference_transport transport;
		const char *path, *tag;
	} cases[] = {
	    {"oci:out", TRANSPORT_OCI, "out", NULL},
	    {"oci:out:v1", TRANSPORT_OCI, "out", "v1"},
	    {"oci:/a/b:c/d", TRANSPORT_OCI, "/a/b:c/d", NULL},
	    {"oci:/a/b:c/d:e", TRANSPORT_OCI, "/a/b:c/d", "e"},
	    {"archive:x.tar", TRANSPORT_ARCHIVE, "x.tar", NULL},
	    {"archive:x.tar:1.0_a-b", TRANSPORT_ARCHIVE, "x.tar", "1.0_a-b"},
	    {"archive:x.tar:ghcr.io/a/b:v1", TRANSPORT_ARCHIVE, "x.tar", "v1"},
	    {"oci:a:b/c:localhost:5000/d:v1", TRANSPORT_OCI, "a:b/c", "v1"},
	    {"archive:a:b/c.tar:v1", TRANSPORT_ARCHIVE, "a:b/c.tar", "v1"},
	    {"oci-archive:x.tar", TRANSPORT_OCI_ARCHIVE, "x.tar", NULL},
	    {"docker-archive:x.tar", TRANSPORT_DOCKER_ARCHIVE, "x.tar", NULL},
	    {"docker-archive:x.tar:a/b", TRANSPORT_DOCKER_ARCHIVE, "x.tar", "a/b:latest"},
	    {"docker-archive:x.tar:host:5000/a/b:v1", TRANSPORT_DOCKER_ARCHIVE, "x.tar",
		"host:5000/a/b:v1"},
	    {"dir:a:b", TRANSPORT_DIR, "a:b", NULL},
	    {"oci:user@host/x", TRANSPORT_OCI, "user@host/x", NULL},
	    {"docker://localhost:5000/team/hello", TRANSPORT_REGISTRY, "localhost:5000/team/hello",
		NULL},
	    {"docker://localhost:5000/hello:V1_.-", TRANSPORT_REGISTRY, "localhost:5000/hello",
		"V1_.-"},
	    {"docker://[::1]:5000/a/b:c", TRANSPORT_REGISTRY, "[::1]:5000/a/b", "c"},
	    {"docker://hello:v1", TRANSPORT_REGISTRY, "docker.io/library/hello", "v1"},
	    {"docker://team/hello", TRANSPORT_REGISTRY, "docker.io/team/hello", NULL},
	    {"docker://index.docker.io/hello", TRANSPORT_REGISTRY, "docker.io/library/hello", NULL},
	    {"docker://docker.io/hello", TRANSPORT_REGISTRY, "docker.io/library/hello", NULL},
	    {"docker-daemon:hello", TRANSPORT_DOCKER_DAEMON, "hello", NULL},
	    {"docker-daemon:localhost:5000/team/hello:v1", TRANSPORT_DOCKER_DAEMON,
		"localhost:5000/team/hello", "v1"},
	};
	struct arena arena = {0};
	struct reference reference;
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		if (reference_parse_target(&arena, cases[i].text, &reference, &err) != 0)
			fail_msg("%s", err.text);
		assert_int_equal(reference.transport, cases[i].transport);
		assert_string_equal(reference.path, cases[i].path);
		if (cases[i].tag == NULL)
			assert_null(reference.tag);
		else
			assert_string_equal(reference.tag, cases[i].tag);
		assert_string_equal(reference.digest.text, "");
	}
	arena_release(&arena);
}

static void
a_target_that_cannot_be_is_refused_with_the_remedy(void **state)
{
	static const char *const cases[][2] = {
	    {"hello.tar",
		"output \"hello.tar\" has no transport; write \"archive:hello.tar\" for "
		"a file or \"oci:hello.tar\" for a folder"},
	    {"",
		"output \"\" has no transport; write \"archive:\" for a file or \"oci:\" for a folder"},
	    {"oci:", "\"oci:\" names no folder"},
	    {"archive:", "\"archive:\" names no file"},
	    {"oci::v1", "\"oci::v1\" names no folder"},
	    {"docker:x/y",
		"unknown transport \"docker\" in \"docker:x/y\"; mote knows oci:, archive:, "
		"oci-archive:, docker-archive:, dir:, rootfs:, docker:// and docker-daemon:"},
	    {"docker://", "\"docker://\" names no repository"},
	    {"docker://:v1", "\"docker://:v1\" names no repository"},
	    {"docker://localhost:5000",
		"\"localhost:5000\" is a registry without a repository; write "
		"\"docker://localhost:5000/NAME\""},
	    {"docker://registry.example.org",
		"\"registry.example.org\" is a registry without a repository; write "
		"\"docker://registry.example.org/NAME\""},
	    {"docker://a:99999/b",
		"\"a:99999\" is no registry; write HOST or HOST:PORT, as in \"localhost:5000\""},
	    {"docker://https://a/b",
		"\"https:\" is no registry; write HOST or HOST:PORT, as in \"localhost:5000\""},
	    {"docker://localhost/Hello",
		"\"Hello\" is no image name: lower case letters and digits with single \".\", "
		"\"_\", \"-\" or \"/\" between them"},
	    {"docker://localhost/a:b c",
		"\"b c\" is no tag: at most 128 letters, digits, \"_\", \".\" and \"-\", the first "
		"no \".\" or \"-\""},
	    {"docker://localhost/a@" SHA,
		"output \"docker://localhost/a@" SHA
		"\" has a digest, which is known only when the "
		"image is made; leave \"@...\" away"},
	    {"docker-daemon:", "\"docker-daemon:\" names no image"},
	    {"docker-daemon:" SHA,
		"output \"docker-daemon:" SHA "\" is an image's ID, which is only read; write "
		"\"docker-daemon:NAME:TAG\""},
	    {"docker-daemon:sha256:12",
		"digest \"sha256:12\" is not \"sha256:\" and 64 lower-case hex digits"},
	    {"localhost:5000/a:v1",
		"output \"localhost:5000/a:v1\" has no transport; write "
		"\"docker://localhost:5000/a:v1\" for a registry"},
	    {"oci:x:",
		"\"\" is no tag: at most 128 letters, digits, \"_\", \".\" and \"-\", the "
		"first no \".\" or \"-\""},
	    {"oci:x:-a",
		"\"-a\" is no tag: at most 128 letters, digits, \"_\", \".\" and \"-\", the "
		"first no \".\" or \"-\""},
	    {"oci:x@" SHA,
		"output \"oci:x@" SHA "\" has a digest, which is known only when the "
		"image is made; leave \"@...\" away"},
	    {"oci:x@sha256:12",
		"digest \"sha256:12\" is not \"sha256:\" and 64 lower-case hex digits"},
	    {"oci:x@md5:12",
		"digest \"md5:12\" is neither sha256 nor sha512, the algorithms that mote reads"},
	};
	struct arena arena = {0};
	struct reference reference;
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(reference_parse_target(&arena, cases[i][0], &reference, &err), -1);
		assert_int_equal(err.kind, ERROR_USAGE);
		assert_string_equal(err.text, cases[i][1]);
	}
	arena_release(&arena);
}

static void
a_source_may_be_a_bare_path_with_tag_and_digest(void **state)
{
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct arena arena = {0};
	struct reference reference;
	struct error err;
	const char *file;

	(void)state;
	assert_int_equal(temporary_folder_make(&folder, &err), 0);
	file = arena_printf(&arena, "%s/a:b.tar", folder.path);
	assert_int_equal(file_write(file, "", 0, 0600, &err), 0);
	assert_int_equal(reference_parse_source(&arena, file, &reference, &err), 0);
	assert_int_equal(reference.transport, TRANSPORT_ARCHIVE);
	assert_string_equal(reference.path, file);
	assert_null(reference.tag);
	assert_int_equal(reference_parse_source(
			     &arena, arena_printf(&arena, "%s:v1@" SHA, file), &reference, &err),
	    0);
	assert_string_equal(reference.path, file);
	assert_string_equal(reference.tag, "v1");
	assert_string_equal(reference.digest.text, SHA);
	assert_int_equal(reference_parse_source(&arena, folder.path, &reference, &err), 0);
	assert_int_equal(reference.transport, TRANSPORT_OCI);
	assert_int_equal(reference_parse_source(
			     &arena, arena_printf(&arena, "%s:v1", folder.path), &reference, &err),
	    0);
	assert_string_equal(reference.path, folder.path);
	arena_release(&arena);
}

static void
a_source_that_is_not_there_is_not_found(void **state)
{
	struct arena arena = {0};
	struct reference reference;
	struct error err;

	(void)state;
	assert_int_equal(reference_parse_source(&arena, "no-such/image", &reference, &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	assert_string_equal(err.text,
	    "image \"no-such/image\" is not there: neither a folder nor a file; write "
	    "\"docker://NAME\" for one in a registry");
	assert_int_equal(
	    reference_parse_source(&arena, "build.d/no-such.tar", &reference, &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	assert_int_equal(reference_parse_source(&arena, "./no-such", &reference, &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	assert_int_equal(reference_parse_source(&arena, "a.d/No-Such", &reference, &err), -1);
	assert_int_equal(err.kind, ERROR_NOT_FOUND);
	assert_int_equal(reference_parse_source(&arena, "registry:x", &reference, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_int_equal(reference_parse_source(&arena, "localhost:5000/A", &reference, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	assert_int_equal(reference_parse_source(&arena, "", &reference, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	arena_release(&arena);
}

static void
a_source_may_be_in_a_registry_or_an_engine(void **state)
{
	static const struct {
		const char *text;
		enum reference_transport transport;
		const char *path, *tag, *digest;
	} cases[] = {
	    {"docker://hello", TRANSPORT_REGISTRY, "docker.io/library/hello", "latest", ""},
	    {"docker://a/b@" SHA, TRANSPORT_REGISTRY, "docker.io/a/b", NULL, SHA},
	    {"docker://a.b/c:v1@" SHA, TRANSPORT_REGISTRY, "a.b/c", "v1", SHA},
	    {"localhost:5000/hello", TRANSPORT_REGISTRY, "localhost:5000/hello", "latest", ""},
	    {"localhost/hello:v1", TRANSPORT_REGISTRY, "localhost/hello", "v1", ""},
	    {"a.b/c@" SHA, TRANSPORT_REGISTRY, "a.b/c", NULL, SHA},
	    {"docker-daemon:hello", TRANSPORT_DOCKER_DAEMON, "hello", "latest", ""},
	    {"docker-daemon:" SHA, TRANSPORT_DOCKER_DAEMON, SHA, NULL, ""},
	};
	struct arena arena = {0};
	struct reference reference;
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		if (reference_parse_source(&arena, cases[i].text, &reference, &err) != 0)
			fail_msg("%s", err.text);
		assert_int_equal(reference.transport, cases[i].transport);
		assert_string_equal(reference.path, cases[i].path);
		assert_string_equal(reference.digest.text, cases[i].digest);
		if (cases[i].tag == NULL)
			assert_null(reference.tag);
		else
			assert_string_equal(reference.tag, cases[i].tag);
	}
	arena_release(&arena);
}

static void
an_operand_that_is_a_registrys_needs_no_transport(void **state)
{
	struct arena arena = {0};
	struct reference reference;
	struct error err;

	(void)state;
	assert_int_equal(reference_parse_registry(&arena, "hello", &reference, &err), 0);
	assert_string_equal(reference.path, "docker.io/library/hello");
	assert_null(reference.tag);
	reference_default_tag(&reference);
	assert_string_equal(reference.tag, "latest");
	assert_int_equal(
	    reference_parse_registry(&arena, "docker://localhost:5000/a:v1", &reference, &err), 0);
	assert_string_equal(reference.path, "localhost:5000/a");
	assert_string_equal(reference.tag, "v1");
	assert_int_equal(reference_parse_registry(&arena, "oci:x", &reference, &err), -1);
	assert_string_equal(
	    err.text, "\"oci:x\" is no repository of a registry; write HOST/NAME[:TAG]");
	assert_int_equal(reference_parse_registry(&arena, "", &reference, &err), -1);
	assert_int_equal(reference_parse_registry(&arena, "docker://", &reference, &err), -1);
	assert_int_equal(reference_parse_registry(&arena, "./hello", &reference, &err), -1);
	assert_int_equal(err.kind, ERROR_USAGE);
	arena_release(&arena);
}

static void
what_is_printed_can_be_read_again(void **state)
{
	struct arena arena = {0};
	struct reference reference, again;
	struct digest digest;
	struct error err;
	char *text;

	(void)state;
	assert_int_equal(digest_parse(SHA, &digest, &err), 0);
	assert_int_equal(reference_parse_target(&arena, "oci:a/b:v1", &reference, &err), 0);
	text = reference_with_digest(&arena, &reference, &digest);
	assert_string_equal(text, "oci:a/b:v1@" SHA);
	assert_int_equal(reference_parse_source(&arena, text, &again, &err), 0);
	assert_string_equal(again.path, "a/b");
	assert_string_equal(again.tag, "v1");
	assert_true(digest_equal(&again.digest, &digest));
	/* docker and podman read no docker:// */
	assert_int_equal(
	    reference_parse_target(&arena, "docker://localhost:5000/a:v1", &reference, &err), 0);
	text = reference_with_digest(&arena, &reference, &digest);
	assert_string_equal(text, "localhost:5000/a:v1@" SHA);
	arena_release(&arena);
}

static void
names_are_what_repositories_accept(void **state)
{
	static const char *const good[] = {
	    "a", "a/b", "a-b", "a--b", "a_b", "a__b", "a.b", "0", "a1/b2-c"};
	static const char *const bad[] = {"", "A", "a/", "/a", "a//b", "a..b", "a___b", "-a", "a-",
	    "a_", "a.", "a:b", "a b", "\xc3\xa4", "a._b"};
	struct error err;
	char longest[257];
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(good); i++)
		assert_int_equal(reference_check_name(good[i], &err), 0);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		if (reference_check_name(bad[i], &err) == 0)
			fail_msg("taken: %s", bad[i]);
		assert_int_equal(err.kind, ERROR_USAGE);
	}
	memset(longest, 'a', 256);
	longest[256] = '\0';
	assert_int_equal(reference_check_name(longest, &err), -1);
	longest[255] = '\0';
	assert_int_equal(reference_check_name(longest, &err), 0);
}

static void
tags_have_128_characters_at_most(void **state)
{
	struct error err;
	char tag[130];

	(void)state;
	memset(tag, 'A', 129);
	tag[129] = '\0';
	assert_int_equal(reference_check_tag(tag, &err), -1);
	tag[128] = '\0';
	assert_int_equal(reference_check_tag(tag, &err), 0);
	assert_int_equal(reference_check_tag("_a", &err), 0);
	assert_int_equal(reference_check_tag(".a", &err), -1);
	assert_int_equal(reference_check_tag("a/b", &err), -1);
}

static void
a_host_has_no_scheme_and_no_path(void **state)
{
	static const char *const good[] = {"localhost", "localhost:5000", "registry.example.org",
	    "Registry.Example:65535", "127.0.0.1:1", "[::1]", "[2001:db8::1]:5000", "a-b",
	    "h:00443"};
	static const char *const bad[] = {"", ":", ":5000", "a:", "a:0", "a:65536", "a:5x",
	    "https://a", "a/b", "a..b", ".a", "a.", "-a", "a-", "a_b", "[]", "[::1", "::1",
	    "[::1]x", "[g]", "a b", "user@a", "\xc3\xa4"};
	struct error err;
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(good); i++)
		if (reference_check_host(good[i], &err) != 0)
			fail_msg("%s", err.text);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		if (reference_check_host(bad[i], &err) == 0)
			fail_msg("taken: %s", bad[i]);
		assert_int_equal(err.kind, ERROR_USAGE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_target_says_transport_place_and_tag),
	    cmocka_unit_test(a_target_that_cannot_be_is_refused_with_the_remedy),
	    cmocka_unit_test(a_source_may_be_a_bare_path_with_tag_and_digest),
	    cmocka_unit_test(a_source_that_is_not_there_is_not_found),
	    cmocka_unit_test(a_source_may_be_in_a_registry_or_an_engine),
	    cmocka_unit_test(an_operand_that_is_a_registrys_needs_no_transport),
	    cmocka_unit_test(what_is_printed_can_be_read_again),
	    cmocka_unit_test(names_are_what_repositories_accept),
	    cmocka_unit_test(tags_have_128_characters_at_most),
	    cmocka_unit_test(a_host_has_no_scheme_and_no_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
