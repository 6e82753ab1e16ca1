#ifndef REGISTRY_MIRRORS_H
#define REGISTRY_MIRRORS_H

#include "base/error.h"
#include "base/text.h"

#include <stdbool.h>

/*
 * The places from which a repository is pulled: its mirrors, then its registry.
 * mote never pushes to a mirror.
 *
 *	podman's: $CONTAINERS_REGISTRIES_CONF, or the first that is there of $XDG_CONFIG_HOME/containers/registries.conf
 *		(~/.config) and /etc/containers/registries.conf, and over it the *.conf of /etc/containers/registries.conf.d and
 *		of $XDG_CONFIG_HOME/containers/registries.conf.d
 *	docker's: "registry-mirrors" of $XDG_CONFIG_HOME/docker/daemon.json, or of /etc/docker/daemon.json, for Docker Hub
 *
 * Among podman's rules, the one with the longest prefix applies. A mirror need
 * not have the image. The last place is the registry itself, or the location
 * that a rule gives instead. Clauses: containers-registries.conf(5),
 * containers-registries.conf.d(5); dockerd, "registry-mirrors".
 */
struct mirrors {
	struct text_list places; /* "mirror.example:5000/library/hello", in order; at least one */
	/* hosts among them to which mote may connect without TLS or without a
	 * valid certificate: for registry_access */
	struct text_list insecure;
};

/* `name` is "docker.io/library/hello"; `by_digest`: the image is named by its
 * digest. Some mirrors are only for digests, others only for tags. A registry
 * that a rule blocks is ERROR_REFUSED. */
int mirrors_find(struct arena *arena, const char *name, bool by_digest, struct mirrors *ret_mirrors,
    struct error *err) MUST_CHECK;

#endif
