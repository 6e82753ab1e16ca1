#include "registry/realm.h"

#include "base/attribute.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
check(const char *registry, const char *url, bool wanted)
{
	const struct text_list none = {0};
	const struct realm realm = {registry, url, &none};
	struct arena arena = {0};
	const char *host;

	if (realm_is_of_registry(&arena, &realm, &host) != wanted)
		fail_msg("%s, %s", registry, url);
	arena_release(&arena);
}

static void
a_token_service_of_the_registry_is_known(void **state)
{
	static const char *const rows[][2] = {
	    {"registry-1.docker.io", "https://auth.docker.io/token"},
	    {"registry.gitlab.com", "https://gitlab.com/jwt/auth"},
	    {"registry.example.com", "https://gitlab.example.com/jwt/auth"},
	    {"ghcr.io", "https://ghcr.io/token"},
	    {"GHCR.io", "https://ghcr.IO/token"},
	    {"registry.digitalocean.com", "https://api.digitalocean.com/v2/registry/auth"},
	    {"registry.cn-hangzhou.aliyuncs.com",
		"https://dockerauth.cn-hangzhou.aliyuncs.com/auth"},
	    {"rg.fr-par.scw.cloud", "https://api.scaleway.com/registry-internal/v1/tokens"},
	    {"r.example.co.uk", "https://auth.example.co.uk/token"},
	    {"example.co.uk", "https://auth.example.co.uk/token"},
	    {"localhost:5000", "http://localhost:5001/token"},
	    {"127.0.0.1:5000", "https://localhost:5001/token"},
	    {"[::1]:5000", "http://127.0.0.1/token"},
	    {"r.lan:5000", "http://r.lan:5001/token"},
	    {"10.0.0.1:5000", "http://10.0.0.1/token"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check(rows[i][0], rows[i][1], true);
}

static void
another_host_is_not_the_registrys(void **state)
{
	static const char *const rows[][2] = {
	    {"r.example.com", "https://evil.example/token"},
	    {"r.example.com", "https://r.example.com.evil.org/token"},
	    {"r.example.com", "https://r.example.com@evil.org/token"},
	    {"r.example.com", "https://evilexample.com/token"},
	    {"r.example.com", "http://auth.example.com/token"},
	    {"scaleway.com", "https://rg.scw.cloud/token"},
	    {"a.co.uk", "https://b.co.uk/token"},
	    {"co.uk", "https://b.co.uk/token"},
	    {"a.com.au", "https://b.com.au/token"},
	    {"registry", "https://other/token"},
	    {"registry.lan", "https://lan/token"},
	    {"10.0.0.1", "https://10.0.0.2/token"},
	    {"1.10.0.1", "https://2.10.0.1/token"},
	    {"localhost", "http://127.0.0.2/token"},
	    {"localhost", "https://evil.localhost.example/token"},
	    {"[2001:db8::1]", "https://[2001:db8::2]/token"},
	    {"r.example.com", "nothing"},
	    {"r.example.com", ""},
	};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		check(rows[i][0], rows[i][1], false);
}

static void
a_host_that_was_named_is_allowed(void **state)
{
	static const char *items[] = {"auth.example", "auth.other:8443"};
	const struct text_list allowed = {items, 2, 2};
	struct realm realm = {"r.lan", "https://auth.example:444/t", &allowed};
	struct arena arena = {0};
	const char *host;

	(void)state;
	assert_true(realm_is_of_registry(&arena, &realm, &host));
	assert_string_equal(host, "auth.example");
	realm.url = "http://auth.other:8443/t";
	assert_true(realm_is_of_registry(&arena, &realm, &host));
	realm.url = "http://auth.other/t";
	assert_false(realm_is_of_registry(&arena, &realm, &host));
	assert_string_equal(host, "auth.other");
	arena_release(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_token_service_of_the_registry_is_known),
	    cmocka_unit_test(another_host_is_not_the_registrys),
	    cmocka_unit_test(a_host_that_was_named_is_allowed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
