#include "registry/credential.h"

#include "registry/secret.h"

#include <string.h>

void
credential_clear(struct credential *credential)
{
	secret_clear(&credential->user);
	secret_clear(&credential->password);
	secret_clear(&credential->identity_token);
	secret_clear(&credential->registry_token);
	secret_clear(&credential->source);
	secret_clear(&credential->trouble);
}

void
scope_credential(struct credential *credential)
{
	credential_clear(credential);
}

char *
credential_basic(const struct credential *credential, struct error *err)
{
	if (credential->user == NULL) {
		error_set(err, ERROR_FAILED, "there is no user and no password for this registry");
		return NULL;
	}
	/* whoever reads it takes the first colon for the end of the user */
	if (strchr(credential->user, ':') != NULL) {
		error_set(err, ERROR_FAILED,
		    "the user from \"%s\" has a colon, which Basic authentication cannot say",
		    credential->source == NULL ? "login" : credential->source);
		return NULL;
	}
	return secret_to_base64(
	    "Basic ", credential->user, credential->password == NULL ? "" : credential->password);
}
