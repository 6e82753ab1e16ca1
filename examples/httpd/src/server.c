#include "server.h"

#include "response.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
	CONNECTIONS = 1024,
	EVENTS = 64,
	REQUEST_SECONDS = 10, /* for a whole head, however slowly it drips */
	STALL_SECONDS = 30, /* without a byte taken, or idle between requests */
	STOP_SECONDS = 10, /* for those who are being served when we are asked to stop */
	PIECE = 1 << 20,
};

struct connection {
	int fd; /* -1: free */
	bool sending;
	char bytes[REQUEST_LIMIT]; /* read and not yet answered */
	size_t size;
	struct response response;
	size_t head_sent;
	time_t deadline;
};

struct server {
	const struct server_options *options;
	int epoll, listener, signals;
	bool stopping;
	time_t stop_deadline;
	size_t open;
	struct connection connections[CONNECTIONS];
};

static time_t
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
	return time.tv_sec;
}

static void
drop(struct server *server, struct connection *connection)
{
	if (connection->response.fd >= 0)
		close(connection->response.fd);
	close(connection->fd);
	connection->response.fd = -1;
	connection->fd = -1;
	server->open--;
}

static int
watch(struct server *server, int operation, int fd, uint32_t events, void *who)
{
	struct epoll_event event = {.events = events, .data.ptr = who};

	return epoll_ctl(server->epoll, operation, fd, &event);
}

static void
accept_one(struct server *server, int fd)
{
	struct connection *connection = server->connections;
	int yes = 1;

	while (connection < server->connections + CONNECTIONS && connection->fd >= 0)
		connection++;
	if (connection == server->connections + CONNECTIONS ||
	    watch(server, EPOLL_CTL_ADD, fd, EPOLLIN, connection) != 0) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	connection->fd = fd;
	connection->size = 0;
	connection->sending = false;
	connection->response.fd = -1;
	connection->deadline = now() + REQUEST_SECONDS;
	server->open++;
}

