#include "registry/docker_config.h"

#include "base/file.h"
#include "base/json.h"
#include "base/path.h"
#include "base/scope.h"
#include "registry/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char hub_key[] = "https://index.docker.io/v1/";

void
scope_docker_config(struct docker_config *config)
{
	json_decref(config->json);
	scope_fd(&config->lock);
}

/* Checks the type of a member, where it exists. null counts as absent, as to
 * readers in Go. */
static int
check_member(const struct docker_config *config, const char *key, json_type type, struct error *err)
{
	const json_t *member = json_object_get(config->json, key);

	if (member == NULL || json_is_null(member) || json_typeof(member) == type)
		return 0;
	return error_set(err, ERROR_FAILED, "\"%s\": \"%s\" is not %s", config->path, key,
	    type == JSON_OBJECT ? "an object" : "a text");
}

static int
check_helpers(const struct docker_config *config, struct error *err)
{
	const char *key;
	json_t *name;

	json_object_foreach(json_object_get(config->json, "credHelpers"), key, name)
	{
		if (!json_is_string(name) && !json_is_null(name))
			return error_set(err, ERROR_FAILED,
			    "\"%s\": the helper of \"%s\" in \"credHelpers\" is not a text",
			    config->path, key);
	}
	return 0;
}

int
docker_config_parse(const char *path, const char *bytes, size_t size,
    struct docker_config *ret_config, struct error *err)
{
	SCOPED(docker_config) struct docker_config config = {.path = path, .lock = -1};
	json_error_t trouble;

	config.json = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &trouble);
	/* its text quotes what it stumbled over */
	explicit_bzero(trouble.text, sizeof(trouble.text));
	if (config.json == NULL)
		return error_set(err, ERROR_FAILED,
		    "%s:%d:%d: not valid JSON; correct it, or remove it and log in again", path,
		    trouble.line, trouble.column);
	if (!json_is_object(config.json))
		return error_set(err, ERROR_FAILED, "\"%s\" is not a JSON object", path);
	if (check_member(&config, "auths", JSON_OBJECT, err) != 0 ||
	    check_member(&config, "credHelpers", JSON_OBJECT, err) != 0 ||
	    check_member(&config, "credsStore", JSON_STRING, err) != 0 ||
	    check_helpers(&config, err) != 0)
		return -1;
	*ret_config = config;
	config.json = NULL;
	return 0;
}

int
docker_config_read(
    struct arena *arena, const char *path, struct docker_config *ret_config, struct error *err)
{
	SCOPED(secrets) struct arena secrets = {0};
	struct text bytes;

