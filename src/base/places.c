#include "base/places.h"

#include "base/attribute.h"
#include "base/path.h"
#include "base/process.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PROGRAM_PATH_LIMIT = 4096 };

/* Folders below which places lie. Each is a variable's value, or else a folder
 * below HOME. */
enum root {
	ROOT_SYSTEM, /* the path is absolute */
	ROOT_NAMED, /* a variable has the whole path */
	ROOT_MOTE_CACHE, /* $MOTE_CACHE_DIR, or mote/ in the next one */
	ROOT_CACHE,
	ROOT_CONFIG,
	ROOT_DOCKER,
	ROOT_RUNTIME,
	ROOT_TOOLCHAINS, /* each path of PLACE_TOOLCHAINS */
	ROOT_PROGRAM, /* the folder of this program */
	ROOT_SEARCHED, /* a program in PATH */
};

static const struct {
	const char *variable;
	const char *below_home; /* NULL: without the variable there is no such folder */
	bool relative; /* docker itself takes a relative path */
} roots[] = {
    [ROOT_CACHE] = {"XDG_CACHE_HOME", ".cache", false},
    [ROOT_CONFIG] = {"XDG_CONFIG_HOME", ".config", false},
    [ROOT_DOCKER] = {"DOCKER_CONFIG", ".docker", true},
    [ROOT_RUNTIME] = {"XDG_RUNTIME_DIR", NULL, false},
};

/* The rows of a place, most wanted first. */
static const struct rule {
	enum place place;
	enum root root;
	const char *path; /* below the root; ROOT_NAMED: the variable */
	bool alone; /* where the variable is set, no row below counts */
} rules[] = {
    {PLACE_CACHE, ROOT_MOTE_CACHE, "", false},
    {PLACE_BUILD_CACHE, ROOT_MOTE_CACHE, "build", false},
    {PLACE_DEBUG, ROOT_MOTE_CACHE, "debug", false},
    {PLACE_OUTPUT, ROOT_MOTE_CACHE, "output", false},
    {PLACE_OUTPUT, ROOT_NAMED, "TMPDIR", false},
    {PLACE_OUTPUT, ROOT_SYSTEM, "/tmp", false},
    {PLACE_REGISTRY_NOTES, ROOT_MOTE_CACHE, "registry", false},
    {PLACE_SCREENED_LAYERS, ROOT_MOTE_CACHE, "screened", false},

    {PLACE_TOOLCHAINS, ROOT_NAMED, "MOTE_TOOLCHAIN_DIR", true},
    {PLACE_TOOLCHAINS, ROOT_CACHE, "mote/toolchain", false},
    {PLACE_TOOLCHAINS, ROOT_SYSTEM, MOTE_PREFIX "/lib/mote/toolchain", false},
    {PLACE_PORTS, ROOT_TOOLCHAINS, "ports", false},
    {PLACE_BUBBLEWRAP, ROOT_TOOLCHAINS, "bubblewrap/bin/bwrap", false},
    {PLACE_BUBBLEWRAP, ROOT_SEARCHED, "bwrap", false},
    {PLACE_SOURCES, ROOT_CACHE, "mote/sources", false},
    /* installed; build/release; build/static/arm64 */
    {PLACE_RECIPES, ROOT_PROGRAM, "../share/mote/toolchain", false},
    {PLACE_RECIPES, ROOT_PROGRAM, "../../toolchain", false},
    {PLACE_RECIPES, ROOT_PROGRAM, "../../../toolchain", false},
    {PLACE_SETTINGS, ROOT_CONFIG, "mote/mote.conf", false},
    {PLACE_SETTINGS, ROOT_SYSTEM, "/etc/mote/mote.conf", false},
    {PLACE_TEMPORARY, ROOT_NAMED, "TMPDIR", false},
    {PLACE_TEMPORARY, ROOT_SYSTEM, "/tmp", false},

    {PLACE_CREDENTIALS, ROOT_NAMED, "REGISTRY_AUTH_FILE", false},
    {PLACE_CREDENTIALS, ROOT_RUNTIME, "containers/auth.json", false},
    {PLACE_CREDENTIALS, ROOT_CONFIG, "containers/auth.json", false},
    {PLACE_CREDENTIALS, ROOT_DOCKER, "config.json", false},
    {PLACE_LOGIN, ROOT_NAMED, "REGISTRY_AUTH_FILE", true},
    {PLACE_LOGIN, ROOT_DOCKER, "config.json", false},
    {PLACE_REGISTRIES, ROOT_NAMED, "CONTAINERS_REGISTRIES_CONF", true},
    {PLACE_REGISTRIES, ROOT_CONFIG, "containers/registries.conf", false},
    {PLACE_REGISTRIES, ROOT_SYSTEM, "/etc/containers/registries.conf", false},
    {PLACE_REGISTRIES_FOLDERS, ROOT_SYSTEM, "/etc/containers/registries.conf.d", false},
    {PLACE_REGISTRIES_FOLDERS, ROOT_CONFIG, "containers/registries.conf.d", false},
    {PLACE_DOCKER_DAEMON, ROOT_CONFIG, "docker/daemon.json", false},
    {PLACE_DOCKER_DAEMON, ROOT_SYSTEM, "/etc/docker/daemon.json", false},
    {PLACE_HOST_CERTIFICATES, ROOT_CONFIG, "containers/certs.d", false},
    {PLACE_HOST_CERTIFICATES, ROOT_SYSTEM, "/etc/containers/certs.d", false},
    {PLACE_HOST_CERTIFICATES, ROOT_CONFIG, "docker/certs.d", false},
    {PLACE_HOST_CERTIFICATES, ROOT_SYSTEM, "/etc/docker/certs.d", false},
    {PLACE_HOST_CERTIFICATES, ROOT_DOCKER, "certs.d", false},

    {PLACE_AUTHORITIES, ROOT_NAMED, "SSL_CERT_FILE", true},
    /* Debian, Arch and mote's own images; Fedora; openSUSE; Alpine */
    {PLACE_AUTHORITIES, ROOT_SYSTEM, "/etc/ssl/certs/ca-certificates.crt", false},
    {PLACE_AUTHORITIES, ROOT_SYSTEM, "/etc/pki/tls/certs/ca-bundle.crt", false},
    {PLACE_AUTHORITIES, ROOT_SYSTEM, "/etc/ssl/ca-bundle.pem", false},
    {PLACE_AUTHORITIES, ROOT_SYSTEM, "/etc/ssl/cert.pem", false},

    {PLACE_ENGINE, ROOT_SYSTEM, "/var/run/docker.sock", false},
    {PLACE_ENGINE, ROOT_RUNTIME, "docker.sock", false},
    {PLACE_ENGINE, ROOT_RUNTIME, "podman/podman.sock", false},
    {PLACE_ENGINE, ROOT_SYSTEM, "/run/podman/podman.sock", false},
};

