#include "base/log.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_LENGTH = 2048 };

static struct {
	enum log_level level;
	bool live; /* steps overwrite each other on a terminal */
	bool steps; /* steps are shown at all */
	bool shown; /* a live line is on the screen */
} log_state = {.level = LOG_NORMAL, .steps = true};

static bool
terminal_can_overwrite(void)
{
	const char *terminal = getenv("TERM");

	return isatty(STDERR_FILENO) && terminal != NULL && strcmp(terminal, "dumb") != 0;
}

void
log_set(enum log_level level, enum log_progress progress)
{
	log_state.level = level;
	log_state.steps = level != LOG_QUIET && progress != LOG_PROGRESS_NONE;
	log_state.live = log_state.steps && progress == LOG_PROGRESS_AUTO && level != LOG_VERBOSE &&
	    terminal_can_overwrite();
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

void
log_clear(void)
{
	if (log_state.shown)
		fputs("\r\033[K", stderr);
	log_state.shown = false;
	fflush(stderr);
}

/* Writes a line with one write(), so that lines of several processes or threads do not mix. The
 * line may have foreign text: text_copy_visible escapes it, all but the bytes in `kept`. */
static void __attribute__((format(printf, 1, 0)))
say(const char *format, va_list arguments, bool live, const char *kept)
{
	static const char *const frames[2][2] = {{"mote: ", "\n"}, {"\r\033[K\033[2m", "\033[0m"}};
	bool colour = live && getenv("NO_COLOR") == NULL;
	char line[LINE_LENGTH], words[LINE_LENGTH];
	size_t used;

	flockfile(stderr);
	log_clear();
	used = (size_t)snprintf(line, sizeof(line), "%s",
	    !live        ? frames[0][0]
		: colour ? frames[1][0]
			 : "\r\033[K");
	vsnprintf(words, sizeof(words), format, arguments);
	/* four bytes stay free for the end of the line */
	text_copy_visible(line + used, sizeof(line) - used - 5, words, kept);
	used = strlen(line);
	snprintf(line + used, sizeof(line) - used, "%s",
	    !live        ? frames[0][1]
		: colour ? frames[1][1]
			 : "");
	fputs(line, stderr);
	fflush(stderr);
	log_state.shown = live;
	funlockfile(stderr);
}

void
log_warning(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(format, arguments, false, "");
	va_end(arguments);
}

void
log_note(const char *format, ...)
{
	va_list arguments;

	if (log_state.level == LOG_QUIET)
		return;
	va_start(arguments, format);
	say(format, arguments, false, "");
	va_end(arguments);
}

void
log_step(const char *format, ...)
{
	va_list arguments;

	if (!log_state.steps)
		return;
	va_start(arguments, format);
	say(format, arguments, log_state.live, "");
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
	say(format, arguments, false, "\n\t");
	va_end(arguments);
}
