#ifndef SPEC_SPEC_VALUE_H
#define SPEC_SPEC_VALUE_H

#include "spec/spec.h"

/*
 * The forms of single values of the spec, for flags, mote.yaml and the
 * environment. Each function reads one text and returns the form that images
 * use. It fails with ERROR_USAGE and names the key.
 */

/* "1000", "1000:100", "nonroot", "root:nobody" to "UID:GID"; a user without a
 * group has the group of the same number. */
int value_user(
    struct arena *arena, const char *text, const char **ret_user, struct error *err) MUST_CHECK;

/* "0:0", "65532" (both), "nonroot": the owner of a file. */
int value_owner(
    const char *text, uint32_t *ret_owner, uint32_t *ret_group, struct error *err) MUST_CHECK;

/* An absolute path inside the image without "..", cleaned; `key` is for the
 * error. A slash at the end stays when `folder_mark` is true. */
struct value_path {
	const char *key;
	bool folder_mark;
};
int value_absolute(struct arena *arena, const char *text, struct value_path rules,
    const char **ret_path, struct error *err) MUST_CHECK;

/* "8080", "8080/udp" to "8080/tcp", "8080/udp". */
int value_port(
    struct arena *arena, const char *text, const char **ret_port, struct error *err) MUST_CHECK;

/* "SIGTERM", "TERM", "15", "SIGRTMIN+3" to "SIGTERM", "SIGTERM", "15",
 * "SIGRTMIN+3". */
int value_signal(
    struct arena *arena, const char *text, const char **ret_signal, struct error *err) MUST_CHECK;

/* Seconds since 1970 or RFC 3339 ("2024-02-29T12:00:00Z"), not before 1970 and
 * not after 9999. `key` is for the error. */
int value_time(
    const char *key, const char *text, int64_t *ret_seconds, struct error *err) MUST_CHECK;

/* "0644", "644", "0o644", "4755". */
int value_mode(const char *text, int *ret_mode, struct error *err) MUST_CHECK;

/* The name of a Debian package: small letters, digits, "+", "-" and ".", at
 * least two, as in "libstdc++-12-dev". */
int value_package(const char *text, struct error *err) MUST_CHECK;

/* The key and the value of env, a label or an annotation: `kind` is "env",
 * "label", "annotation". */
int value_pair(const char *kind, const struct pair *pair, struct error *err) MUST_CHECK;

/* Checks a text for a JSON file: UTF-8 without control characters except
 * newline and tab. */
int value_text(const char *key, const char *text, struct error *err) MUST_CHECK;

/* The same; the text may not be empty. */
int value_nonempty(const char *key, const char *text, struct error *err) MUST_CHECK;

/* Checks the name of an output: UTF-8 without any control character. mote
 * prints such names on stdout, where a line break would make a second line for
 * scripts, and an escape would change a terminal. */
int value_output(const char *key, const char *text, struct error *err) MUST_CHECK;

#endif
