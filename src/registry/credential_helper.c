#include "registry/credential_helper.h"

#include "base/json.h"
#include "base/log.h"
#include "base/process.h"
#include "base/scope.h"
#include "registry/secret.h"

#include <string.h>
#include <unistd.h>

enum { ANSWER_LIMIT = 64 << 10, MESSAGE_LENGTH = 200 };

/* A helper may wait while a keychain asks its user for a password. */
enum { HELPER_SECONDS = 60 };

/* Docker's word for a registry token that a helper gives instead of a
 * password. */
static const char token_user[] = "<token>";

/* One call. What the helper is told, and what it answers, are secrets. */
struct helper_call {
	struct arena *arena, *secrets;
	const struct credential_helper *helper;
	const char *program, *verb;
	const char *input;
	size_t input_size;
	struct text answer;
	int status;
};

/* The environment of a helper: without the variables that hold credentials. */
static const char *const *
environment_of(struct arena *arena)
{
	struct text_list list = {0};
	char **variable;

	for (variable = environ; *variable != NULL; variable++)
		if (!text_starts_with(*variable, "MOTE_REGISTRY_") &&
		    !text_starts_with(*variable, "DOCKER_AUTH_CONFIG="))
			text_list_add(&list, arena, *variable);
	text_list_add(&list, arena, NULL);
	return list.items;
}

static int
find_program(struct helper_call *call, bool *ret_there, struct error *err)
{
	const char *name = call->helper->name, *at = name;

	while (text_plain_length(at) > 0 && *at != '/')
		at += text_plain_length(at);
	if (*at != '\0')
		return error_set(err, ERROR_FAILED, "%s: \"%s\" is no name of a credential helper",
		    call->helper->named_by, name);
	call->program = arena_printf(call->arena, "docker-credential-%s", name);
	*ret_there = process_find(call->arena, call->program) != NULL;
	return 0;
}

static int
ask(struct helper_call *call, struct error *err)
{
	const char *const arguments[] = {call->program, call->verb, NULL};
	const struct process_options options = {
	    .arguments = arguments,
	    .environment = environment_of(call->arena),
	    .input = call->input,
	    .input_size = call->input_size,
	    .capture = &call->answer,
	    .capture_limit = ANSWER_LIMIT,
	    .seconds = call->helper->seconds == 0 ? HELPER_SECONDS : call->helper->seconds,
	};

	text_init(&call->answer, call->secrets);
	text_add(&call->answer, "");
	return process_run(&options, &call->status, err);
}

/* The output of a helper that failed is a message, unless it looks like an
 * answer that would hold a secret. */
static int
failed(const struct helper_call *call, struct error *err)
{
	const char *answer = text_string(&call->answer);
	size_t length = strcspn(answer, "\r\n");
	bool sayable = length > 0 && length <= MESSAGE_LENGTH && strchr(answer, '{') == NULL &&
	    strcmp(call->verb, "store") != 0;

	return error_set(err, ERROR_FAILED, "\"%s %s\" for \"%s\" failed with status %d%s%.*s",
	    call->program, call->verb, call->helper->server, call->status, sayable ? ": " : "",
	    sayable ? (int)length : 0, answer);
}

static int
read_answer(const struct helper_call *call, struct credential *ret_credential, struct error *err)
{
	SCOPED(json)
	json_t *json = json_loadb(call->answer.bytes, call->answer.length, 0, NULL);
	const char *user = json_string_value(json_object_get(json, "Username"));
	const char *secret = json_string_value(json_object_get(json, "Secret"));

	if (user == NULL || secret == NULL)
		return error_set(err, ERROR_FAILED,
		    "\"%s get\" for \"%s\" did not answer with a Username and a Secret",
		    call->program, call->helper->server);
	if (user[0] == '\0' && secret[0] == '\0')
		return 0;
	ret_credential->source = secret_copy(call->program, strlen(call->program));
	if (strcmp(user, token_user) == 0) {
		ret_credential->identity_token = secret_copy(secret, strlen(secret));
		return 0;
	}
	ret_credential->user = secret_copy(user, strlen(user));
	ret_credential->password = secret_copy(secret, strlen(secret));
	return 0;
}

int
credential_helper_get(struct arena *arena, const struct credential_helper *helper,
    struct credential *ret_credential, struct error *err)
{
	SCOPED(secrets) struct arena secrets = {0};
	struct helper_call call = {.arena = arena,
	    .secrets = &secrets,
	    .helper = helper,
	    .verb = "get",
	    .input = helper->server,
	    .input_size = strlen(helper->server)};
	bool there;

	if (find_program(&call, &there, err) != 0)
		return -1;
	if (!there) {
		log_warning(
		    "the credential helper \"%s\", which \"%s\" names, is not in PATH; going on "
		    "without it",
		    call.program, helper->named_by);
		return 0;
	}
	if (ask(&call, err) != 0)
		return -1;
	if (call.status != 0 && strstr(text_string(&call.answer), "credentials not found") != NULL)
		return 0;
	return call.status != 0 ? failed(&call, err) : read_answer(&call, ret_credential, err);
}

static int
require_program(struct helper_call *call, struct error *err)
{
	bool there;

	if (find_program(call, &there, err) != 0)
		return -1;
	if (!there)
		return error_set(err, ERROR_NOT_FOUND,
		    "the credential helper \"%s\", which \"%s\" names, is not in PATH; install it, or "
		    "remove it from that file",
		    call->program, call->helper->named_by);
	return 0;
}

int
credential_helper_store(struct arena *arena, const struct credential_helper *helper,
    const struct credential *credential, struct error *err)
{
	SCOPED(secrets) struct arena secrets = {0};
	SCOPED(json) json_t *json = json_object();
	struct helper_call call = {
	    .arena = arena, .secrets = &secrets, .helper = helper, .verb = "store"};
	const char *user = credential->user, *secret = credential->password;

	if (require_program(&call, err) != 0)
		return -1;
	if (credential->identity_token != NULL) {
		user = token_user;
		secret = credential->identity_token;
	}
	/* JSON cannot say what is not UTF-8 */
	if (json_object_set_new(json, "ServerURL", json_string(helper->server)) != 0 ||
	    json_object_set_new(json, "Username", json_string(user)) != 0 ||
	    json_object_set_new(json, "Secret", json_string(secret)) != 0)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" keeps only a user and a password in UTF-8", call.program);
	call.input = json_bytes(&secrets, json, &call.input_size);
	if (ask(&call, err) != 0)
		return -1;
	return call.status != 0 ? failed(&call, err) : 0;
}

int
credential_helper_erase(
    struct arena *arena, const struct credential_helper *helper, bool *ret_had, struct error *err)
{
	SCOPED(secrets) struct arena secrets = {0};
	SCOPED(credential) struct credential had = {0};
	struct helper_call call = {.arena = arena,
	    .secrets = &secrets,
	    .helper = helper,
	    .verb = "erase",
	    .input = helper->server,
	    .input_size = strlen(helper->server)};

	/* erasing what is not there is an error to some, and none to others */
	if (credential_helper_get(arena, helper, &had, err) != 0)
		return -1;
	*ret_had = had.source != NULL;
	if (!*ret_had)
		return 0;
	if (require_program(&call, err) != 0 || ask(&call, err) != 0)
		return -1;
	return call.status != 0 ? failed(&call, err) : 0;
}
