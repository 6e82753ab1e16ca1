#ifndef BASE_STOP_SIGNAL_H
#define BASE_STOP_SIGNAL_H

#include <signal.h>

/*
 * The signals that ask mote to stop: SIGINT, SIGTERM, SIGHUP. Each sets one
 * flag and interrupts every waiting system call. error_if_stopped (error.h)
 * turns the flag into an error that ends all scopes, so that temporary folders
 * are removed.
 */

/* Installs the handlers. mote ignores SIGPIPE and SIGXFSZ but not SIGCHLD, even
 * if its parent chose otherwise. main calls it once. */
void stop_signal_watch(void);

/* The signal that asked mote to stop, or 0; and its name, "SIGTERM" when there
 * was none. */
int stop_signal(void);
const char *stop_signal_name(void);

/* Sets the flag: for a signal that was blocked and read from a descriptor. 0
 * clears the flag, in a child that becomes another program. */
void stop_signal_set(int number);

/* Adds to `set` those of the signals for which mote has a handler. */
void stop_signal_add_to(sigset_t *set);

#endif
