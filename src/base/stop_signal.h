#ifndef BASE_STOP_SIGNAL_H
#define BASE_STOP_SIGNAL_H

#include <signal.h>

/*
 * The signals that ask mote to stop: SIGINT, SIGTERM, SIGHUP. Each sets a flag,
 * the only one, and ends every system call that waits. error_if_stopped
 * (error.h) turns the flag into an error that unwinds all scopes, so that
 * temporary folders go away.
 */

/* Installs the handlers. SIGPIPE and SIGXFSZ are ignored, SIGCHLD is not,
 * whatever mote was started with. Once, by main. */
void stop_signal_watch(void);

/* The signal that asked, or 0; and its name, "SIGTERM" without one. */
int stop_signal(void);
const char *stop_signal_name(void);

/* Sets the flag: for a signal that was held back and read from a descriptor. 0
 * clears it, in a child that is no mote. */
void stop_signal_set(int number);

/* Adds to `set` those of the signals for which mote has a handler. */
void stop_signal_add_to(sigset_t *set);

#endif
