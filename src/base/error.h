#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/attribute.h"

/*
 * Errors are values on the caller's stack, passed last. A function that can fail returns 0 or -1 (or a
 * pointer or NULL) and fills `err` exactly when it fails. The three setters give -1, so that calls chain:
 *
 *	return tree_add(...) || layer_write(...) ? -1 : 0;
 *	return error_set(err, ERROR_USAGE, "unknown platform \"%s\"", name);
 *
 * An error is one line: lower case, no full stop, the thing in quotes, and the remedy where one is known.
 * Only main prints it; its kind is mote's exit status.
 */
enum error_kind {
	ERROR_FAILED = 1, /* something went wrong on the way */
	ERROR_USAGE = 2, /* the command line or mote.yaml is not right */
	ERROR_NOT_FOUND = 3, /* a named file, image, tag or target does not exist */
	ERROR_REFUSED = 4, /* a check said no: not static, not reproducible, not isolated */
};

struct error {
	enum error_kind kind;
	char text[1024]; /* truncated, never overrun; control characters are escaped */
};

/* Fills `err`. Always returns -1. */
int error_set(struct error *err, enum error_kind kind, const char *format, ...) PRINTF_LIKE(3, 4);

/* As error_set, followed by ": " and the text of errno; ENOENT gives ERROR_NOT_FOUND, the rest
 * ERROR_FAILED. Call it before anything else touches errno. Always returns -1. */
int error_errno(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Puts "<format>: " before the text that is there, as in "linux/arm64: build: ..."; keeps the kind.
 * Always returns -1. */
int error_wrap(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
