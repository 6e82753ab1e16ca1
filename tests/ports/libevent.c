#include <event2/event.h>
#include <event2/thread.h>

static void
fire(evutil_socket_t fd, short what, void *fired)
{
	(void)fd, (void)what;
	*(int *)fired = 1;
}

int
main(void)
{
	const struct timeval soon = {0, 1000};
	struct event_base *base;
	int fired = 0;

	if (evthread_use_pthreads() != 0)
		return 1;
	base = event_base_new();
	event_base_once(base, -1, EV_TIMEOUT, fire, &fired, &soon);
	return event_base_dispatch(base) < 0 || fired != 1;
}