	path = arena_strdup(arena, path);
	*ret_config = (struct docker_config){.path = path, .lock = -1};
	if (access(path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (file_read(&secrets, path, DOCKER_CONFIG_LIMIT, &bytes, err) != 0)
		return -1;
	/* `touch` and podman make an empty file, `echo "$UNSET"` one with a
	 * newline */
	if (strspn(text_string(&bytes), " \t\r\n") == bytes.length) {
		ret_config->json = json_object();
		return 0;
	}
	return docker_config_parse(path, bytes.bytes, bytes.length, ret_config, err);
}

/* Nobody else may look into the folder that mote makes for a secret. */
static int
make_private_folder(struct arena *arena, const char *folder, struct error *err)
{
	if (file_is_folder(folder))
		return 0;
	if (file_make_folders(path_folder(arena, folder), err) != 0)
		return -1;
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return error_errno(err, "cannot make the folder \"%s\"", folder);
	return 0;
}

/* The file itself, behind all links. */
static int
resolve(struct arena *arena, const char *path, const char **ret_target, struct error *err)
{
	SCOPED(heap) char *target = realpath(path, NULL);
	struct stat status;

	*ret_target = target != NULL ? arena_strdup(arena, target) : path;
	if (target == NULL && lstat(path, &status) == 0)
		return error_errno(err, "cannot follow the link \"%s\"", path);
	return 0;
}

/* Where a file system has no locks, or as NFS none of folders, nobody waits. */
static int
lock_folder(const char *folder, int *ret_lock, struct error *err)
{
	SCOPED(fd) int lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (lock < 0)
		return error_errno(err, "cannot open the folder \"%s\"", folder);
	if (flock(lock, LOCK_EX) != 0 && error_if_stopped(err) != 0)
		return -1;
	*ret_lock = TAKE_FD(lock);
	return 0;
}

int
docker_config_read_locked(
    struct arena *arena, const char *path, struct docker_config *ret_config, struct error *err)
{
	SCOPED(fd) int lock = -1;
	const char *target;

	if (make_private_folder(arena, path_folder(arena, path), err) != 0 ||
	    resolve(arena, path, &target, err) != 0 ||
	    lock_folder(path_folder(arena, target), &lock, err) != 0 ||
	    docker_config_read(arena, path, ret_config, err) != 0)
		return -1;
	ret_config->lock = TAKE_FD(lock);
	return 0;
}

static bool
is_hub(const char *host, size_t length)
{
	static const char *const names[] = {"docker.io", "index.docker.io", "registry-1.docker.io"};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (strlen(names[i]) == length && memcmp(names[i], host, length) == 0)
			return true;
	return false;
}

static bool
is_same_host(const char *left, size_t length, const char *right)
{
	if (is_hub(left, length) && is_hub(right, strlen(right)))
		return true;
	return strlen(right) == length && memcmp(left, right, length) == 0;
}

bool
docker_config_same_host(const char *left, const char *right)
{
	return is_same_host(left, strlen(left), right);
}

const char *
docker_config_key(const char *host)
{
	return is_hub(host, strlen(host)) ? hub_key : host;
}

/* Whether the key stands for the whole host. An address does, whatever its
 * path, as docker reads it; of a bare name only the old paths of the protocol
 * belong to the host. */
static bool
is_key_of(const char *key, const char *host)
{
	static const char *const ends[] = {"", "/", "/v1", "/v1/", "/v2", "/v2/"};
	size_t length, i;
	bool address = true;

	if (text_starts_with(key, "https://"))
		key += strlen("https://");
	else if (text_starts_with(key, "http://"))
		key += strlen("http://");
	else
		address = false;
	length = strcspn(key, "/");
	if (!is_same_host(key, length, host))
		return false;
	for (i = 0; i < ARRAY_SIZE(ends); i++)
		if (strcmp(key + length, ends[i]) == 0)
			return true;
	return address;
}

/* The keys of an object that stand for the host: docker's first. */
static struct text_list
keys_of(struct arena *arena, json_t *object, const char *host)
{
	struct text_list keys = {0};
	const char *first = docker_config_key(host), *key;
	json_t *value;

	if (json_object_get(object, first) != NULL)
		text_list_add(&keys, arena, arena_strdup(arena, first));
	json_object_foreach(object, key, value)
	{
		if (strcmp(key, first) != 0 && is_key_of(key, host))
			text_list_add(&keys, arena, arena_strdup(arena, key));
	}
	return keys;
}

const char *
docker_config_host_helper(const struct docker_config *config, const char *host)
{
	json_t *helpers = json_object_get(config->json, "credHelpers"), *name;
	const char *key, *found = NULL;

	json_object_foreach(helpers, key, name)
	{
		if (is_key_of(key, host) &&
		    (found == NULL || strcmp(key, docker_config_key(host)) == 0))
			found = json_is_null(name) ? "" : json_string_value(name);
	}
	return found;
}

const char *
docker_config_store_helper(const struct docker_config *config)
{
	const char *name = json_string_value(json_object_get(config->json, "credsStore"));

	return name == NULL || name[0] == '\0' ? NULL : name;
}

/* One entry of "auths". */
struct entry {
	const struct docker_config *config;
	const char *key;
	const json_t *json;
};

static int
bad_entry(const struct entry *entry, const char *why, struct error *err)
{
	return error_set(err, ERROR_FAILED, "\"%s\": \"%s\" in \"auths\": %s; log in again",
	    entry->config->path, entry->key, why);
}

/* NULL where it is absent or empty. */
static int
take_text(const struct entry *entry, const char *key, char **ret_text, struct error *err)
{
	const json_t *member = json_object_get(entry->json, key);
	const char *text = json_string_value(member);

	if (member != NULL && text == NULL && !json_is_null(member))
		return bad_entry(entry, "one of its members is no text", err);
	if (text != NULL && text[0] != '\0')
		*ret_text = secret_copy(text, strlen(text));
	return 0;
}

/* "auth": docker has padded the password with NULs at times. */
static int
take_auth(const struct entry *entry, struct credential *found, struct error *err)
{
	static const char why[] = "\"auth\" is not the base64 of \"user:password\"";
	const char *auth = json_string_value(json_object_get(entry->json, "auth")), *colon;
	char *plain;
	size_t size;
	int status = 0;

	if (auth == NULL || auth[0] == '\0')
		return take_text(entry, "username", &found->user, err) != 0 ||
			take_text(entry, "password", &found->password, err) != 0
		    ? -1
		    : 0;
	plain = secret_from_base64(auth, &size);
	if (plain == NULL)
		return bad_entry(entry, why, err);
	while (size > 0 && plain[size - 1] == '\0')
		size--;
	colon = memchr(plain, ':', size);
	if (colon == NULL || memchr(plain, '\0', size) != NULL) {
		status = bad_entry(entry, why, err);
	} else {
		found->user = secret_copy(plain, (size_t)(colon - plain));
		found->password = secret_copy(colon + 1, size - (size_t)(colon + 1 - plain));
	}
	explicit_bzero(plain, size);
	free(plain);
	return status;
}

/* A token goes into a header as it is. */
static bool
is_header_text(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text <= ' ' || *text > '~')
			return false;
	return true;
}

static int
take_entry(const struct entry *entry, struct credential *ret_credential, struct error *err)
{
	SCOPED(credential) struct credential found = {0};

	if (json_is_null(entry->json))
		return 0;
	if (!json_is_object(entry->json))
		return bad_entry(entry, "it is no object", err);
	if (take_auth(entry, &found, err) != 0 ||
	    take_text(entry, "identitytoken", &found.identity_token, err) != 0 ||
	    take_text(entry, "registrytoken", &found.registry_token, err) != 0)
		return -1;
	if (found.registry_token != NULL && !is_header_text(found.registry_token))
		return bad_entry(entry, "\"registrytoken\" is no token", err);
	/* {"auth": "Og=="} and {} say that the secret is elsewhere */
	if (found.user == NULL || found.user[0] == '\0') {
		secret_clear(&found.user);
		secret_clear(&found.password);
	}
	if (found.user == NULL && found.identity_token == NULL && found.registry_token == NULL)
		return 0;
	found.source = secret_copy(entry->config->path, strlen(entry->config->path));
	*ret_credential = found;
	found = (struct credential){0};
	return 0;
}

int
docker_config_get(struct arena *arena, const struct docker_config *config,
    const char *host_and_repository, struct credential *ret_credential, struct error *err)
{
	json_t *auths = json_object_get(config->json, "auths");
	char *prefix = arena_strdup(arena, host_and_repository), *slash;
	const char *host = arena_copy(arena, prefix, strcspn(prefix, "/"));
	struct text_list keys = {0}, hosts = keys_of(arena, auths, host);
	size_t i;

	*ret_credential = (struct credential){0};
	while ((slash = strrchr(prefix, '/')) != NULL) {
		text_list_add(&keys, arena, arena_strdup(arena, prefix));
		*slash = '\0';
	}
	for (i = 0; i < hosts.count; i++)
		text_list_add(&keys, arena, hosts.items[i]);
	for (i = 0; i < keys.count && ret_credential->source == NULL; i++) {
		const struct entry entry = {
		    config, keys.items[i], json_object_get(auths, keys.items[i])};

		if (entry.json != NULL && take_entry(&entry, ret_credential, err) != 0)
			return -1;
	}
	return 0;
}

bool
docker_config_remove(struct arena *arena, struct docker_config *config, const char *host)
{
	json_t *auths = json_object_get(config->json, "auths");
	struct text_list keys = keys_of(arena, auths, host);
	size_t i;

	for (i = 0; i < keys.count; i++)
		json_object_del(auths, keys.items[i]);
	return keys.count > 0;
}

bool
docker_config_empty(struct arena *arena, struct docker_config *config, const char *host)
{
	json_t *auths = json_object_get(config->json, "auths");
	struct text_list keys = keys_of(arena, auths, host);
	bool changed = false;
	size_t i;

	for (i = 0; i < keys.count; i++) {
		if (json_object_size(json_object_get(auths, keys.items[i])) == 0)
			continue;
		json_object_set_new(auths, keys.items[i], json_object());
		changed = true;
	}
	return changed;
}

/* Makes a JSON entry; returns a new reference. */
static json_t *
entry_of(const struct credential *credential)
{
	json_t *entry = json_object();
	char *encoded;

	if (credential->user != NULL) {
		encoded = secret_to_base64(
		    "", credential->user, credential->password == NULL ? "" : credential->password);
		json_object_set_new(entry, "auth", json_string(encoded));
		secret_clear(&encoded);
	}
	if (credential->identity_token != NULL)
		json_object_set_new(
		    entry, "identitytoken", json_string(credential->identity_token));
	if (credential->registry_token != NULL)
		json_object_set_new(
		    entry, "registrytoken", json_string(credential->registry_token));
	return entry;
}

bool
docker_config_put(struct arena *arena, struct docker_config *config, const char *host,
    const struct credential *credential)
{
	const char *key = docker_config_key(host);
	SCOPED(json) json_t *entry = entry_of(credential);
	struct text_list keys;
	json_t *auths;
	size_t i;

	if (config->json == NULL)
		config->json = json_object();
	auths = json_object_get(config->json, "auths");
	if (!json_is_object(auths)) {
		auths = json_object();
		json_object_set_new(config->json, "auths", auths);
	}
	/* other names of the host would say the old password */
	keys = keys_of(arena, auths, host);
	if (keys.count == 1 && json_equal(json_object_get(auths, key), entry))
		return false;
	for (i = 0; i < keys.count; i++)
		if (strcmp(keys.items[i], key) != 0)
			json_object_del(auths, keys.items[i]);
	json_object_set(auths, key, entry);
	return true;
}

/* With tabs, as docker writes it: a line that is not changed stays the same. */
static const char *
bytes_of(struct arena *secrets, const json_t *json, size_t *ret_size)
{
	const size_t flags = JSON_INDENT(1);
	size_t size = json_dumpb(json, NULL, 0, flags), i;
	char *bytes = arena_alloc(secrets, size + 2);
	bool indent = true;

	json_dumpb(json, bytes, size, flags);
	for (i = 0; i < size; i++) {
		if (indent && bytes[i] == ' ')
			bytes[i] = '\t';
		indent = bytes[i] == '\n' || (indent && bytes[i] == '\t');
	}
	bytes[size] = '\n';
	*ret_size = size + 1;
	return bytes;
}

int
docker_config_write(struct arena *arena, const struct docker_config *config, struct error *err)
{
	SCOPED(secrets) struct arena secrets = {0};
	const char *target, *bytes;
	struct stat before;
	bool was_there;
	size_t size;

	if (resolve(arena, config->path, &target, err) != 0)
		return -1;
	was_there = stat(target, &before) == 0;
	bytes = bytes_of(&secrets, config->json, &size);
	if (file_write_durable(target, bytes, size, 0600, err) != 0)
		return -1;
	/* under sudo it stays its owner's, who could not read it otherwise */
	if (was_there && before.st_uid != geteuid() &&
	    lchown(target, before.st_uid, before.st_gid) != 0)
		return error_errno(err, "cannot give \"%s\" back to its owner", target);
	return 0;
}
