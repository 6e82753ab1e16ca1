#ifndef HTTP_STALL_WATCH_H
#define HTTP_STALL_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Measures for how many seconds a connection has transferred nothing. curl's
 * own check (CURLOPT_LOW_SPEED_TIME) uses the average of the last five seconds,
 * so it notices up to five seconds later.
 *
 *	stall_watch_begin(&watch, clock_seconds()); // it is connected
 *	if (stall_watch_look(&watch, clock_seconds(), bytes)) ... // once a second or more often: it is given up
 */
enum { STALL_SLOWEST = 64 };

struct stall_watch {
	unsigned patience; /* seconds; set by the caller, all other members by this module */
	bool is_on;
	double moved; /* the last time at which a second had STALL_SLOWEST bytes, or the begin */
	double second; /* the begin of the current second */
	uint64_t bytes; /* transferred before the current second */
};

void stall_watch_begin(struct stall_watch *watch, double now);

/* `bytes` is the number transferred in both directions so far; a smaller number
 * than before starts a new count. A second with fewer than STALL_SLOWEST bytes
 * counts as still. False before stall_watch_begin. */
bool stall_watch_look(struct stall_watch *watch, double now, uint64_t bytes);

#endif
