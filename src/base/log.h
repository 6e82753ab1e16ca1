#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/attribute.h"
#include "base/output.h"

#include <stdbool.h>

/*
 * Messages of mote, always on stderr: stdout carries results only. main sets
 * the level and the form of the progress once; they and the signal flag are the
 * only process-wide state of mote.
 *
 *	log_warning   something may not be as the user wanted it: always shown, also with -q
 *	log_note      something the user should know, once (shown unless -q)
 *	log_step      the present step: overwritten on a terminal, a plain line elsewhere
 *	log_part      the part of the step that is running: only on a terminal
 *	log_detail    only with -v: commands, paths, timings
 */
enum log_level { LOG_QUIET, LOG_NORMAL, LOG_VERBOSE };
enum log_progress { LOG_PROGRESS_AUTO, LOG_PROGRESS_PLAIN, LOG_PROGRESS_NONE };

void log_set(enum log_level level, enum log_progress progress);
bool log_is_verbose(void);
bool log_is_quiet(void);
/* How the output of commands is shown. */
enum output_mode log_output_mode(void);
/* Whether mote may print colours: on a terminal, unless NO_COLOR or TERM
 * forbids it. */
bool log_has_colours(void);

void log_warning(const char *format, ...) PRINTF_LIKE(1, 2);
void log_note(const char *format, ...) PRINTF_LIKE(1, 2);
void log_step(const char *format, ...) PRINTF_LIKE(1, 2);
void log_part(const char *format, ...) PRINTF_LIKE(1, 2);
void log_detail(const char *format, ...) PRINTF_LIKE(1, 2);

/* Prints whole lines without escaping. The caller escaped them already. */
void log_print(const char *lines);

/* Erases the window and the step, if they are shown. Call it before something
 * else writes to the terminal: a program, the error line, a result. */
void log_clear(void);

#endif
