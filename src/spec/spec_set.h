#ifndef SPEC_SPEC_SET_H
#define SPEC_SPEC_SET_H

#include "spec/spec.h"

/*
 * The setters that flags, mote.yaml and the environment share, so that all three understand the same
 * texts and refuse the same ones. Each takes one text into the spec behind `spec` (a pointer to void,
 * because flag tables call them too): a list grows by it, another value is replaced. ERROR_USAGE names
 * the key and what it may be. What stands below build: is in spec_set_build.c.
 */
int spec_set_name(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_tag(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_output(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_compression(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_format(void *spec, struct arena *arena, const char *text, struct error *err);
/* "certs", "tz=Europe/Berlin", several with commas */
int spec_set_with(void *spec, struct arena *arena, const char *text, struct error *err);
/* a zone's name; tz itself is set as well */
int spec_set_zone(void *spec, struct arena *arena, const char *text, struct error *err);

int spec_set_entrypoint(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_cmd(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_user(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_workdir(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_expose(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_volume(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_signal(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_created(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_path(void *spec, struct arena *arena, const char *text, struct error *err);

/* "all", "linux/arm64", "amd64,arm64" */
int spec_set_platform(void *spec, struct arena *arena, const char *text, struct error *err);

/* build: */
int spec_set_directory(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_source(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_run(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_run_output(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_include(void *spec, struct arena *arena, const char *text, struct error *err);
/* split at blanks */
int spec_set_cflags(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_ldflags(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_port(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_link(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_toolchain(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_wrapper(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_malloc(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_stack(void *spec, struct arena *arena, const char *text, struct error *err);
/* "true", "false" */
int spec_set_libc_extras(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_isolation(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_limit_processes(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_limit_memory(void *spec, struct arena *arena, const char *text, struct error *err);
int spec_set_limit_disk(void *spec, struct arena *arena, const char *text, struct error *err);

/* A text of the spec under the key's name: it is something, and can stand in JSON. */
int spec_check_text(const char *key, const char *text, struct error *err);

/* A whole row of files:, checked; `file->place` goes before the error. */
int spec_add_file(struct arena *arena, struct spec *spec, const struct spec_file *file,
    struct error *err) MUST_CHECK;

#endif
