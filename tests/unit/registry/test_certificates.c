#include "registry/certificates.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "credential_home.h"

#define PODMAN ".config/containers/certs.d/"
#define PEM(text) "-----BEGIN CERTIFICATE-----\n" text "\n-----END CERTIFICATE-----\n"

/* The certificates that were found, as a line: folder, authorities,
 * certificate, key; folders below the home. */
static const char *
find(struct home *home, const char *host)
{
	struct certificates found = {0};
	struct error err = {0};
	size_t skip = strlen(home->folder.path) + 1;

	if (certificates_find(&home->arena, host, &found, &err) != 0)
		return arena_printf(&home->arena, "error %d: %s", err.kind, err.text);
	if (found.folder == NULL)
		return "none";
	return arena_printf(&home->arena, "%s %s %s %s", found.folder + skip,
	    found.authorities == NULL ? "-" : found.authorities,
	    found.certificate == NULL ? "-" : path_base(found.certificate),
	    found.key == NULL ? "-" : path_base(found.key));
}

static void
the_first_folder_that_is_there_is_read(void **state)
{
	struct home *home = *state;

	assert_string_equal(find(home, "h.example"), "none");
	home_write(home, ".docker/certs.d/h.example/ca.crt", PEM("docker"), 0644);
	assert_string_equal(
	    find(home, "h.example"), ".docker/certs.d/h.example " PEM("docker") "\n - -");
	home_write(home, ".config/docker/certs.d/h.example/ca.crt", PEM("rootless"), 0644);
	assert_string_equal(
	    find(home, "h.example"), ".config/docker/certs.d/h.example " PEM("rootless") "\n - -");
	home_write(home, PODMAN "h.example/README", "", 0644);
	assert_string_equal(find(home, "h.example"), PODMAN "h.example - - -");
	setenv("XDG_CONFIG_HOME", home_path(home, "xdg"), 1);
	home_write(home, "xdg/containers/certs.d/h.example/ca.crt", PEM("xdg"), 0644);
	assert_string_equal(
	    find(home, "h.example"), "xdg/containers/certs.d/h.example " PEM("xdg") "\n - -");
}

static void
the_port_belongs_to_the_host(void **state)
{
	struct home *home = *state;

	home_write(home, PODMAN "h.example:5000/ca.crt", PEM("x"), 0644);
	assert_string_equal(
	    find(home, "h.example:5000"), PODMAN "h.example:5000 " PEM("x") "\n - -");
	assert_string_equal(find(home, "h.example"), "none");
	assert_string_equal(find(home, "h.example:5001"), "none");
}

static void
all_authorities_and_one_pair_are_taken(void **state)
{
	struct home *home = *state;

	home_write(home, PODMAN "h/b.crt", PEM("b"), 0644);
	home_write(home, PODMAN "h/a.crt", PEM("a"), 0644);
	home_write(home, PODMAN "h/z.cert", "z", 0644);
	home_write(home, PODMAN "h/z.key", "z", 0600);
	home_write(home, PODMAN "h/client.v1.cert", "c", 0644);
	home_write(home, PODMAN "h/client.v1.key", "c", 0600);
	assert_string_equal(
	    find(home, "h"), PODMAN "h " PEM("a") "\n" PEM("b") "\n client.v1.cert client.v1.key");
}

static void
half_a_pair_is_an_error(void **state)
{
	struct home *home = *state;

	home_write(home, PODMAN "h/client.cert", "c", 0644);
	assert_string_equal(find(home, "h"),
	    arena_printf(&home->arena,
		"error 1: \"%s\" has no key beside it, which would end in .key; the certificate of an "
		"authority ends in .crt",
		home_path(home, PODMAN "h/client.cert")));
	home_write(home, PODMAN "i/client.key", "c", 0644);
	assert_string_equal(find(home, "i"),
	    arena_printf(&home->arena,
		"error 1: \"%s\" has no certificate beside it; one that belongs to a key ends in .cert",
		home_path(home, PODMAN "i/client.key")));
}

static void
what_is_no_pem_is_an_error(void **state)
{
	struct home *home = *state;

	home_write(home, PODMAN "h/ca.crt", "0\x82\x01", 0644);
	assert_string_equal(find(home, "h"),
	    arena_printf(&home->arena,
		"error 1: \"%s\" is no certificate in PEM; \"openssl x509 -inform der\" makes one of DER",
		home_path(home, PODMAN "h/ca.crt")));
}

static void
no_host_leads_out_of_the_folder(void **state)
{
	static const char *const hosts[] = {"..", ".", "", "../certs.d", "h/../h", "../../x"};
	struct home *home = *state;
	size_t i;

	home_write(home, PODMAN "h/ca.crt", PEM("x"), 0644);
	home_write(home, ".config/containers/ca.crt", PEM("x"), 0644);
	for (i = 0; i < ARRAY_SIZE(hosts); i++)
		assert_string_equal(find(home, hosts[i]), "none");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, home_make, home_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(the_first_folder_that_is_there_is_read),
	    TEST(the_port_belongs_to_the_host),
	    TEST(all_authorities_and_one_pair_are_taken),
	    TEST(half_a_pair_is_an_error),
	    TEST(what_is_no_pem_is_an_error),
	    TEST(no_host_leads_out_of_the_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
