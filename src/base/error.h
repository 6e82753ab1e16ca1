#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/attribute.h"

/*
 * Errors are values on the caller's stack, passed last. A function that can
 * fail returns 0 or -1 (or a pointer or NULL) and fills `err` exactly when it
 * fails. The three setters return -1, so that calls chain:
 *
 *	return tree_add(&tree, &entry, err) || store_sync(store, err) ? -1 : 0;
 *	return error_set(err, ERROR_USAGE, "unknown platform \"%s\"", name);
 *
 * An error is one line: lower case, no full stop, the thing in quotes, and the
 * remedy where one is known. Only main prints it; its kind is mote's exit
 * status.
 */
enum error_kind {
	ERROR_NONE = 0,
	ERROR_FAILED = 1, /* an operation failed */
	ERROR_USAGE = 2, /* the command line or mote.yaml is wrong */
	ERROR_NOT_FOUND = 3, /* a named file, image, tag or target does not exist */
	ERROR_REFUSED = 4, /* a check failed: not static, not reproducible, not isolated */
};

struct error {
	enum error_kind kind;
	char text[1024]; /* truncated, never overrun; control characters are escaped */
};

/*
 * The setters. Their -1 comes from an inline function, so that the compiler and
 * the analyzer see it and know which code does not run after an error.
 *
 *	error_set(err, kind, format, ...)    fills `err`
 *	error_errno(err, format, ...)        the same, followed by ": " and the text of errno; ENOENT gives
 *	                                     ERROR_NOT_FOUND, the rest ERROR_FAILED. Before anything else
 *	                                     touches errno. EINTR after a signal that asks mote to stop gives
 *	                                     "stopped by SIGTERM" alone (base/stop_signal.h).
 *	error_wrap(err, format, ...)         puts "<format>: " before the text that is there, as in
 *	                                     "linux/arm64: build: ..."; keeps the kind
 */
#define error_set(...) error_minus_one(error_fill(__VA_ARGS__))
#define error_errno(...) error_minus_one(error_fill_errno(__VA_ARGS__))
#define error_wrap(...) error_minus_one(error_fill_wrap(__VA_ARGS__))

int error_fill(struct error *err, enum error_kind kind, const char *format, ...) PRINTF_LIKE(3, 4);
int error_fill_errno(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);
int error_fill_wrap(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Returns -1 and fills `err` when a signal asked mote to stop. Long loops call
 * it. */
int error_if_stopped(struct error *err);

static inline int
error_minus_one(int filled UNUSED)
{
	return -1;
}

#endif