static const struct {
	const char *name, *use;
} descriptions[] = {
    [PLACE_CACHE] = {"cache", "what mote keeps and can make again"},
    [PLACE_BUILD_CACHE] = {"build-cache", "objects, programs and layers of earlier builds"},
    [PLACE_DEBUG] = {"debug", "debug information of programs, where gdb looks for it"},
    [PLACE_OUTPUT] = {"output", "what commands of failed builds printed"},
    [PLACE_REGISTRY_NOTES] = {"registry-notes", "which repositories have which layers"},
    [PLACE_SCREENED_LAYERS] = {"screened-layers", "layers in which no secret was found"},
    [PLACE_TOOLCHAINS] = {"toolchains", "compilers and their sysroots"},
    [PLACE_PORTS] = {"ports", "static libraries"},
    [PLACE_BUBBLEWRAP] = {"bubblewrap", "the program that shuts builds in"},
    [PLACE_SOURCES] = {"sources", "archives that toolchains and ports are made from"},
    [PLACE_RECIPES] = {"recipes", "how toolchains and ports are made"},
    [PLACE_SETTINGS] = {"settings", "where toolchains and packages of Debian come from"},
    [PLACE_TEMPORARY] = {"temporary", "work folders, for the length of a command"},
    [PLACE_CREDENTIALS] = {"credentials", "logins of registries"},
    [PLACE_LOGIN] = {"login", "where \"mote login\" writes"},
    [PLACE_REGISTRIES] = {"registries", "mirrors, and registries without TLS"},
    [PLACE_REGISTRIES_FOLDERS] = {"registries-folder", "more files of that kind"},
    [PLACE_DOCKER_DAEMON] = {"docker-daemon", "mirrors of docker.io"},
    [PLACE_HOST_CERTIFICATES] = {"host-certificates", "certificates of single registries"},
    [PLACE_AUTHORITIES] = {"authorities", "certificates that this machine trusts"},
    [PLACE_ENGINE] = {"engine", "sockets of docker and podman"},
};
_Static_assert(ARRAY_SIZE(descriptions) == PLACE_COUNT, "a place has no description");

const char *
place_name(enum place place)
{
	return descriptions[place].name;
}

const char *
place_use(enum place place)
{
	return descriptions[place].use;
}

/* NULL: not set, or empty. */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value == NULL || value[0] == '\0' ? NULL : value;
}

