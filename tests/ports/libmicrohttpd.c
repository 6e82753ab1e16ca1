#include <microhttpd.h>
#include <stddef.h>

static enum MHD_Result
answer(void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version, const char *data,
    size_t *length, void **state)
{
	(void)context, (void)connection, (void)url, (void)method, (void)version, (void)data, (void)length, (void)state;
	return MHD_NO;
}

int
main(void)
{
	struct MHD_Daemon *daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, answer, NULL, MHD_OPTION_END);

	if (daemon == NULL)
		return 1;
	MHD_stop_daemon(daemon);
	return 0;
}
