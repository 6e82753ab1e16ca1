/*
 * The common part of the tests' hostile programs: a table of ways out, each of
 * which is tried in a process of its own and printed in a line, and the sockets
 * of the host. It is included behind the test's own definitions: the host
 * listens at PORT and SOCKET.
 */
#ifndef SUPPORT_WAYS_OUT_H
#define SUPPORT_WAYS_OUT_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

struct way_out {
	const char *name;
	int (*attack)(void); /* whether it worked */
};

/* A way out that is one expression. */
#define WAY_OUT(name, ...)          \
	static int name(void)       \
	{                           \
		return __VA_ARGS__; \
	}

/* Whether the arguments name the way out. Without arguments all are wanted. */
static inline int
is_wanted(const char *name, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return 1;
	return argc < 2;
}

/* Tries the ways out that the arguments name, and prints how each went; returns
 * main's status. */
static inline int
try_ways_out(const struct way_out *ways, size_t count, int argc, char **argv, FILE *printed)
{
	size_t i;
	int status;

	for (i = 0; i < count; i++) {
		pid_t child;

		if (!is_wanted(ways[i].name, argc, argv))
			continue;
		child = fork();
		if (child == 0)
			_exit(ways[i].attack() ? 0 : 1);
		if (waitpid(child, &status, 0) != child)
			return 1;
		fprintf(printed, "%s: %s\n", ways[i].name,
		    !WIFEXITED(status)             ? "killed"
			: WEXITSTATUS(status) == 0 ? "worked"
						   : "refused");
	}
	return 0;
}

#ifdef PORT
union address {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
	struct sockaddr_un local;
};

enum { HOST_SOCKETS = 4 };
static const char *const host_sockets[HOST_SOCKETS] = {
    "ipv4", "ipv6", "unix socket", "abstract socket"};

static inline int
open_socket(int which, union address *address, socklen_t *length)
{
	memset(address, 0, sizeof(*address));
	if (which == 0) {
		address->four.sin_family = AF_INET;
		address->four.sin_port = htons(PORT);
		address->four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		*length = sizeof(address->four);
	} else if (which == 1) {
		address->six.sin6_family = AF_INET6;
		address->six.sin6_port = htons(PORT);
		address->six.sin6_addr = in6addr_loopback;
		*length = sizeof(address->six);
	} else {
		address->local.sun_family = AF_UNIX;
		snprintf(address->local.sun_path + (which == 3), 100, "%s", SOCKET);
		*length = sizeof(address->local);
	}
	return socket(address->any.sa_family, SOCK_STREAM, 0);
}

static inline int
reach(int which)
{
	union address address;
	socklen_t length;
	int fd = open_socket(which, &address, &length);

	return fd >= 0 && connect(fd, &address.any, length) == 0;
}
WAY_OUT(ipv4, reach(0))
WAY_OUT(ipv6, reach(1))
WAY_OUT(unix_socket, reach(2))
WAY_OUT(abstract_socket, reach(3))

/* The host's side: prints "ready", then prints each socket to which a process
 * connects, until it is killed. */
static inline int
listen_on_host(void)
{
	struct pollfd ends[HOST_SOCKETS];
	union address address;
	socklen_t length;
	int which, one = 1;

	for (which = 0; which < HOST_SOCKETS; which++) {
		ends[which].events = POLLIN;
		ends[which].fd = open_socket(which, &address, &length);
		if (which == 1)
			setsockopt(ends[which].fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
		setsockopt(ends[which].fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
		if (bind(ends[which].fd, &address.any, length) != 0 ||
		    listen(ends[which].fd, 8) != 0)
			ends[which].fd = -1;
	}
	puts("ready");
	fflush(stdout);
	while (poll(ends, HOST_SOCKETS, -1) >= 0)
		for (which = 0; which < HOST_SOCKETS; which++)
			if (ends[which].fd >= 0 && ends[which].revents != 0) {
				close(accept(ends[which].fd, NULL, NULL));
				puts(host_sockets[which]);
				fflush(stdout);
			}
	return 0;
}
#endif

#endif
