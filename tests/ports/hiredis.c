#include <hiredis/hiredis.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int
main(void)
{
	static const char asked[] = "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n", answer[] = "$6\r\nstatic\r\n";
	char request[64] = "";
	redisContext *context;
	void *reply = NULL;
	int ends[2], written = 0;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0 || (context = redisConnectFd(ends[0])) == NULL ||
	    redisAppendCommand(context, "GET %s", "k") != REDIS_OK || redisBufferWrite(context, &written) != REDIS_OK || !written ||
	    read(ends[1], request, sizeof(request) - 1) < 0 || strcmp(request, asked) != 0 || write(ends[1], answer, strlen(answer)) < 0)
		return 1;
	return redisGetReply(context, &reply) != REDIS_OK || ((redisReply *)reply)->type != REDIS_REPLY_STRING ||
	    strcmp(((redisReply *)reply)->str, "static") != 0;
}
