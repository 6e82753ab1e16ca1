#ifndef BASE_PLACES_H
#define BASE_PLACES_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * The places of mote's own files, and of the files that it reads from the user
 * and the host. One table in places.c makes all of these decisions, and `mote
 * env` prints it. A place is a list of paths, in the order in which mote looks
 * at them. A path is left out when its variable is not set.
 *
 *	const char *folder = place_path(arena, PLACE_BUILD_CACHE);
 *	struct place_list files = place_find(arena, PLACE_CREDENTIALS);
 *
 * HOME and the XDG variables count only when they are absolute paths, as the
 * XDG Base Directory Specification demands. A path here need not exist: the
 * caller checks that.
 */
enum place {
	PLACE_CACHE, /* the folder of the next five */
	PLACE_BUILD_CACHE, /* cache/build_cache.h */
	PLACE_DEBUG, /* .build-id/xx/yyyy.debug of what mote built */
	PLACE_OUTPUT, /* the output of failed builds: the first folder that can be written */
	PLACE_REGISTRY_NOTES, /* notes which repository of a registry has which layer */
	PLACE_SCREENED_LAYERS, /* layers in which no file looks like a secret */
	PLACE_TOOLCHAINS, /* the user's own, then the system's; below each <target>/ */
	PLACE_PORTS, /* ports/ in each of those folders, with <target>/<port>/ */
	PLACE_BUBBLEWRAP, /* mote's own bwrap in each of those folders, then that of PATH */
	PLACE_SOURCES, /* archives that toolchains and ports are made from */
	PLACE_RECIPES, /* toolchain/ of mote's own source, beside the program */
	PLACE_SETTINGS, /* mote.conf: the user's, then the machine's (settings.h) */
	PLACE_TEMPORARY, /* for work folders */
	PLACE_CREDENTIALS, /* auth.json and docker's config.json */
	PLACE_LOGIN, /* the one file of these that a login writes */
	PLACE_REGISTRIES, /* registries.conf: the first that exists */
	PLACE_REGISTRIES_FOLDERS, /* registries.conf.d: all of these folders */
	PLACE_DOCKER_DAEMON, /* daemon.json, for its mirrors: the first that exists */
	PLACE_HOST_CERTIFICATES, /* certs.d, with a folder for each registry */
	PLACE_AUTHORITIES, /* certificates that the host trusts: the first that exists */
	PLACE_ENGINE, /* sockets of docker and podman: the first that exists */
	PLACE_COUNT,
};

struct place_path {
	const char *path; /* absolute, unless a variable names a relative one */
	const char *variable; /* the variable that it comes from: "HOME"; NULL: the path is fixed */
	bool named; /* the variable names this path itself, and not a folder above it */
};

struct place_list {
	struct place_path *items;
	size_t count, capacity;
};

/* The place's name ("build-cache") and one sentence about it, for `mote
 * env`. */
const char *place_name(enum place place) RETURNS_NONNULL;
const char *place_use(enum place place) RETURNS_NONNULL;

struct place_list place_find(struct arena *arena, enum place place);

/* Only the fixed paths of the host, which no variable changes. */
struct place_list place_of_system(struct arena *arena, enum place place);

/* The first absolute path; NULL: there is none. */
const char *place_path(struct arena *arena, enum place place);

/* The first path that exists or that a variable names. A user who names a
 * missing path gets an error about it. NULL: there is no such path. */
const char *place_existing(struct arena *arena, enum place place);

/* The file of this program; NULL: the system does not tell. */
char *place_of_program(struct arena *arena);

#endif
