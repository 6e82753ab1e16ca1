#include "registry/realm.h"

#include "http/http.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

/* Pairs of domains with one owner: the registry is in the first, its token
 * service in the second. */
static const char *const pairs[][2] = {
    {"dhi.io", "docker.io"},
    {"scw.cloud", "scaleway.com"},
};

/* The host without its port: of "host:port", "[v6]:port" or "host". */
static const char *
host_alone(struct arena *arena, const char *host)
{
	if (host[0] == '[')
		return arena_copy(arena, host + 1, strcspn(host + 1, "]"));
	return arena_copy(arena, host, strcspn(host, ":"));
}

static bool
is_address(const char *host)
{
	unsigned char bytes[16];

	return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

static bool
is_this_machine(const char *host)
{
	return strcasecmp(host, "localhost") == 0 || strcmp(host, "127.0.0.1") == 0 ||
	    strcmp(host, "::1") == 0;
}

/* The last `count` labels of the host; NULL: it has fewer labels. */
static const char *
last_labels(const char *host, unsigned count)
{
	const char *at = host + strlen(host);

	for (; at > host; at--)
		if (at[-1] == '.' && --count == 0)
			return at;
	return count == 1 ? host : NULL;
}

/* Whether the second-level label names a kind of owner below a country code, as
 * in "co.uk" and "com.au". Then a registrant's own domain has three labels. */
static bool
is_of_a_register(const char *domain)
{
	static const char *const kinds[] = {"ac", "co", "com", "edu", "gob", "gouv", "gov", "go",
	    "ltd", "me", "mil", "ne", "net", "or", "org", "plc", "sch"};
	size_t length = strcspn(domain, "."), i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strlen(kinds[i]) == length && strncasecmp(domain, kinds[i], length) == 0)
			return strlen(domain + length) == strlen(".uk");
	return false;
}

/* The domain that was registered: "docker.io" for "auth.docker.io",
 * "example.co.uk" for "a.b.example.co.uk". NULL: none. */
static const char *
domain_of(const char *host)
{
	const char *domain = last_labels(host, 2);

	if (domain == NULL || is_address(host))
		return NULL;
	return is_of_a_register(domain) ? last_labels(host, 3) : domain;
}

static bool
is_one_owner(const char *registry, const char *realm)
{
	size_t i;

	if (registry == NULL || realm == NULL)
		return false;
	for (i = 0; i < ARRAY_SIZE(pairs); i++)
		if (strcasecmp(registry, pairs[i][0]) == 0 && strcasecmp(realm, pairs[i][1]) == 0)
			return true;
	return strcasecmp(registry, realm) == 0;
}

bool
realm_is_of_registry(struct arena *arena, const struct realm *realm, const char **ret_host)
{
	const char *registry = host_alone(arena, realm->registry);
	const char *whole = http_host(arena, realm->url), *host = host_alone(arena, whole);

	*ret_host = host;
	if (host[0] == '\0')
		return false;
	if (strcasecmp(registry, host) == 0 || (is_this_machine(registry) && is_this_machine(host)))
		return true;
	if (text_list_has(realm->allowed, host) || text_list_has(realm->allowed, whole))
		return true;
	return text_starts_with(realm->url, "https://") &&
	    is_one_owner(domain_of(registry), domain_of(host));
}
