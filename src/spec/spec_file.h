#ifndef SPEC_SPEC_FILE_H
#define SPEC_SPEC_FILE_H

#include "spec/spec.h"

/*
 * mote.yaml: a strict subset of YAML, read by libyaml. Mappings, sequences and
 * scalars in UTF-8; no anchors, aliases, tags, documents beyond the first,
 * duplicate or unknown keys. Every error has file:line, and suggests a similar
 * key. At most 1 MiB, 32 levels, 10,000 nodes. mote.yaml(5) lists the keys.
 */
enum { SPEC_FILE_LIMIT = 1 << 20 };

/*
 * Reads `path` and fills members of `spec` that have no value yet. If the file
 * has `targets:`, `target` chooses one, and its keys win over those of the
 * file. With NULL the only target is chosen; several are ERROR_USAGE, which
 * lists them.
 */
int spec_file_read(struct arena *arena, const char *path, const char *target, struct spec *spec,
    struct error *err) MUST_CHECK;

/* The same from bytes; `path` is for errors. The fuzzer calls it. */
struct spec_file_source {
	const char *path;
	const char *bytes;
	size_t size;
};
int spec_file_parse(struct arena *arena, const struct spec_file_source *source, const char *target,
    struct spec *spec, struct error *err) MUST_CHECK;

/* The names of the targets in the file, for completions. A file without targets
 * is no error. */
int spec_file_targets(struct arena *arena, const char *path, struct text_list *ret_names,
    struct error *err) MUST_CHECK;

#endif