static void
add(struct arena *arena, struct place_list *list, struct place_path path)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		if (strcmp(list->items[i].path, path.path) == 0)
			return;
	list->items =
	    arena_grow(arena, list->items, list->count, &list->capacity, sizeof(*list->items));
	list->items[list->count++] = path;
}

/* A folder from its variable, or else below HOME; its path is NULL where
 * neither leads anywhere. */
static struct place_path
root_path(struct arena *arena, enum root root)
{
	const char *value = variable(roots[root].variable), *home = variable("HOME");

	if (value != NULL && (value[0] == '/' || roots[root].relative))
		return (struct place_path){value, roots[root].variable, false};
	if (roots[root].below_home == NULL || home == NULL || home[0] != '/')
		return (struct place_path){0};
	return (struct place_path){path_join(arena, home, roots[root].below_home), "HOME", false};
}

static void
add_below(struct arena *arena, struct place_list *list, struct place_path root, const char *path)
{
	if (root.path == NULL)
		return;
	if (path[0] != '\0')
		root.path = path_join(arena, root.path, path);
	add(arena, list, root);
}

/* MOTE_CACHE_DIR with a relative path: there is no cache. */
static struct place_path
mote_cache(struct arena *arena)
{
	const char *named = variable("MOTE_CACHE_DIR");
	struct place_path cache;

	if (named != NULL)
		return (struct place_path){named[0] == '/' ? named : NULL, "MOTE_CACHE_DIR", false};
	cache = root_path(arena, ROOT_CACHE);
	if (cache.path != NULL)
		cache.path = path_join(arena, cache.path, "mote");
	return cache;
}

static void
add_searched(struct arena *arena, struct place_list *list, const char *program)
{
	const char *found = process_find(arena, program);

	if (found != NULL)
		add(arena, list, (struct place_path){found, "PATH", false});
}

char *
place_of_program(struct arena *arena)
{
	char program[PROGRAM_PATH_LIMIT];
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program));

	return length <= 0 || (size_t)length == sizeof(program)
	    ? NULL
	    : arena_copy(arena, program, (size_t)length);
}

static void
add_beside_program(struct arena *arena, struct place_list *list, const char *path)
{
	const char *program = place_of_program(arena);

	if (program == NULL)
		return;
	path = path_clean(arena, path_join(arena, path_folder(arena, program), path));
	add(arena, list, (struct place_path){.path = path});
}

/* Adds the paths of a row; true: the rows below it do not count. */
static bool
apply(struct arena *arena, const struct rule *rule, struct place_list *list)
{
	struct place_list toolchains;
	size_t i;

	switch (rule->root) {
	case ROOT_SYSTEM:
		add(arena, list, (struct place_path){.path = rule->path});
		return false;
	case ROOT_NAMED:
		if (variable(rule->path) == NULL)
			return false;
		add(arena, list, (struct place_path){variable(rule->path), rule->path, true});
		return rule->alone;
	case ROOT_MOTE_CACHE:
		add_below(arena, list, mote_cache(arena), rule->path);
		return false;
	case ROOT_TOOLCHAINS:
		toolchains = place_find(arena, PLACE_TOOLCHAINS);
		for (i = 0; i < toolchains.count; i++)
			add_below(arena, list, toolchains.items[i], rule->path);
		return false;
	case ROOT_PROGRAM:
		add_beside_program(arena, list, rule->path);
		return false;
	case ROOT_SEARCHED:
		add_searched(arena, list, rule->path);
		return false;
	default:
		add_below(arena, list, root_path(arena, rule->root), rule->path);
		return false;
	}
}

struct place_list
place_find(struct arena *arena, enum place place)
{
	struct place_list list = {0};
	bool last = false;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rules) && !last; i++)
		if (rules[i].place == place)
			last = apply(arena, &rules[i], &list);
	return list;
}

const char *
place_path(struct arena *arena, enum place place)
{
	struct place_list list = place_find(arena, place);

	size_t i;

	for (i = 0; i < list.count; i++)
		if (list.items[i].path[0] == '/')
			return list.items[i].path;
	return NULL;
}

struct place_list
place_of_system(struct arena *arena, enum place place)
{
	struct place_list list = {0};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rules); i++)
		if (rules[i].place == place && rules[i].root == ROOT_SYSTEM)
			apply(arena, &rules[i], &list);
	return list;
}

const char *
place_existing(struct arena *arena, enum place place)
{
	struct place_list list = place_find(arena, place);
	size_t i;

	for (i = 0; i < list.count; i++)
		if (list.items[i].named || access(list.items[i].path, F_OK) == 0)
			return list.items[i].path;
	return NULL;
}
