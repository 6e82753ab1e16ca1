#ifndef PACKAGES_RELEASE_VERIFY_H
#define PACKAGES_RELEASE_VERIFY_H

#include "base/error.h"
#include "base/text.h"

/*
 * Checks the signature of InRelease by Debian's own gpgv and
 * debian-archive-keyring, which belong to mote's tools. They are fetched if
 * they are not there, and are believed by their SHA-256, which is in mote. gpgv
 * runs in mote's sandbox, on the best rung of this machine.
 *
 * ERROR_REFUSED: the signature is not good. Another error: it cannot be
 * checked. Both name the flag that goes on without.
 */
int release_verify(struct arena *arena, const struct text *bytes, struct error *err) MUST_CHECK;

/* Reads what gpgv prints for --status-fd: is there a good signature, and no bad
 * one? A signature by an unknown key is neither. */
bool release_is_good(const char *status);

#endif