static void
accept_all(struct server *server)
{
	int fd;

	while ((fd = accept4(server->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
		accept_one(server, fd);
}

static void
begin_answer(struct server *server, struct connection *connection, size_t head)
{
	struct response *response = &connection->response;
	struct request request;
	int status = head == 0 ? 431 : request_parse(&request, connection->bytes, head);

	if (status != 0) {
		response_error(response, status);
		head = connection->size;
	} else {
		request.keep_alive = request.keep_alive && !request.has_body && !server->stopping;
		response_make(response, &server->options->site, &request);
	}
	if (server->options->verbose)
		fprintf(stderr, "%d %s\n", response->status, status == 0 ? request.path : "-");
	connection->size -= head;
	memmove(connection->bytes, connection->bytes + head, connection->size);
	connection->head_sent = 0;
	connection->sending = true;
	connection->deadline = now() + STALL_SECONDS;
}

/* 1: all is sent; 0: the socket is full; -1: the client is gone. */
static int
send_answer(struct connection *connection)
{
	struct response *response = &connection->response;

	while (connection->head_sent < response->head_size) {
		ssize_t put = send(connection->fd, response->head + connection->head_sent,
		    response->head_size - connection->head_sent,
		    MSG_NOSIGNAL | (response->left > 0 ? MSG_MORE : 0));

		if (put < 0)
			return errno == EAGAIN ? 0 : -1;
		connection->head_sent += (size_t)put;
	}
	while (response->left > 0) {
		off_t at = (off_t)response->at;
		size_t piece = response->left > PIECE ? PIECE : (size_t)response->left;
		ssize_t put = sendfile(connection->fd, response->fd, &at, piece);

		if (put < 0 && errno == EAGAIN)
			return 0;
		/* a file that became shorter: the promised length cannot be kept */
		if (put <= 0)
			return -1;
		response->at += (uint64_t)put;
		response->left -= (uint64_t)put;
		connection->deadline = now() + STALL_SECONDS;
	}
	return 1;
}

static void
end_answer(struct connection *connection)
{
	if (connection->response.fd >= 0)
		close(connection->response.fd);
	connection->response.fd = -1;
	connection->sending = false;
	connection->deadline = now() + (connection->size > 0 ? REQUEST_SECONDS : STALL_SECONDS);
}

/* Answers what is in the buffer, one request after another. false: the connection has ended. */
static bool
answer_all(struct server *server, struct connection *connection)
{
	for (;;) {
		if (!connection->sending) {
			size_t head = request_head_length(connection->bytes, connection->size);

			if (head == 0 && connection->size < REQUEST_LIMIT)
				return true;
			begin_answer(server, connection, head);
		}
		switch (send_answer(connection)) {
		case 0:
			return watch(server, EPOLL_CTL_MOD, connection->fd, EPOLLOUT, connection) ==
			    0;
		case 1:
			if (!connection->response.keep_alive || server->stopping)
				return false;
			end_answer(connection);
			break;
		default:
			return false;
		}
	}
}

static bool
read_more(struct server *server, struct connection *connection)
{
	ssize_t got = recv(connection->fd, connection->bytes + connection->size,
	    REQUEST_LIMIT - connection->size, 0);

	if (got < 0)
		return errno == EAGAIN || errno == EINTR;
	if (got == 0)
		return false;
	/* the clock of a request starts with its first byte */
	if (connection->size == 0)
		connection->deadline = now() + REQUEST_SECONDS;
	connection->size += (size_t)got;
	return answer_all(server, connection);
}

static void
serve(struct server *server, struct connection *connection, uint32_t events)
{
	bool goes_on;

	if (connection->fd < 0)
		return;
	if (connection->sending) {
		goes_on = (events & EPOLLERR) == 0 && answer_all(server, connection);
		if (goes_on && !connection->sending)
			goes_on =
			    watch(server, EPOLL_CTL_MOD, connection->fd, EPOLLIN, connection) == 0;
	} else {
		goes_on = read_more(server, connection);
	}
	if (!goes_on)
		drop(server, connection);
}

static void
stop(struct server *server)
{
	size_t i;

	if (server->stopping)
		return;
	server->stopping = true;
	server->stop_deadline = now() + STOP_SECONDS;
	close(server->listener);
	for (i = 0; i < CONNECTIONS; i++)
		if (server->connections[i].fd >= 0 && !server->connections[i].sending &&
		    server->connections[i].size == 0)
			drop(server, &server->connections[i]);
}

static void
drop_late(struct server *server)
{
	time_t time = now();
	size_t i;

	for (i = 0; i < CONNECTIONS; i++)
		if (server->connections[i].fd >= 0 && server->connections[i].deadline < time)
			drop(server, &server->connections[i]);
}

/* IPv6 and IPv4 on one socket, IPv4 alone where there is no IPv6. */
static int
listen_on(int port)
{
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int yes = 1, no = 0, type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
	int fd = socket(AF_INET6, type, 0);

	if (fd >= 0) {
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof(no));
		if (bind(fd, (struct sockaddr *)&six, sizeof(six)) == 0)
			return listen(fd, SOMAXCONN) == 0 ? fd : -1;
		close(fd);
	}
	fd = socket(AF_INET, type, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(fd, (struct sockaddr *)&four, sizeof(four)) != 0)
		return -1;
	return listen(fd, SOMAXCONN) == 0 ? fd : -1;
}

/* Signals come as bytes to read: as process 1 of a container the defaults would not apply to us. */
static int
open_signals(void)
{
	sigset_t stops;

	sigemptyset(&stops);
	sigaddset(&stops, SIGTERM);
	sigaddset(&stops, SIGINT);
	if (sigprocmask(SIG_BLOCK, &stops, NULL) != 0)
		return -1;
	return signalfd(-1, &stops, SFD_NONBLOCK | SFD_CLOEXEC);
}

static int
set_up(struct server *server)
{
	struct sockaddr_in6 address;
	socklen_t length = sizeof(address);
	size_t i;

	for (i = 0; i < CONNECTIONS; i++)
		server->connections[i].fd = -1;
	server->epoll = epoll_create1(EPOLL_CLOEXEC);
	server->signals = open_signals();
	server->listener = listen_on(server->options->port);
	if (server->epoll < 0 || server->signals < 0 || server->listener < 0 ||
	    getsockname(server->listener, (struct sockaddr *)&address, &length) != 0 ||
	    watch(server, EPOLL_CTL_ADD, server->listener, EPOLLIN, &server->listener) != 0 ||
	    watch(server, EPOLL_CTL_ADD, server->signals, EPOLLIN, &server->signals) != 0) {
		fprintf(stderr, "httpd: cannot listen on port %d: %s\n", server->options->port,
		    strerror(errno));
		return -1;
	}
	/* the port stands at the same place in both kinds of address */
	fprintf(stderr, "httpd: listening on port %d\n", ntohs(address.sin6_port));
	return 0;
}

int
server_run(const struct server_options *options)
{
	static struct server server;
	struct epoll_event events[EVENTS];
	int count, i;

	server.options = options;
	if (set_up(&server) != 0)
		return 1;
	while (!server.stopping || (server.open > 0 && now() <= server.stop_deadline)) {
		count = epoll_wait(server.epoll, events, EVENTS, 1000);
		for (i = 0; i < count; i++) {
			void *who = events[i].data.ptr;

			if (who == &server.signals)
				stop(&server);
			else if (who == &server.listener)
				accept_all(&server);
			else
				serve(&server, who, events[i].events);
		}
		drop_late(&server);
	}
	return 0;
}
