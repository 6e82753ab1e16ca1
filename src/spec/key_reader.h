#ifndef SPEC_KEY_READER_H
#define SPEC_KEY_READER_H

#include "spec/spec.h"
#include "spec/yaml_tree.h"

/*
 * Reads the keys of a map of mote.yaml into the spec, by the rows of
 * spec_key.h. spec_file calls keys_read for each part of the file: first for
 * the target, whose values win, then for the rest.
 */
struct key_reader {
	struct arena *arena;
	const char *path; /* of the file, for errors and for the paths in it */
	struct spec *spec;
	struct spec before; /* the spec before this part of the file was read: its values win */
	bool discard; /* the target was not chosen: it is checked, and its values are dropped */
};

/* Reads the members of the map into members of the spec that have no value
 * yet. */
int keys_read(struct key_reader *reader, const struct yaml_node *map, struct error *err) MUST_CHECK;

/* Puts "mote.yaml:7" before the error. Always returns -1. */
int keys_refuse(const struct key_reader *reader, const struct yaml_node *node, struct error *err);

/* "mote.yaml:7: "name" wants a text, found a list". Always returns -1. */
int keys_wrong_kind(const struct key_reader *reader, const struct yaml_node *node,
    const char *wanted, struct error *err);

#endif
