/*
 * <error.h> of the GNU C library: messages that begin with the program's name and end with the text of an error number. With a
 * status other than 0 the program ends.
 */
#ifndef ERROR_H
#define ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define ERROR_FORMAT(format, first) __attribute__((__format__(__printf__, format, first)))
#else
#define ERROR_FORMAT(format, first)
#endif

void error(int status, int errnum, const char *format, ...) ERROR_FORMAT(3, 4);
void error_at_line(int status, int errnum, const char *filename, unsigned int linenum,
    const char *format, ...) ERROR_FORMAT(5, 6);

/* How many messages there were. */
extern unsigned int error_message_count;
/* Not 0: error_at_line() says nothing of a line that the message before was about. */
extern int error_one_per_line;
/* Not NULL: is called instead of printing the program's name. */
extern void (*error_print_progname)(void);

#undef ERROR_FORMAT

#ifdef __cplusplus
}
#endif

#endif
/* end of error.h */

#define _GNU_SOURCE
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned int error_message_count;
int error_one_per_line;
void (*error_print_progname)(void);

/* What was printed to standard output comes before the message. */
static void
print_name(const char *behind)
{
	fflush(stdout);
	if (error_print_progname != NULL)
		error_print_progname();
	else
		fprintf(stderr, "%s:%s", program_invocation_name, behind);
}

static void
print_rest(int status, int errnum, const char *format, va_list arguments)
{
	vfprintf(stderr, format, arguments);
	error_message_count++;
	if (errnum != 0)
		fprintf(stderr, ": %s", strerror(errnum));
	putc('\n', stderr);
	fflush(stderr);
	if (status != 0)
		exit(status);
}

void
error(int status, int errnum, const char *format, ...)
{
	va_list arguments;

	print_name(" ");
	va_start(arguments, format);
	print_rest(status, errnum, format, arguments);
	va_end(arguments);
}

static int
is_last_line(const char *filename, unsigned int linenum)
{
	static const char *last_name;
	static unsigned int last_line;
	int same = linenum == last_line &&
	    (filename == last_name ||
		(filename != NULL && last_name != NULL && strcmp(filename, last_name) == 0));

	last_name = filename;
	last_line = linenum;
	return same;
}

void
error_at_line(
    int status, int errnum, const char *filename, unsigned int linenum, const char *format, ...)
{
	va_list arguments;

	if (error_one_per_line && is_last_line(filename, linenum))
		return;
	print_name(filename != NULL ? "" : " ");
	if (filename != NULL)
		fprintf(stderr, "%s:%u: ", filename, linenum);
	va_start(arguments, format);
	print_rest(status, errnum, format, arguments);
	va_end(arguments);
}
