#ifndef TESTS_SUPPORT_ANSWERS_H
#define TESTS_SUPPORT_ANSWERS_H

#include <arpa/inet.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * A server of HTTP on loopback that gives one answer after another, each over a
 * connection of its own, and keeps what it was asked. An answer is sent as it
 * stands; one that is shorter than its Content-Length is a cut line.
 *
 *	answers_open(&server); // -> server.address
 *	server.answers[0] = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
 *	answers_start(&server);
 *	answers_close(&server);
 */
enum { MOST_ANSWERS = 8, REQUEST_SIZE = 2048 };

struct answers {
	const char *answers[MOST_ANSWERS + 1]; /* NULL behind the last */
	char requests[MOST_ANSWERS][REQUEST_SIZE];
	unsigned asked; /* how many requests came */
	bool slow; /* each answer comes after a moment */
	/* called after the first answer, whose connection is open still; NULL:
	 * nothing is */
	void (*after_first)(void);
	char address[64]; /* "http://127.0.0.1:8080" */
	int listener;
	pthread_t thread;
	bool started;
};

static inline void *
answers_serve(void *context)
{
	struct answers *server = context;

	while (server->asked < MOST_ANSWERS && server->answers[server->asked] != NULL) {
		int line = accept(server->listener, NULL, NULL);
		const char *answer = server->answers[server->asked];
		char *request = server->requests[server->asked];
		size_t used = 0;
		ssize_t got = 1;

		if (line < 0)
			break;
		while (got > 0 && used < REQUEST_SIZE - 1 && strstr(request, "\r\n\r\n") == NULL) {
			got = read(line, request + used, REQUEST_SIZE - 1 - used);
			used += got > 0 ? (size_t)got : 0;
		}
		if (server->slow)
			usleep(300000);
		server->asked++;
		(void)!write(line, answer, strlen(answer));
		if (server->after_first != NULL && server->asked == 1)
			server->after_first();
		close(line);
	}
	return NULL;
}

/* 0, or -1 as a setup of cmocka returns it. */
static inline int
answers_open(struct answers *server)
{
	struct sockaddr_in name = {.sin_family = AF_INET};
	socklen_t size = sizeof(name);

	memset(server, 0, sizeof(*server));
	name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(server->listener, (struct sockaddr *)&name, sizeof(name)) != 0 ||
	    listen(server->listener, MOST_ANSWERS) != 0 ||
	    getsockname(server->listener, (struct sockaddr *)&name, &size) != 0)
		return -1;
	snprintf(server->address, sizeof(server->address), "http://127.0.0.1:%u",
	    ntohs(name.sin_port));
	return 0;
}

static inline void
answers_start(struct answers *server)
{
	server->started = pthread_create(&server->thread, NULL, answers_serve, server) == 0;
}

static inline void
answers_close(struct answers *server)
{
	shutdown(server->listener, SHUT_RDWR);
	if (server->started)
		pthread_join(server->thread, NULL);
	close(server->listener);
}

#endif
