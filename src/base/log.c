#include "base/log.h"

#include "base/log_window.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_LENGTH = 2048 };

static struct {
	enum log_level level;
	enum log_progress progress;
	bool steps; /* steps are shown at all */
} log_state = {.level = LOG_NORMAL, .steps = true};

static bool
is_terminal(void)
{
	const char *terminal = getenv("TERM");

	return isatty(STDERR_FILENO) && terminal != NULL && strcmp(terminal, "dumb") != 0;
}

void
log_set(enum log_level level, enum log_progress progress)
{
	log_state.level = level;
	log_state.progress = progress;
	log_state.steps = level != LOG_QUIET && progress != LOG_PROGRESS_NONE;
	/* where there is no window, steps are plain lines */
	if (log_state.steps && progress == LOG_PROGRESS_AUTO && level != LOG_VERBOSE &&
	    is_terminal())
		(void)log_window_open();
	else
		log_window_close();
}

bool
log_is_verbose(void)
{
	return log_state.level == LOG_VERBOSE;
}

bool
log_is_quiet(void)
{
	return log_state.level == LOG_QUIET;
}

enum output_mode
log_output_mode(void)
{
	if (log_window_is_open())
		return OUTPUT_WINDOW;
	return log_state.steps ? OUTPUT_LINES : OUTPUT_NONE;
}

bool
log_has_colours(void)
{
	const char *never = getenv("NO_COLOR");

	return (never == NULL || never[0] == '\0') && is_terminal();
}

void
log_clear(void)
{
	log_window_clear();
	fflush(stderr);
}

void
log_print(const char *lines)
{
	if (log_window_is_open()) {
		log_window_print(lines);
		return;
	}
	flockfile(stderr);
	fputs(lines, stderr);
	fflush(stderr);
	funlockfile(stderr);
}

/* Writes a line with one write(), so that lines of several processes or threads
 * do not mix. The line may have foreign text: text_copy_visible escapes it, all
 * but the bytes in `kept`. */
static void __attribute__((format(printf, 1, 0)))
say(const char *format, va_list arguments, const char *kept)
{
	static const char begin[] = "mote: ";
	char line[LINE_LENGTH], words[LINE_LENGTH];
	size_t used = strlen(begin);

	vsnprintf(words, sizeof(words), format, arguments);
	memcpy(line, begin, sizeof(begin));
	/* two bytes stay free for the end of the line */
	text_copy_visible(line + used, sizeof(line) - used - 1, words, kept);
	used = strlen(line);
	line[used] = '\n';
	line[used + 1] = '\0';
	log_print(line);
}

static void __attribute__((format(printf, 2, 0)))
show(void (*how)(const char *), const char *format, va_list arguments)
{
	char words[LINE_LENGTH], shown[LINE_LENGTH];

	vsnprintf(words, sizeof(words), format, arguments);
	text_copy_visible(shown, sizeof(shown), words, "");
	how(shown);
}

void
log_warning(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(format, arguments, "");
	va_end(arguments);
}

void
log_note(const char *format, ...)
{
	va_list arguments;

	if (log_state.level == LOG_QUIET)
		return;
	va_start(arguments, format);
	say(format, arguments, "");
	va_end(arguments);
}

void
log_step(const char *format, ...)
{
	va_list arguments;

	if (!log_state.steps)
		return;
	va_start(arguments, format);
	if (log_window_is_open())
		show(log_window_step, format, arguments);
	else
		say(format, arguments, "");
	va_end(arguments);
}

void
log_part(const char *format, ...)
{
	va_list arguments;

	if (!log_window_is_open())
		return;
	va_start(arguments, format);
	show(log_window_part, format, arguments);
	va_end(arguments);
}

void
log_detail(const char *format, ...)
{
	va_list arguments;

	if (log_state.level != LOG_VERBOSE)
		return;
	va_start(arguments, format);
	/* a command of the project keeps its line breaks and tabs */
	say(format, arguments, "\n\t");
	va_end(arguments);
}
