#ifndef SPEC_KEY_UNKNOWN_H
#define SPEC_KEY_UNKNOWN_H

#include "spec/key_reader.h"
#include "spec/spec_key.h"

/* The errors for a key that the section does not have. They always return
 * -1. */

/* Names the section that has the key, or a similar key, first one of the same
 * section. `parent` is the key of the section, NULL at the left margin. */
int keys_unknown(const struct key_reader *reader, const struct spec_key *parent,
    const struct yaml_node *node, struct error *err);

/* The same in an entry of `files`. */
int keys_unknown_in_files(
    const struct key_reader *reader, const struct yaml_node *node, struct error *err);

#endif
