/*
 * Any bytes as a config.json of docker. What is read can be searched; what is
 * put into it is found again, and taken out it is gone; nothing is asked of a
 * helper. An error says the place.
 */
#include "base/scope.h"
#include "registry/docker_config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const places[] = {
    "h/team/name", "h", "localhost:5000/a", "docker.io/library/hello", "index.docker.io"};

static void
require_message(const struct error *err)
{
	if (err->kind != ERROR_FAILED || strstr(err->text, "place") == NULL)
		abort();
}

static void
check_found(const struct credential *found)
{
	bool any =
	    found->user != NULL || found->identity_token != NULL || found->registry_token != NULL;

	if (any != (found->source != NULL) || (found->user == NULL && found->password != NULL))
		abort();
}

static void
check_place(struct arena *arena, struct docker_config *config, const char *place)
{
	static char user[] = "user", password[] = "pass:word";
	const struct credential put = {.user = user, .password = password};
	const char *host = arena_copy(arena, place, strcspn(place, "/"));
	SCOPED(credential) struct credential before = {0}, after = {0};
	struct error err = {0};

	docker_config_host_helper(config, host);
	docker_config_store_helper(config);
	if (docker_config_get(arena, config, place, &before, &err) != 0)
		require_message(&err);
	check_found(&before);
	docker_config_put(arena, config, host, &put);
	if (docker_config_put(arena, config, host, &put))
		abort();
	if (docker_config_get(arena, config, host, &after, &err) != 0 || after.user == NULL ||
	    strcmp(after.user, user) != 0 || strcmp(after.password, password) != 0)
		abort();
	credential_clear(&after);
	if (!docker_config_empty(arena, config, host) || docker_config_empty(arena, config, host) ||
	    !docker_config_remove(arena, config, host) ||
	    docker_config_remove(arena, config, host) ||
	    docker_config_get(arena, config, host, &after, &err) != 0 || after.source != NULL)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	SCOPED(docker_config) struct docker_config config = {.lock = -1};
	struct arena arena = {0};
	struct error err = {0};
	size_t i;

	if (docker_config_parse("place", (const char *)data, size, &config, &err) != 0)
		require_message(&err);
	for (i = 0; config.json != NULL && i < ARRAY_SIZE(places); i++)
		check_place(&arena, &config, places[i]);
	arena_release(&arena);
	return 0;
}
