#include <ares.h>
#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/select.h>
#include <sys/socket.h>

/* A name server on the loopback device: whatever is asked, it is 192.0.2.7. */
static void
answer(int server)
{
	static const unsigned char record[] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 7};
	unsigned char message[512];
	struct sockaddr_in client;
	socklen_t length = sizeof(client);
	ssize_t size = recvfrom(server, message, sizeof(message) - sizeof(record), 0, (struct sockaddr *)&client, &length);

	if (size < 12)
		return;
	/* one question, which is repeated, one answer, and no record more */
	memcpy(message + 2, "\x81\x80\0\1\0\1\0\0\0\0", 10);
	for (size = 12; message[size] != 0; size += message[size] + 1)
		;
	size += 5;
	memcpy(message + size, record, sizeof(record));
	sendto(server, message, (size_t)size + sizeof(record), 0, (struct sockaddr *)&client, length);
}

static void
take(void *text, int status, int timeouts, struct hostent *host)
{
	(void)timeouts;
	if (status == ARES_SUCCESS)
		inet_ntop(AF_INET, host->h_addr_list[0], text, INET_ADDRSTRLEN);
}

int
main(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);
	char text[INET_ADDRSTRLEN] = "", server_name[32];
	int server = socket(AF_INET, SOCK_DGRAM, 0), i;
	ares_channel channel;

	if (bind(server, (struct sockaddr *)&address, length) != 0 || getsockname(server, (struct sockaddr *)&address, &length) != 0 ||
	    ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS || ares_init(&channel) != ARES_SUCCESS)
		return 1;
	snprintf(server_name, sizeof(server_name), "127.0.0.1:%d", ntohs(address.sin_port));
	if (ares_set_servers_ports_csv(channel, server_name) != ARES_SUCCESS)
		return 1;
	ares_gethostbyname(channel, "static.example.", AF_INET, take, text);
	for (i = 0; i < 20 && text[0] == '\0'; i++) {
		struct timeval patience = {1, 0};
		fd_set readable, writable;
		int count;

		FD_ZERO(&readable);
		FD_ZERO(&writable);
		count = ares_fds(channel, &readable, &writable);
		FD_SET(server, &readable);
		if (select(count > server ? count : server + 1, &readable, &writable, NULL, &patience) < 0)
			return 1;
		if (FD_ISSET(server, &readable))
			answer(server);
		ares_process(channel, &readable, &writable);
	}
	ares_destroy(channel);
	return strcmp(text, "192.0.2.7") != 0;
}
