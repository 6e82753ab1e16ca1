#ifndef TRANSPORT_CONTENT_PIPE_H
#define TRANSPORT_CONTENT_PIPE_H

#include "registry/http.h"
#include "transport/archive_write.h"

#include <pthread.h>

/*
 * Turns content that is written into a stream into a body of a request, which
 * is read: a thread writes into a pipe. Nothing lies on a disk, and no more in
 * memory than the pipe holds.
 *
 *	SCOPED(content_pipe) struct content_pipe pipe = {.content = &content, .end = -1};
 *	const struct http_body body = content_pipe_body(&pipe);
 */
struct content_pipe {
	const struct archive_content *content; /* begun again as often as the body is */
	int end; /* where it is read */
	/* the thread's, until it is joined */
	int other_end;
	pthread_t thread;
	bool running;
	struct error failure; /* kind NONE: none */
};

struct http_body content_pipe_body(struct content_pipe *pipe);
void scope_content_pipe(struct content_pipe *pipe);

#endif
