#include <arpa/inet.h>
#include <microhttpd.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static enum MHD_Result
answer(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version, const char *data,
    size_t *length, void **state)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(strlen(url), (void *)(size_t)url, MHD_RESPMEM_MUST_COPY);
	enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);

	(void)context, (void)method, (void)version, (void)data, (void)length, (void)state;
	MHD_destroy_response(response);
	return result;
}

/* Asks over the loopback device: the answer is the path. */
static int
asks(unsigned port)
{
	static const char request[] = "GET /static HTTP/1.0\r\n\r\n";
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	char text[1024];
	size_t length = 0;
	ssize_t count;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0 || write(fd, request, strlen(request)) < 0)
		return 0;
	while ((count = read(fd, text + length, sizeof(text) - 1 - length)) > 0)
		length += (size_t)count;
	text[length] = '\0';
	return strstr(text, " 200 OK\r\n") != NULL && strstr(text, "\r\n\r\n/static") != NULL;
}

int
main(void)
{
	struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, answer, NULL, MHD_OPTION_END);
	const union MHD_DaemonInfo *info;
	int good;

	if (daemon == NULL || (info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)) == NULL)
		return 1;
	good = asks(info->port);
	MHD_stop_daemon(daemon);
	return !good;
}
