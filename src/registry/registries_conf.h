#ifndef REGISTRY_REGISTRIES_CONF_H
#define REGISTRY_REGISTRIES_CONF_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Podman's registries.conf has rules for registries and their mirrors:
 *
 *	[[registry]]
 *	prefix = "example.com/team"
 *	location = "internal.example/team"
 *	[[registry.mirror]]
 *	location = "mirror.example:5000/team"
 *	insecure = true
 *
 * A strict reader of as much TOML 1.0 as such files have: comments, tables and
 * arrays of tables, keys, strings on one line, booleans, and numbers, arrays
 * and inline tables, which are passed over. Anything else is an error that
 * names the line. Clause: containers-registries.conf(5).
 */
enum mirror_use { MIRROR_ALL, MIRROR_BY_DIGEST, MIRROR_BY_TAG };

struct registry_mirror {
	const char *location;
	bool insecure;
	enum mirror_use use;
};

struct registry_rule {
	const char *prefix; /* the location where none is said */
	const char *location; /* NULL: as the prefix was matched */
	bool insecure, blocked;
	bool mirror_by_digest_only;
	unsigned line;
	struct registry_mirror *mirrors;
	size_t mirror_count, mirror_capacity;
};

struct registries_conf {
	struct registry_rule *rules;
	size_t count, capacity;
};

enum { REGISTRIES_CONF_LIMIT = 1 << 20 };

/* Adds the rules of a file to those that are there; one of the same prefix
 * takes its place. `bytes` ends with a NUL that is not counted. */
int registries_conf_parse(struct arena *arena, const char *name, const char *bytes,
    struct registries_conf *conf, struct error *err) MUST_CHECK;

#endif
