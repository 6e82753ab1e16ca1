#include "registry/mirrors.h"

#include "base/file.h"
#include "base/json.h"
#include "base/path.h"
#include "base/places.h"
#include "base/scope.h"
#include "registry/registries_conf.h"
#include "spec/reference.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DAEMON_LIMIT = 1 << 20 };

/* The name that is looked for, and the mirrors that were found. */
struct mirror_search {
	struct arena *arena;
	const char *name;
	bool by_digest;
	struct mirrors found;
};

/* A place that a file names: it must be one that a reference could name. */
static int
add_place(struct mirror_search *search, const char *place, bool insecure, struct error *err)
{
	struct mirrors *found = &search->found;
	const char *host = arena_copy(search->arena, place, strcspn(place, "/"));
	const char *repository = place + strlen(host) + (place[strlen(host)] == '/');

	if (reference_check_host(host, err) != 0 || reference_check_name(repository, err) != 0)
		return error_wrap(err, "the place \"%s\" of \"%s\"", place, search->name);
	if (!text_list_has(&found->places, place))
		text_list_add(&found->places, search->arena, place);
	if (insecure && !text_list_has(&found->insecure, host))
		text_list_add(&found->insecure, search->arena, host);
	return 0;
}

/* Bytes of the name that the prefix stands for; 0: it does not. A star stands
 * for one or more names before a host. */
static size_t
match_prefix(const char *name, const char *prefix)
{
	size_t host = strcspn(name, "/"), length = strlen(prefix);

	if (text_starts_with(prefix, "*.")) {
		length--;
		return host > length && memcmp(name + host - length, prefix + 1, length) == 0 ? host
											      : 0;
	}
	if (!text_starts_with(name, prefix) || (name[length] != '/' && name[length] != '\0'))
		return 0;
	return length;
}

static bool
is_used(const struct registry_rule *rule, const struct registry_mirror *mirror, bool by_digest)
{
	if (rule->mirror_by_digest_only || mirror->use == MIRROR_BY_DIGEST)
		return by_digest;
	return mirror->use == MIRROR_ALL || !by_digest;
}

static const struct registry_rule *
choose_rule(const struct registries_conf *conf, const char *name, size_t *ret_length)
{
	const struct registry_rule *best = NULL;
	size_t i, length;

	*ret_length = 0;
	for (i = 0; i < conf->count; i++) {
		length = match_prefix(name, conf->rules[i].prefix);
		if (length > *ret_length) {
			*ret_length = length;
			best = &conf->rules[i];
		}
	}
	return best;
}

static int
add_mirrors(struct mirror_search *search, const struct registry_rule *rule, size_t length,
    struct error *err)
{
	size_t i;

	for (i = 0; i < rule->mirror_count; i++) {
		const struct registry_mirror *mirror = &rule->mirrors[i];
		const char *place =
		    arena_printf(search->arena, "%s%s", mirror->location, search->name + length);

		if (is_used(rule, mirror, search->by_digest) &&
		    add_place(search, place, mirror->insecure, err) != 0)
			return -1;
	}
	return 0;
}

static int
read_conf(struct arena *arena, const char *path, struct registries_conf *conf, struct error *err)
{
	struct text bytes;

	if (file_read(arena, path, REGISTRIES_CONF_LIMIT, &bytes, err) != 0)
		return -1;
	if (strlen(bytes.bytes) != bytes.length)
		return error_set(err, ERROR_FAILED, "\"%s\" has a NUL in it", path);
	return registries_conf_parse(arena, path, bytes.bytes, conf, err);
}

/* The *.conf of a folder in the order of their names. */
static int
read_folder(
    struct arena *arena, const char *folder, struct registries_conf *conf, struct error *err)
{
	SCOPED(directory) DIR *entries = opendir(folder);
	struct text_list names = {0};
	struct dirent *entry;
	size_t i;

