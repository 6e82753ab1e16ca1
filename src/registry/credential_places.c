#include "registry/credential.h"

#include "base/log.h"
#include "base/path.h"
#include "base/places.h"
#include "base/scope.h"
#include "base/stop_signal.h"
#include "base/text.h"
#include "registry/credential_helper.h"
#include "registry/docker_config.h"
#include "registry/secret.h"

#include <stdlib.h>
#include <string.h>

static const char user_variable[] = "MOTE_REGISTRY_USER",
		  password_variable[] = "MOTE_REGISTRY_PASSWORD",
		  host_variable[] = "MOTE_REGISTRY_HOST", docker_variable[] = "DOCKER_AUTH_CONFIG";

/* NULL where it is unset or empty: a CI service passes a secret that is not
 * there as "". */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value == NULL || value[0] == '\0' ? NULL : value;
}

static int
find_in_environment(const char *host, struct credential *ret_credential, struct error *err)
{
	const char *user = variable(user_variable), *password = variable(password_variable),
		   *own_host = variable(host_variable);
	const char *source;

	if (user == NULL && password == NULL)
		return 0;
	if (user == NULL || password == NULL)
		return error_set(err, ERROR_USAGE, "%s is set, but %s is not",
		    user == NULL ? password_variable : user_variable,
		    user == NULL ? user_variable : password_variable);
	if (own_host == NULL)
		return error_set(err, ERROR_USAGE,
		    "%s and %s are set, but %s is not; set it to the host that they are for",
		    user_variable, password_variable, host_variable);
	if (!docker_config_same_host(own_host, host))
		return 0;
	source = "MOTE_REGISTRY_USER";
	*ret_credential = (struct credential){.user = secret_copy(user, strlen(user)),
	    .password = secret_copy(password, strlen(password)),
	    .source = secret_copy(source, strlen(source))};
	return 0;
}

/* Lists the helpers that a config file names for the host, in order, and
 * returns their number. An empty name for the host means: no helper at all. */
static size_t
helpers_of(const struct docker_config *config, const char *host, struct credential_helper ret[2])
{
	const char *const names[] = {
	    docker_config_host_helper(config, host), docker_config_store_helper(config)};
	size_t count = 0, i;

	if (names[0] != NULL && names[0][0] == '\0')
		return 0;
	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i] != NULL && (count == 0 || strcmp(names[i], ret[0].name) != 0))
			ret[count++] = (struct credential_helper){.name = names[i],
			    .named_by = config->path,
			    .server = docker_config_key(host)};
	return count;
}

struct search {
	struct arena *arena;
	const char *host, *wanted; /* "host/repository", or the host alone */
	struct credential *found; /* the search ends when this has a source */
};

/* Notes why a place cannot be read. 0: the search goes on without that place.
 * -1: mote was asked to stop. */
static int
pass_over(const struct search *search, struct error *err)
{
	if (stop_signal() != 0)
		return -1;
	log_note("%s; going on without it", err->text);
	if (search->found->trouble == NULL)
		search->found->trouble = secret_copy(err->text, strlen(err->text));
	err->kind = ERROR_NONE;
	return 0;
}

static int
find_in_config(const struct search *search, const struct docker_config *config, struct error *err)
{
	struct credential_helper helpers[2];
	size_t count = helpers_of(config, search->host, helpers), i;
	SCOPED(credential) struct credential found = {0};

	for (i = 0; i < count && found.source == NULL; i++)
		if (credential_helper_get(search->arena, &helpers[i], &found, err) != 0 &&
		    pass_over(search, err) != 0)
			return -1;
	if (found.source == NULL &&
	    docker_config_get(search->arena, config, search->wanted, &found, err) != 0 &&
	    pass_over(search, err) != 0)
		return -1;
	if (found.source == NULL)
		return 0;
	found.trouble = search->found->trouble;
	*search->found = found;
	found = (struct credential){0};
	return 0;
}

static int
find_in_variable(const struct search *search, struct error *err)
{
	const char *value = variable(docker_variable);
	SCOPED(docker_config) struct docker_config config = {.lock = -1};

	if (search->found->source != NULL || value == NULL)
		return 0;
	if (docker_config_parse(docker_variable, value, strlen(value), &config, err) != 0)
		return pass_over(search, err);
	return find_in_config(search, &config, err);
}

static int
find_in_file(const struct search *search, const char *path, struct error *err)
{
	SCOPED(docker_config) struct docker_config config = {.lock = -1};

	if (search->found->source != NULL)
		return 0;
	if (docker_config_read(search->arena, path, &config, err) != 0)
		return pass_over(search, err);
	return find_in_config(search, &config, err);
}

int
credential_find(struct arena *arena, const char *host, const char *repository,
    struct credential *ret_credential, struct error *err)
{
	SCOPED(credential) struct credential found = {0};
	const struct search search = {arena, host,
	    repository == NULL || repository[0] == '\0'
		? host
		: arena_printf(arena, "%s/%s", host, repository),
	    &found};
	const struct place_list files = place_find(arena, PLACE_CREDENTIALS);
	size_t i;

