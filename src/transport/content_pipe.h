#ifndef TRANSPORT_CONTENT_PIPE_H
#define TRANSPORT_CONTENT_PIPE_H

#include "http/http.h"
#include "transport/archive_write.h"

#include <pthread.h>

/*
 * Makes the body of a request, which is read, from content that a function
 * writes to a stream: a thread writes it into a pipe. Nothing is stored on
 * disk, and memory has only the bytes in the pipe.
 *
 *	SCOPED(content_pipe) struct content_pipe pipe = {.content = &content, .end = -1};
 *	const struct http_body body = content_pipe_body(&pipe);
 */
struct content_pipe {
	const struct archive_content *content; /* written again each time the body begins again */
	int end; /* the reading end */
	/* used by the thread until it is joined */
	int other_end;
	pthread_t thread;
	bool running;
	struct error failure; /* kind ERROR_NONE: no failure */
};

struct http_body content_pipe_body(struct content_pipe *pipe);
void scope_content_pipe(struct content_pipe *pipe);

#endif
