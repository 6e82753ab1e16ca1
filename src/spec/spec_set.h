#ifndef SPEC_SPEC_SET_H
#define SPEC_SPEC_SET_H

#include "spec/spec.h"

/*
 * Functions that read the text of a key into the spec, for keys whose type in
 * spec_key.h is not enough. Flags, mote.yaml and the environment share them
 * through spec_key_set. `spec` is a struct spec: the text is added to a list,
 * and replaces any other value. ERROR_USAGE names the key and its possible
 * values.
 */
int spec_set_name(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_tag(void *spec, struct arena *arena, const char *text, struct error *err);
/* The same for the flag: the spec records that the tags come from a flag. */
int spec_set_tag_flag(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_output(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_compression(void *spec, struct arena *arena, const char *text, struct error *err);
/* "certs", "tz=Europe/Berlin", or several with commas between */
int spec_set_with(void *spec, struct arena *arena, const char *text, struct error *err);
/* the name of a zone; sets tz too */
int spec_set_zone(void *spec, struct arena *arena, const char *text, struct error *err);

int spec_set_user(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_at(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_workdir(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_expose(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_volume(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_signal(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_created(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_path(void *spec, struct arena *arena, const char *text, struct error *err);

/* the name of a Debian package */
int spec_set_package(void *spec, struct arena *arena, const char *text, struct error *err);

/* "all", "linux/arm64", "amd64,arm64" */
int spec_set_platform(void *spec, struct arena *arena, const char *text, struct error *err);

/* a name of a variable that ${env.NAME} may use with --untrusted */
int spec_set_allowed_variable(void *spec, struct arena *arena, const char *text, struct error *err);

/* "FROM:TO" or "FROM:TO:MODE" of --file */
int spec_set_file(void *spec, struct arena *arena, const char *text, struct error *err);

/* For an entry of `files`: `file` is a struct spec_file. */
int spec_set_mode(void *file, struct arena *arena, const char *text, struct error *err);
int spec_set_owner(void *file, struct arena *arena, const char *text, struct error *err);

/* The names of the pieces of `with`, ends with NULL. */
extern const char *const spec_pieces[];

/* Checks and adds a whole entry of `files`. The caller puts `file->place`
 * before the error. */
int spec_add_file(struct arena *arena, struct spec *spec, const struct spec_file *file,
    struct error *err) MUST_CHECK;

#endif
