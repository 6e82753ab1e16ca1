#ifndef SPEC_SPEC_SCHEMA_H
#define SPEC_SPEC_SCHEMA_H

#include "base/arena.h"
#include "base/json.h"

/*
 * The JSON schema (draft 2020-12) of mote.yaml, made from the rows of
 * spec_key.h. Editors complete keys with it and mark wrong ones. It describes
 * the structure and values of a simple form: mote itself checks more. The
 * caller owns the JSON.
 */
json_t *spec_schema(struct arena *arena);

#endif