	if (find_in_environment(host, &found, err) != 0 || find_in_variable(&search, err) != 0)
		return -1;
	for (i = 0; i < files.count; i++)
		if (find_in_file(&search, files.items[i].path, err) != 0)
			return -1;
	/* a place that failed does not matter when another place has the
	 * credential */
	if (found.source != NULL)
		secret_clear(&found.trouble);
	*ret_credential = found;
	found = (struct credential){0};
	return 0;
}

/* The variables go before what is in any file. */
static void
tell_of_environment(struct arena *arena, const char *host)
{
	SCOPED(credential) struct credential found = {0}, own = {0};
	SCOPED(docker_config) struct docker_config config = {.lock = -1};
	const char *value = variable(docker_variable);
	struct error ignored;

	if (find_in_environment(host, &own, &ignored) == 0 && own.source != NULL)
		log_warning("%s and %s go on saying who you are at \"%s\"", user_variable,
		    password_variable, host);
	else if (value != NULL &&
	    docker_config_parse(docker_variable, value, strlen(value), &config, &ignored) == 0 &&
	    docker_config_get(arena, &config, host, &found, &ignored) == 0 && found.source != NULL)
		log_warning("%s goes on saying who you are at \"%s\"", docker_variable, host);
}

/* The change of a host's entry in a file. */
struct file_change {
	const char *host;
	const struct credential *put; /* where `take` is NULL */
	/* takes it out or empties it; false: there is nothing to do */
	bool (*take)(struct arena *arena, struct docker_config *config, const char *host);
};

/* Reads the file again before it is written: entries that others wrote
 * meanwhile stay. */
static int
change_file(
    struct arena *arena, const char *path, const struct file_change *change, struct error *err)
{
	SCOPED(docker_config) struct docker_config config = {.lock = -1};

	if (docker_config_read_locked(arena, path, &config, err) != 0)
		return -1;
	if (change->take == NULL ? !docker_config_put(arena, &config, change->host, change->put)
				 : !change->take(arena, &config, change->host))
		return 0;
	return docker_config_write(arena, &config, err);
}

int
credential_store(struct arena *arena, const char *host, const struct credential *credential,
    struct credential_stored *ret_kept, struct error *err)
{
	const struct place_list places = place_find(arena, PLACE_LOGIN);
	const char *path = places.count > 0 ? places.items[0].path : NULL;
	SCOPED(docker_config) struct docker_config config = {.lock = -1};
	const struct file_change put = {.host = host, .put = credential};
	const struct file_change empty = {.host = host, .take = docker_config_empty};
	struct credential_helper helpers[2];

	if (path == NULL)
		return error_set(err, ERROR_FAILED,
		    "there is no place to keep credentials in; set HOME, DOCKER_CONFIG or "
		    "REGISTRY_AUTH_FILE");
	if (docker_config_read(arena, path, &config, err) != 0)
		return -1;
	if (helpers_of(&config, host, helpers) > 0) {
		ret_kept->where = arena_printf(arena, "docker-credential-%s", helpers[0].name);
		ret_kept->was_there = false;
		if (credential_helper_store(arena, &helpers[0], credential, err) != 0)
			return -1;
		/* the file must not go on saying an old secret */
		if (docker_config_empty(arena, &config, host) &&
		    change_file(arena, path, &empty, err) != 0)
			return -1;
	} else {
		ret_kept->where = config.path;
		ret_kept->was_there = !docker_config_put(arena, &config, host, credential);
		if (!ret_kept->was_there && change_file(arena, path, &put, err) != 0)
			return -1;
	}
	tell_of_environment(arena, host);
	return 0;
}

static int
erase_in_file(struct arena *arena, const char *path, const char *host, struct text_list *from,
    struct error *err)
{
	SCOPED(docker_config) struct docker_config config = {.lock = -1};
	const struct file_change removal = {.host = host, .take = docker_config_remove};
	struct credential_helper helpers[2];
	size_t count, i;
	bool had;

	if (docker_config_read(arena, path, &config, err) != 0)
		return -1;
	count = helpers_of(&config, host, helpers);
	for (i = 0; i < count; i++) {
		if (credential_helper_erase(arena, &helpers[i], &had, err) != 0)
			return -1;
		if (had)
			text_list_add(from, arena,
			    arena_printf(arena, "docker-credential-%s", helpers[i].name));
	}
	if (!docker_config_remove(arena, &config, host))
		return 0;
	text_list_add(from, arena, config.path);
	return change_file(arena, path, &removal, err);
}

int
credential_erase(struct arena *arena, const char *host, const char **ret_where, struct error *err)
{
	const struct place_list files = place_find(arena, PLACE_CREDENTIALS);
	struct text_list from = {0};
	size_t i;

	for (i = 0; i < files.count; i++)
		if (erase_in_file(arena, files.items[i].path, host, &from, err) != 0)
			return -1;
	tell_of_environment(arena, host);
	if (from.count == 0)
		return error_set(
		    err, ERROR_NOT_FOUND, "there are no credentials for \"%s\" to remove", host);
	*ret_where = text_list_join(&from, arena, " and ");
	return 0;
}
