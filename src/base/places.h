#ifndef BASE_PLACES_H
#define BASE_PLACES_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Where everything lies that mote keeps, or that it reads of a user's
 * configuration and of the host. All of these decisions are rows of one table
 * in places.c, and `mote env` prints them. The rows of a place are paths in the
 * order in which mote looks at them; a row is absent where its variable is not
 * set.
 *
 *	const char *folder = place_path(arena, PLACE_BUILD_CACHE);
 *	struct place_list files = place_find(arena, PLACE_CREDENTIALS);
 *
 * HOME and the XDG variables count only as absolute paths, as the XDG Base
 * Directory Specification has it. A path here may lead to nothing: whether it
 * is there, its user finds out.
 */
enum place {
	PLACE_CACHE, /* the folder of the next five */
	PLACE_BUILD_CACHE, /* cache/build_cache.h */
	PLACE_DEBUG, /* .build-id/xx/yyyy.debug of what mote built */
	PLACE_OUTPUT, /* what builds printed that failed: the first that can be written */
	PLACE_REGISTRY_NOTES, /* which repository of a registry has which layer */
	PLACE_SCREENED_LAYERS, /* layers in which no file looks like a secret */
	PLACE_TOOLCHAINS, /* the user's own, then the system's; below each <target>/ */
	PLACE_PORTS, /* below each of those folders; below it <target>/<port>/ */
	PLACE_SOURCES, /* archives that toolchains and ports are made from */
	PLACE_RECIPES, /* toolchain/ of mote's own source, beside the program */
	PLACE_TEMPORARY, /* for work folders */
	PLACE_CREDENTIALS, /* auth.json and docker's config.json */
	PLACE_LOGIN, /* the file of those to which a login goes */
	PLACE_REGISTRIES, /* registries.conf: the first that is there */
	PLACE_REGISTRIES_FOLDERS, /* registries.conf.d: all of them */
	PLACE_DOCKER_DAEMON, /* daemon.json, for its mirrors: the first that is there */
	PLACE_HOST_CERTIFICATES, /* certs.d, with a folder for each registry */
	PLACE_AUTHORITIES, /* certificates that the host trusts: the first that is there */
	PLACE_ENGINE, /* sockets of docker and podman: the first that is there */
	PLACE_COUNT,
};

struct place_path {
	const char *path; /* absolute, but where a variable names another one */
	const char *variable; /* that decided: "HOME"; NULL: it is the same for everybody */
	bool named; /* the variable has the whole path, and not a folder above it */
};

struct place_list {
	struct place_path *items;
	size_t count, capacity;
};

/* "build-cache", and one sentence about the place: for `mote env`. */
const char *place_name(enum place place) RETURNS_NONNULL;
const char *place_use(enum place place) RETURNS_NONNULL;

struct place_list place_find(struct arena *arena, enum place place);

/* The paths of the host alone: those that no variable of this user decides. */
struct place_list place_of_system(struct arena *arena, enum place place);

/* The first absolute path; NULL: there is none. */
const char *place_path(struct arena *arena, enum place place);

/* The first path at which anything is, or that a variable names: who names a
 * path is told that nothing is there. NULL: there is no such path. */
const char *place_existing(struct arena *arena, enum place place);

#endif
