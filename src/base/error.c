#include "base/error.h"

#include "base/process.h"
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A file name may hold anything, a newline or a terminal's escape sequence too: an error stays one
 * harmless line, in UTF-8. */
static void
escape_controls(char *text, size_t size)
{
	char plain[sizeof(((struct error *)0)->text)];

	snprintf(plain, sizeof(plain), "%s", text);
	text_copy_visible(text, size, plain, "");
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
error_fill_errno(struct error *err, const char *format, ...)
{
	int saved = errno;
	size_t used;
	va_list arguments;

	/* only a signal that asks mote to stop ends a system call */
	if (saved == EINTR && process_check_interrupted(err) != 0)
		return -1;
	err->kind = saved == ENOENT ? ERROR_NOT_FOUND : ERROR_FAILED;
	va_start(arguments, format);
	vsnprintf(err->text, sizeof(err->text), format, arguments);
	va_end(arguments);
	used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, ": %s", strerror(saved));
	escape_controls(err->text, sizeof(err->text));
	return -1;
}

int
error_fill_wrap(struct error *err, const char *format, ...)
{
	char inner[sizeof(err->text)];
	size_t used;
	va_list arguments;

	snprintf(inner, sizeof(inner), "%s", err->text);
	va_start(arguments, format);
	vsnprintf(err->text, sizeof(err->text), format, arguments);
	va_end(arguments);
	used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, ": %s", inner);
	escape_controls(err->text, sizeof(err->text));
	return -1;
}
