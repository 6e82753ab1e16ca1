#include <hiredis/hiredis.h>
#include <string.h>

int
main(void)
{
	redisReader *reader = redisReaderCreate();
	void *reply = NULL;

	return redisReaderFeed(reader, "$6\r\nstatic\r\n", 12) != REDIS_OK || redisReaderGetReply(reader, &reply) != REDIS_OK || reply == NULL ||
	    strcmp(((redisReply *)reply)->str, "static") != 0;
}
