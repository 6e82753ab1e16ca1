#include "base/log.h"
#include "base/scope.h"
#include "command/command.h"
#include "command/registry_flags.h"
#include "command/verbs.h"
#include "registry/credential.h"
#include "registry/docker_config.h"
#include "registry/password_input.h"
#include "registry/registry.h"
#include "registry/secret.h"

#include <string.h>

struct login_flags {
	const char *user;
	bool from_stdin;
};

static int
check_user(const char *user, struct error *err)
{
	if (user[0] != '\0' && strchr(user, ':') == NULL)
		return 0;
	return error_set(
	    err, ERROR_USAGE, "\"%s\" is no user: it is not empty and has no colon", user);
}

static int
set_user(void *context, const struct flag_value *value, struct error *err)
{
	((struct login_flags *)context)->user = value->text;
	return check_user(value->text, err);
}

/* Does not repeat the argument: it is a password. */
static int
refuse_argument(struct error *err)
{
	return error_set(err, ERROR_USAGE,
	    "a password in the command line is seen by every process, and kept by the shell; use "
	    "--password-stdin");
}

static int
refuse_password(void *context UNUSED, const struct flag_value *value UNUSED, struct error *err)
{
	return refuse_argument(err);
}

static const struct flag own_flags[] = {
    {"username", 'u', "USER", "who you are there", .set = set_user},
    {"password-stdin", 0, NULL, "read the password from standard input",
	FLAG_SWITCH(struct login_flags, from_stdin)},
    {"password", 'p', "PASSWORD", "refused: every process could read it", .set = refuse_password},
    {0},
};

/* Asks for what was not said, where there is somebody to ask. */
static int
complete(struct arena *arena, struct login_flags *own, struct error *err)
{
	bool terminal = password_input_is_terminal();

	if (!own->from_stdin && !terminal)
		return error_set(err, ERROR_USAGE,
		    "there is no terminal to ask for the password; use --password-stdin");
	if (own->user == NULL && (own->from_stdin))
		return error_set(
		    err, ERROR_USAGE, "--password-stdin needs the user too: --username USER");
	if (own->user != NULL)
		return 0;
	if (password_input_ask(arena, "user", &own->user, err) != 0)
		return -1;
	return check_user(own->user, err);
}

static int
check(struct arena *arena, const char *host, const struct registry_access *access,
    const struct credential *credential, struct error *err)
{
	/* no repository is asked for */
	const struct reference reference = {.transport = TRANSPORT_REGISTRY,
	    .path = arena_printf(arena, "%s/", host),
	    .access = access};
	SCOPED(registry)
	struct registry *registry = registry_open(arena, &reference, REGISTRY_PULL, err);

	log_step("asking %s", host);
	return registry == NULL ? -1 : registry_check_login(registry, credential, err);
}

static int
login(struct arena *arena, struct login_flags *own, const char *host,
    const struct registry_access *access, struct error *err)
{
	SCOPED(credential) struct credential credential = {0};
	struct credential_stored kept;

	/* docker says "index.docker.io" at times */
	if (docker_config_same_host(host, "docker.io"))
		host = "docker.io";
	if (reference_check_host(host, err) != 0 || complete(arena, own, err) != 0 ||
	    password_input_read(&credential.password, err) != 0)
		return -1;
	credential.user = secret_copy(own->user, strlen(own->user));
	if (check(arena, host, access, &credential, err) != 0 ||
	    credential_store(arena, host, &credential, &kept, err) != 0)
		return -1;
	if (kept.was_there)
		log_note("logged in to %s, as %s has it already", host, kept.where);
	else
		log_note("logged in to %s, stored in %s", host, kept.where);
	return 0;
}

static int
run(const struct command *self, struct command_call *call, struct error *err)
{
	struct login_flags own = {0};
	struct registry_access access = {0};
	const struct flag_group groups[] = {
	    {NULL, NULL, own_flags, &own}, {REGISTRY_GROUP, registry_flags, &access}, {0}};
	struct flag_result flags;

	if (command_parse(self, call, groups, &flags, err) != 0)
		return -1;
	if (flags.help)
		return 0;
	if (flags.operand_count == 0)
		return error_set(err, ERROR_USAGE, "no host was given; usage: %s", self->usage);
	if (flags.operand_count > 1)
		return refuse_argument(err);
	return login(call->arena, &own, flags.operands[0], &access, err);
}

const struct command command_login = {
    .name = "login",
    .usage = "mote login [FLAG...] HOST",
    .summary = "log in to a registry, and keep the password",
    .run = run,
};
