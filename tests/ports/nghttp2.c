#include <nghttp2/nghttp2.h>
#include <string.h>

static char path[16];

static int
header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name, size_t name_length, const uint8_t *value,
    size_t value_length, uint8_t flags, void *context)
{
	(void)session, (void)frame, (void)flags, (void)context;
	if (name_length == 5 && memcmp(name, ":path", 5) == 0 && value_length < sizeof(path))
		memcpy(path, value, value_length);
	return 0;
}

#define PAIR(name, value) {(uint8_t *)(name), (uint8_t *)(value), sizeof(name) - 1, sizeof(value) - 1, NGHTTP2_NV_FLAG_NONE}

/* A client's request, as bytes, is what a server reads. */
int
main(void)
{
	const nghttp2_nv headers[] = {PAIR(":method", "GET"), PAIR(":scheme", "https"), PAIR(":authority", "example"), PAIR(":path", "/static")};
	nghttp2_session_callbacks *callbacks;
	nghttp2_session *client, *server;
	const uint8_t *bytes;
	ssize_t length;

	if (nghttp2_session_callbacks_new(&callbacks) != 0)
		return 1;
	nghttp2_session_callbacks_set_on_header_callback(callbacks, header);
	if (nghttp2_session_client_new(&client, callbacks, NULL) != 0 || nghttp2_session_server_new(&server, callbacks, NULL) != 0 ||
	    nghttp2_submit_settings(client, NGHTTP2_FLAG_NONE, NULL, 0) != 0 || nghttp2_submit_request(client, NULL, headers, 4, NULL, NULL) < 0)
		return 1;
	while ((length = nghttp2_session_mem_send(client, &bytes)) > 0)
		if (nghttp2_session_mem_recv(server, bytes, (size_t)length) != length)
			return 1;
	return length < 0 || strcmp(path, "/static") != 0;
}
