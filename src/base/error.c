#include "base/error.h"

#include "base/stop_signal.h"
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A file name may hold anything, a newline or a terminal's escape sequence too:
 * an error stays one harmless line, in UTF-8. */
static void
escape_controls(char *text, size_t size)
{
	char plain[sizeof(((struct error *)0)->text)];

	snprintf(plain, sizeof(plain), "%s", text);
	text_copy_visible(text, size, plain, "");
}

static bool
is_inside_character(char byte)
{
	return (byte & 0xc0) == 0x80;
}

/* Puts the reason behind the text. Where a path of thousands of bytes leaves no
 * room, the middle goes: what failed stands at the beginning, and why at the
 * end. */
static void
add_reason(struct error *err, const char *reason)
{
	enum { HEAD = sizeof(err->text) / 2, TAIL = sizeof(err->text) / 2 - sizeof("...") };
	char all[2 * sizeof(err->text) + 2];
	size_t length, head = HEAD, tail;

	escape_controls(err->text, sizeof(err->text));
	snprintf(all, sizeof(all), "%s: %s", err->text, reason);
	length = strlen(all);
	if (length < sizeof(err->text)) {
		memcpy(err->text, all, length + 1);
		return;
	}
	tail = length - TAIL;
	while (is_inside_character(all[head]))
		head--;
	while (is_inside_character(all[tail]))
		tail++;
	snprintf(err->text, sizeof(err->text), "%.*s...%s", (int)head, all, all + tail);
}

int
error_fill(struct error *err, enum error_kind kind, const char *format, ...)
{
	va_list arguments;

	err->kind = kind;
	va_start(arguments, format);
	vsnprintf(err->text, sizeof(err->text), format, arguments);
	va_end(arguments);
	escape_controls(err->text, sizeof(err->text));
	return -1;
}

int
error_if_stopped(struct error *err)
{
	return stop_signal() == 0
	    ? 0
	    : error_set(err, ERROR_FAILED, "stopped by %s", stop_signal_name());
}

int
error_fill_errno(struct error *err, const char *format, ...)
{
	int saved = errno;
	va_list arguments;

	/* only a signal that asks mote to stop ends a system call */
	if (saved == EINTR && error_if_stopped(err) != 0)
		return -1;
	err->kind = saved == ENOENT ? ERROR_NOT_FOUND : ERROR_FAILED;
	va_start(arguments, format);
	vsnprintf(err->text, sizeof(err->text), format, arguments);
	va_end(arguments);
	add_reason(err, strerror(saved));
	return -1;
}

int
error_fill_wrap(struct error *err, const char *format, ...)
{
	char inner[sizeof(err->text)];
	va_list arguments;

	snprintf(inner, sizeof(inner), "%s", err->text);
	va_start(arguments, format);
	vsnprintf(err->text, sizeof(err->text), format, arguments);
	va_end(arguments);
	add_reason(err, inner);
	return -1;
}
