#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/attribute.h"
#include "base/output.h"

#include <stdbool.h>

/*
 * Messages of mote, always on stderr: stdout carries results only. main sets
 * the level and the look once; they are the only process-wide state in mote
 * beside the signal flag.
 *
 *	log_warning   something may not be as the user wanted it: always shown, also with -q
 *	log_note      something the user should know, once (shown unless -q)
 *	log_step      the present step: overwritten on a terminal, a plain line elsewhere
 *	log_part      what of this step is under way: only on a terminal, behind the step
 *	log_detail    only with -v: commands, paths, timings
 */
enum log_level { LOG_QUIET, LOG_NORMAL, LOG_VERBOSE };
enum log_progress { LOG_PROGRESS_AUTO, LOG_PROGRESS_PLAIN, LOG_PROGRESS_NONE };

void log_set(enum log_level level, enum log_progress progress);
bool log_is_verbose(void);
bool log_is_quiet(void);
/* How the output of commands is shown. */
enum output_mode log_output_mode(void);
/* Whether a colour reaches a terminal that wants it (NO_COLOR, TERM). */
bool log_has_colours(void);

void log_warning(const char *format, ...) PRINTF_LIKE(1, 2);
void log_note(const char *format, ...) PRINTF_LIKE(1, 2);
void log_step(const char *format, ...) PRINTF_LIKE(1, 2);
void log_part(const char *format, ...) PRINTF_LIKE(1, 2);
void log_detail(const char *format, ...) PRINTF_LIKE(1, 2);

/* Prints whole lines, which are harmless already, as they are. */
void log_print(const char *lines);

/* Wipes the live lines, if there are some. Call it before something else writes
 * to the terminal: a program, the error line, a result. */
void log_clear(void);

#endif
