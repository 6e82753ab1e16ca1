#include "registry/engine_address.h"

#include "base/file.h"
#include "base/path.h"
#include "base/places.h"
#include "base/scope.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

/* In Docker's words: where it listens when nobody says otherwise, with and
 * without TLS. */
#define PLAIN_PORT "2375"
#define ENCRYPTED_PORT "2376"

#define REMEDY "start Docker or podman's service, or set DOCKER_HOST to where it listens"

/* NULL: not set, or empty. */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value == NULL || value[0] == '\0' ? NULL : value;
}

static bool
has_port(const char *authority)
{
	const char *end = strrchr(authority, ']');
	const char *colon = strrchr(end == NULL ? authority : end, ':');

	return colon != NULL && colon[1] != '\0';
}

static int
refuse(const char *text, const char *why, struct error *err)
{
	return error_set(err, ERROR_USAGE,
	    "DOCKER_HOST is \"%s\", %s; mote knows unix:///PATH, tcp://HOST:PORT, http:// and https://",
	    text, why);
}

/* "HOST:PORT/PATH" behind the scheme. */
static int
take_place(struct arena *arena, const char *place, const char *port, struct engine_address *address,
    struct error *err)
{
	size_t length = strcspn(place, "/?#");
	char *authority = arena_copy(arena, place, length);
	char *path = arena_strdup(arena, place + length);

	/* not shown: it may be a password */
	if (strchr(place, '@') != NULL)
		return error_set(err, ERROR_USAGE,
		    "DOCKER_HOST holds a user's name, which no engine asks for; leave it out, up "
		    "to the \"@\"");
	if (authority[0] == '\0')
		return refuse(address->name, "which names no host", err);
	if (strpbrk(place, "?# \t\r\n") != NULL)
		return refuse(address->name, "which is no address", err);
	while (text_ends_with(path, "/"))
		path[strlen(path) - 1] = '\0';
	if (port != NULL && !has_port(authority))
		authority = arena_printf(arena, "%s:%s", authority, port);
	address->base = arena_printf(
	    arena, "%s://%s%s", address->encrypted ? "https" : "http", authority, path);
	return 0;
}

int
engine_address_parse(struct arena *arena, const char *text, bool verify,
    struct engine_address *ret_address, struct error *err)
{
	struct engine_address address = {.name = text, .encrypted = verify};
	const char *scheme = strstr(text, "://");
	const char *place = scheme == NULL ? "" : scheme + 3;
	const char *port = NULL;

	if (text_starts_with(text, "unix://")) {
		if (place[0] != '/')
			return refuse(text, "which names no file", err);
		address.socket = place;
		address.base = "http://docker";
		address.encrypted = false;
		*ret_address = address;
		return 0;
	}
	if (text_starts_with(text, "tcp://"))
		port = verify ? ENCRYPTED_PORT : PLAIN_PORT;
	else if (text_starts_with(text, "https://"))
		address.encrypted = true;
	else if (!text_starts_with(text, "http://"))
		return refuse(text, "which is of another kind", err);
	if (take_place(arena, place, port, &address, err) != 0)
		return -1;
	*ret_address = address;
	return 0;
}

/* A question that costs nothing, as its answer says exactly what is wrong. */
static int
check_socket(const struct engine_address *address, struct error *err)
{
	SCOPED(fd) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_un place = {.sun_family = AF_UNIX};

	if (fd < 0)
		return error_errno(err, "cannot make a socket");
	if (strlen(address->socket) >= sizeof(place.sun_path))
		return error_set(err, ERROR_USAGE,
		    "the socket's path \"%s\" is longer than %zu bytes, the most that there can be",
		    address->socket, sizeof(place.sun_path) - 1);
	memcpy(place.sun_path, address->socket, strlen(address->socket));
	if (connect(fd, (const struct sockaddr *)&place, sizeof(place)) == 0)
		return 0;
	switch (errno) {
	case ENOENT:
	case ENOTDIR:
		return error_set(
		    err, ERROR_FAILED, "there is no engine at \"%s\"; " REMEDY, address->socket);
	case ECONNREFUSED:
		return error_set(
		    err, ERROR_FAILED, "nothing listens at \"%s\"; " REMEDY, address->socket);
	case EACCES:
	case EPERM:
		return error_set(err, ERROR_FAILED,
		    "no permission to speak to the engine at \"%s\"; be in the group \"docker\", or "
		    "set DOCKER_HOST to an engine of your own",
		    address->socket);
	default:
		return error_errno(err, "cannot speak to the engine at \"%s\"", address->socket);
	}
}

static int
find_socket(struct arena *arena, struct engine_address *ret_address, struct error *err)
{
	const struct place_list sockets = place_find(arena, PLACE_ENGINE);
	const char *socket = place_existing(arena, PLACE_ENGINE);
	struct text_list all = {0};
	size_t i;

	for (i = 0; i < sockets.count; i++)
		text_list_add(&all, arena, sockets.items[i].path);
	if (socket == NULL)
		return error_set(err, ERROR_FAILED, "there is no engine at %s; " REMEDY,
		    text_list_join(&all, arena, ", "));
	*ret_address = (struct engine_address){
	    .name = arena_printf(arena, "unix://%s", socket),
	    .socket = socket,
	    .base = "http://docker",
	};
	return 0;
}

int
engine_address_find(struct arena *arena, struct engine_address *ret_address, struct error *err)
{
	const char *host = variable("DOCKER_HOST");
	struct engine_address address;
	int status = host == NULL ? find_socket(arena, &address, err)
				  : engine_address_parse(arena, host,
					variable("DOCKER_TLS_VERIFY") != NULL, &address, err);

	if (status != 0 || (address.socket != NULL && check_socket(&address, err) != 0))
		return -1;
	*ret_address = address;
	return 0;
}

/* NULL: it is not there. */
static const char *
file_in(struct arena *arena, const char *folder, const char *name)
{
	const char *path = path_join(arena, folder, name);

	return file_exists(path) ? path : NULL;
}

int
engine_files_find(struct arena *arena, const struct engine_address *address,
    struct engine_files *ret_files, struct error *err)
{
	const char *folder = variable("DOCKER_CERT_PATH"), *home = variable("HOME");
	bool verify = variable("DOCKER_TLS_VERIFY") != NULL;
	struct engine_files files = {0};

	if (folder == NULL && verify)
		folder = variable("DOCKER_CONFIG");
	if (folder == NULL && verify && home != NULL)
		folder = path_join(arena, home, ".docker");
	if (address->encrypted && folder != NULL) {
		files.authorities = file_in(arena, folder, "ca.pem");
		files.certificate = file_in(arena, folder, "cert.pem");
		files.key = file_in(arena, folder, "key.pem");
	}
	if (address->encrypted && verify && files.authorities == NULL)
		return error_set(err, ERROR_FAILED,
		    "DOCKER_TLS_VERIFY is set, but there is no \"ca.pem\" in \"%s\"; set "
		    "DOCKER_CERT_PATH to the folder with ca.pem, cert.pem and key.pem",
		    folder == NULL ? "~/.docker" : folder);
	if ((files.certificate == NULL) != (files.key == NULL))
		return error_set(err, ERROR_FAILED,
		    "in \"%s\" is \"%s\" without \"%s\"; both are needed", folder,
		    files.key == NULL ? "cert.pem" : "key.pem",
		    files.key == NULL ? "key.pem" : "cert.pem");
	*ret_files = files;
	return 0;
}
