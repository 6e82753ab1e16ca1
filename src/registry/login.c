#include "registry/secret.h"
#include "registry/session.h"

#include <string.h>

int
registry_check_login(
    struct registry *registry, const struct credential *credential, struct error *err)
{
	struct session_request request = {.method = "GET", .path = "/v2/"};
	struct http_response response;
	struct arena arena = {0};
	int status;

	registry->has_looked = true;
	registry->is_login = true;
	if (credential->user != NULL)
		registry->credential.user = secret_copy(credential->user, strlen(credential->user));
	if (credential->password != NULL)
		registry->credential.password =
		    secret_copy(credential->password, strlen(credential->password));
	if (credential->identity_token != NULL)
		registry->credential.identity_token =
		    secret_copy(credential->identity_token, strlen(credential->identity_token));
	registry->credential.source = secret_copy("this login", strlen("this login"));
	status = session_exchange(&arena, registry, &request, &response, err);
	if (status == 0 && response.status != 200)
		status = session_refusal(&arena, registry, "log in", &response, err);
	arena_release(&arena);
	return status;
}
