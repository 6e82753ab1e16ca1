#ifndef REGISTRY_STALL_WATCH_H
#define REGISTRY_STALL_WATCH_H

#include <stdbool.h>
#include <stdint.h>

/*
 * How long a connection has stood still, to the second. curl's own watch
 * (CURLOPT_LOW_SPEED_TIME) goes by the average of the last five seconds, and so
 * sees it up to five seconds later.
 *
 *	stall_watch_begin(&watch, clock_seconds()); // it is connected
 *	if (stall_watch_look(&watch, clock_seconds(), bytes)) ... // once a second or more often: it is given up
 */
enum { STALL_SLOWEST = 64 };

struct stall_watch {
	unsigned patience; /* seconds; the rest is its own */
	bool is_on;
	double moved; /* when STALL_SLOWEST bytes had come or gone within a second, or it began */
	double second; /* when the second began that bytes are counted in */
	uint64_t bytes; /* that had moved by then */
};

void stall_watch_begin(struct stall_watch *watch, double now);

/* `bytes` that have come and gone until now; fewer than before: they are
 * counted anew. Fewer than STALL_SLOWEST in a second move nothing, however long
 * they drip. False before it has begun. */
bool stall_watch_look(struct stall_watch *watch, double now, uint64_t bytes);

#endif
