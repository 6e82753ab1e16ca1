#ifndef SPEC_KEY_READER_H
#define SPEC_KEY_READER_H

#include "spec/spec.h"
#include "spec/yaml_tree.h"

/*
 * Reads the keys of a map of mote.yaml into the spec, as the rows of spec_key.h
 * say. spec_file takes the targets and the file apart and calls keys_read for
 * each part, the strongest first.
 */
struct key_reader {
	struct arena *arena;
	const char *path; /* of the file, for errors and for the paths in it */
	struct spec *spec;
	struct spec before; /* the spec when this part of the file began: its values win */
	bool discard; /* a target that was not asked for: it is checked, and not kept */
};

/* Reads the members of the map into the parts of the spec that are still
 * absent. */
int keys_read(struct key_reader *reader, const struct yaml_node *map, struct error *err) MUST_CHECK;

/* Puts "mote.yaml:7" before the error. Always returns -1. */
int keys_refuse(const struct key_reader *reader, const struct yaml_node *node, struct error *err);

/* "mote.yaml:7: "name" wants a text, found a list". Always returns -1. */
int keys_wrong_kind(const struct key_reader *reader, const struct yaml_node *node,
    const char *wanted, struct error *err);

#endif
