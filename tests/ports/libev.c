#include <ev.h>

static int fired;

static void
fire(struct ev_loop *loop, ev_timer *timer, int events)
{
	(void)loop, (void)timer, (void)events;
	fired++;
}

int
main(void)
{
	struct ev_loop *loop = EV_DEFAULT;
	ev_timer timer;

	ev_timer_init(&timer, fire, 0.001, 0.);
	ev_timer_start(loop, &timer);
	ev_run(loop, 0);
	return fired != 1;
}
