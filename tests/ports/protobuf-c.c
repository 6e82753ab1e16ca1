#include <protobuf-c/protobuf-c.h>
#include <string.h>

int
main(void)
{
	return strcmp(protobuf_c_version(), PROTOBUF_C_VERSION) != 0;
}
