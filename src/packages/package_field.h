#ifndef PACKAGES_PACKAGE_FIELD_H
#define PACKAGES_PACKAGE_FIELD_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The forms of values that stand in locks and in files of an archive. Such a
 * value becomes a part of a path or of an address, so nothing else is accepted.
 */

/* 64 hexadecimal digits in lower case. */
bool package_field_is_sha256(const char *text);

/* "pool/main/m/m4/m4_1.4.19-3_amd64.deb": below an archive, plain characters,
 * no part that begins with a dot. */
bool package_field_is_path(const char *text);

/* The size of a .deb: above 0, at most 4 GiB. 0 or -1; `*ret_size` only on
 * success. */
int package_field_size(const char *text, uint64_t *ret_size);

/* "bookworm", "main": small letters, digits, "-". */
bool package_field_is_word(const char *text);

#endif
