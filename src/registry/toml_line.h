#ifndef REGISTRY_TOML_LINE_H
#define REGISTRY_TOML_LINE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/*
 * The tokens of a TOML file, for registries_conf.c: the position of the reader,
 * and the values that it reads there. Clause: TOML 1.0.
 */
struct toml {
	struct arena *arena;
	const char *name; /* for errors, "NAME:LINE: ..." */
	const char *at;
	unsigned line;
};

enum toml_kind { TOML_TEXT, TOML_TRUE, TOML_FALSE, TOML_OTHER };

struct toml_value {
	enum toml_kind kind;
	const char *text; /* of TOML_TEXT */
};

int toml_error(const struct toml *toml, const char *why, struct error *err);

/* Skips blanks. toml_skip_lines also skips comments and line ends. */
void toml_skip_blanks(struct toml *toml);
int toml_skip_lines(struct toml *toml, struct error *err) MUST_CHECK;
/* Fails unless only blanks and a comment follow on this line. */
int toml_end_line(struct toml *toml, struct error *err) MUST_CHECK;

/* "registry.mirror": the parts with dots between them. */
int toml_key(struct toml *toml, const char **ret_key, struct error *err) MUST_CHECK;
int toml_value(struct toml *toml, struct toml_value *ret_value, struct error *err) MUST_CHECK;

#endif
