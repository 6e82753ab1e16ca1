#include <nghttp2/nghttp2.h>

int
main(void)
{
	nghttp2_session_callbacks *callbacks;
	nghttp2_session *session;

	return nghttp2_session_callbacks_new(&callbacks) != 0 || nghttp2_session_client_new(&session, callbacks, NULL) != 0 ||
	    nghttp2_submit_ping(session, NGHTTP2_FLAG_NONE, NULL) != 0 || !nghttp2_session_want_write(session);
}
