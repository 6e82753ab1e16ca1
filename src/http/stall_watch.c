#include "http/stall_watch.h"

void
stall_watch_begin(struct stall_watch *watch, double now)
{
	watch->is_on = true;
	watch->moved = watch->second = now;
}

bool
stall_watch_look(struct stall_watch *watch, double now, uint64_t bytes)
{
	bool moves = bytes >= watch->bytes && bytes - watch->bytes >= STALL_SLOWEST;

	if (!watch->is_on)
		return false;
	if (moves)
		watch->moved = now;
	if (moves || bytes < watch->bytes || now - watch->second >= 1) {
		watch->second = now;
		watch->bytes = bytes;
	}
	return now - watch->moved >= watch->patience;
}