	while (entries != NULL && (entry = readdir(entries)) != NULL)
		if (text_ends_with(entry->d_name, ".conf"))
			text_list_add(&names, arena, path_join(arena, folder, entry->d_name));
	text_list_sort(&names);
	for (i = 0; i < names.count; i++)
		if (read_conf(arena, names.items[i], conf, err) != 0)
			return -1;
	return 0;
}

static int
read_rules(struct arena *arena, struct registries_conf *conf, struct error *err)
{
	const char *path = place_existing(arena, PLACE_REGISTRIES);
	const struct place_list folders = place_find(arena, PLACE_REGISTRIES_FOLDERS);
	size_t i;

	if (path != NULL && read_conf(arena, path, conf, err) != 0)
		return -1;
	for (i = 0; i < folders.count; i++)
		if (read_folder(arena, folders.items[i].path, conf, err) != 0)
			return -1;
	return 0;
}

/* "https://mirror.example" of docker's file: a place without a path. */
static int
add_docker_mirror(
    struct mirror_search *search, const char *path, const char *address, struct error *err)
{
	bool plain = address != NULL && text_starts_with(address, "http://");
	const char *host = address == NULL ? NULL : strstr(address, "://");
	size_t length;

	if (host == NULL || (!plain && !text_starts_with(address, "https://")))
		return error_set(err, ERROR_FAILED,
		    "\"%s\": \"registry-mirrors\" is a list of addresses, as \"https://mirror.example\"",
		    path);
	host += strlen("://");
	length = strcspn(host, "/");
	if (host[length + strspn(host + length, "/")] != '\0')
		return error_set(err, ERROR_FAILED,
		    "\"%s\": the mirror \"%s\" has a path, which docker does not know either", path,
		    address);
	return add_place(search,
	    arena_printf(search->arena, "%.*s%s", (int)length, host, strchr(search->name, '/')),
	    plain, err);
}

static int
add_docker_mirrors(struct mirror_search *search, struct error *err)
{
	const char *path = place_existing(search->arena, PLACE_DOCKER_DAEMON);
	SCOPED(json) json_t *json = NULL;
	struct text bytes;
	json_t *list, *item;
	size_t i;

	/* only the daemon needs to read its file */
	if (!text_starts_with(search->name, "docker.io/") || path == NULL ||
	    access(path, R_OK) != 0)
		return 0;
	if (file_read(search->arena, path, DAEMON_LIMIT, &bytes, err) != 0)
		return -1;
	json = json_parse(bytes.bytes, bytes.length, path, err);
	if (json == NULL)
		return -1;
	list = json_object_get(json, "registry-mirrors");
	if (list != NULL && !json_is_array(list))
		return add_docker_mirror(search, path, NULL, err);
	json_array_foreach(list, i, item)
	{
		if (add_docker_mirror(search, path, json_string_value(item), err) != 0)
			return -1;
	}
	return 0;
}

int
mirrors_find(struct arena *arena, const char *name, bool by_digest, struct mirrors *ret_mirrors,
    struct error *err)
{
	struct mirror_search search = {
	    .arena = arena, .name = arena_strdup(arena, name), .by_digest = by_digest};
	struct registries_conf conf = {0};
	const struct registry_rule *rule;
	const char *last = search.name;
	size_t length;

	if (read_rules(arena, &conf, err) != 0)
		return -1;
	rule = choose_rule(&conf, name, &length);
	if (rule != NULL && rule->blocked)
		return error_set(err, ERROR_REFUSED,
		    "\"%s\" is blocked by the rule for \"%s\" in registries.conf", name,
		    rule->prefix);
	if (rule != NULL && rule->location != NULL)
		last = arena_printf(arena, "%s%s", rule->location, name + length);
	if ((rule != NULL && add_mirrors(&search, rule, length, err) != 0) ||
	    add_docker_mirrors(&search, err) != 0 ||
	    add_place(&search, last, rule != NULL && rule->insecure, err) != 0)
		return -1;
	*ret_mirrors = search.found;
	return 0;
}
