#include "transport/content_pipe.h"

#include "base/scope.h"
#include "stream/filters.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

/* Most systems let a pipe hold so much; the 64 KiB that it has anyway would
 * do. */
enum { PIPE_SIZE = 1 << 20 };

static void *
work(void *context)
{
	struct content_pipe *pipe = context;
	const struct archive_content *content = pipe->content;
	struct error *err = &pipe->failure;
	SCOPED(stream)
	struct stream *out =
	    file_stream_new(TAKE_FD(pipe->other_end), "the pipe to the engine", err);

	if (out == NULL || content->put(content->context, out, err) != 0 ||
	    stream_finish(out, err) != 0)
		return NULL;
	err->kind = ERROR_NONE;
	return NULL;
}

/* A thread that is not done finds nobody at the other end. */
static void
end(struct content_pipe *pipe)
{
	scope_fd(&pipe->end);
	pipe->end = -1;
	if (pipe->running)
		pthread_join(pipe->thread, NULL);
	pipe->running = false;
}

static int
begin(void *context, struct error *err)
{
	struct content_pipe *pipe = context;
	sigset_t all, before;
	int ends[2];

	end(pipe);
	if (pipe2(ends, O_CLOEXEC) != 0)
		return error_errno(err, "cannot make a pipe");
	(void)fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE);
	pipe->end = ends[0];
	pipe->other_end = ends[1];
	pipe->failure = (struct error){0};
	/* signals are for the thread that began */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pipe->running = pthread_create(&pipe->thread, NULL, work, pipe) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (pipe->running)
		return 0;
	scope_fd(&pipe->other_end);
	return error_set(err, ERROR_FAILED, "cannot start a thread");
}

static ssize_t
take(void *context, void *buffer, size_t size, struct error *err)
{
	struct content_pipe *pipe = context;
	ssize_t got;

	while ((got = read(pipe->end, buffer, size)) < 0 && errno == EINTR)
		if (error_if_stopped(err) != 0)
			return -1;
	if (got < 0)
		return error_errno(err, "cannot read a pipe");
	if (got > 0)
		return got;
	end(pipe);
	if (pipe->failure.kind == ERROR_NONE)
		return 0;
	*err = pipe->failure;
	return -1;
}

struct http_body
content_pipe_body(struct content_pipe *pipe)
{
	return (struct http_body){
	    .begin = begin, .read = take, .context = pipe, .size = UINT64_MAX};
}

void
scope_content_pipe(struct content_pipe *pipe)
{
	end(pipe);
}
