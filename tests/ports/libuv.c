#include <string.h>
#include <uv.h>

static int fired, worked, echoed;

static void
fire(uv_timer_t *timer)
{
	fired++;
	uv_close((uv_handle_t *)timer, NULL);
}

/* In a thread of the pool. */
static void
work(uv_work_t *request)
{
	*(int *)request->data = 42;
}

static void
worked_out(uv_work_t *request, int status)
{
	worked = status == 0 ? *(int *)request->data : -1;
}

static void
give_room(uv_handle_t *handle, size_t size, uv_buf_t *buffer)
{
	static char room[64];

	(void)handle, (void)size;
	*buffer = uv_buf_init(room, sizeof(room));
}

static void
take(uv_stream_t *stream, ssize_t length, const uv_buf_t *buffer)
{
	echoed = length == 6 && memcmp(buffer->base, "static", 6) == 0;
	uv_close((uv_handle_t *)stream, NULL);
}

int
main(void)
{
	uv_loop_t *loop = uv_default_loop();
	int answer = 0;
	uv_work_t request = {.data = &answer};
	uv_timer_t timer;
	uv_pipe_t reader, writer;
	uv_os_sock_t ends[2];
	uv_buf_t word = uv_buf_init((char[]){"static"}, 6);

	if (uv_timer_init(loop, &timer) != 0 || uv_timer_start(&timer, fire, 1, 0) != 0 ||
	    uv_queue_work(loop, &request, work, worked_out) != 0 ||
	    uv_socketpair(SOCK_STREAM, 0, ends, 0, 0) != 0 || uv_pipe_init(loop, &reader, 0) != 0 ||
	    uv_pipe_open(&reader, ends[0]) != 0 || uv_pipe_init(loop, &writer, 0) != 0 ||
	    uv_pipe_open(&writer, ends[1]) != 0 ||
	    uv_read_start((uv_stream_t *)&reader, give_room, take) != 0 ||
	    uv_try_write((uv_stream_t *)&writer, &word, 1) != 6)
		return 1;
	uv_close((uv_handle_t *)&writer, NULL);
	return uv_run(loop, UV_RUN_DEFAULT) != 0 || fired != 1 || worked != 42 || !echoed;
}
