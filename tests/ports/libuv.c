#include <uv.h>

static int fired;

static void
fire(uv_timer_t *timer)
{
	fired++;
	uv_close((uv_handle_t *)timer, NULL);
}

int
main(void)
{
	uv_timer_t timer;

	return uv_timer_init(uv_default_loop(), &timer) != 0 || uv_timer_start(&timer, fire, 1, 0) != 0 ||
	    uv_run(uv_default_loop(), UV_RUN_DEFAULT) != 0 || fired != 1;
}
