#ifndef SPEC_SPEC_KEYS_H
#define SPEC_SPEC_KEYS_H

#include "spec/spec.h"
#include "spec/yaml_tree.h"

/*
 * The keys of mote.yaml: which there are, what each may hold, and where it goes in the spec. spec_file
 * takes the targets and the file apart and calls keys_take for each part, the strongest first.
 */
struct key_reader {
	struct arena *arena;
	const char *path; /* of the file, for errors and for the paths in it */
	struct spec *spec;
	struct spec before; /* what was there when this part of the file began: it wins */
	bool discard; /* a target that was not asked for: checked, not taken */
};

/* Takes the members of a map into what is still absent in the spec. */
int keys_take(struct key_reader *reader, const struct yaml_node *map, struct error *err) MUST_CHECK;

/* Reads one member of an entry of `files`. */
int keys_take_file(struct key_reader *reader, const struct yaml_node *node, struct spec_file *file,
    struct error *err) MUST_CHECK;

/* Puts "mote.yaml:7" before the error. Always returns -1. */
int keys_refuse(const struct key_reader *reader, const struct yaml_node *node, struct error *err);

/* "mote.yaml:7: "name" wants a text, found a list". Always returns -1. */
int keys_wrong_kind(const struct key_reader *reader, const struct yaml_node *node,
    const char *wanted, struct error *err);

#endif
