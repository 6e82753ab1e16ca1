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
 * A strict reader of the part of TOML 1.0 that such files use: comments, tables
 * and arrays of tables, keys, strings on one line, and booleans. Numbers,
 * arrays and inline tables are skipped. Anything else is an error that names
 * the line. Clause: containers-registries.conf(5).
 */
enum mirror_use { MIRROR_ALL, MIRROR_BY_DIGEST, MIRROR_BY_TAG };

struct registry_mirror {
	const char *location;
	bool insecure;
	enum mirror_use use;
};

struct registry_rule {
	const char *prefix; /* the location when the file has no prefix */
	const char *location; /* NULL: the name stays as it is */
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

/* Adds the rules of a file to `conf`. A rule replaces an earlier one with the
 * same prefix. `bytes` ends with a NUL that is not counted. */
int registries_conf_parse(struct arena *arena, const char *name, const char *bytes,
    struct registries_conf *conf, struct error *err) MUST_CHECK;

#endif
