#ifndef BASE_LOG_WINDOW_H
#define BASE_LOG_WINDOW_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The lines at the end of a terminal that show the running tasks, for log.c and
 * output.c: the step of each task, its time, and the last lines that its
 * command printed. The window is erased when its tasks end. All other messages
 * of mote appear above it.
 *
 *	building hello for linux/arm64: [12/101] main.c  34 s
 *	  a line of the compiler
 *
 * The processes of one mote share the window: it lies in memory that they
 * share, under a lock that survives the death of its holder. Each process has a
 * task of its own. The window never changes the mode of the terminal, so a mote
 * that is killed leaves text there and nothing else.
 */

/* Whether the window was opened, and the terminal has the functions that it
 * needs. */
bool log_window_is_open(void);
/* Called before mote starts threads and processes. False: no memory can be
 * shared. */
bool log_window_open(void);
/* No window is shown from now on. */
void log_window_close(void);

/* The caller has escaped all texts (text_copy_visible, output_line_show); they
 * have no line breaks. */
void log_window_step(const char *step);
/* The part of the step that is running; "": the part has no name. */
void log_window_part(const char *part);
void log_window_line(const char *line);
/* The line that is not complete yet; it is shown behind the others until the
 * next call. */
void log_window_unfinished(const char *line);

/* Draws the window again when a tenth of a second has passed. */
void log_window_tick(void);
/* Prints whole lines above the window. */
void log_window_print(const char *lines);
/* Erases the window and forgets the step of this process. The next step draws
 * it again. */
void log_window_clear(void);

#endif
