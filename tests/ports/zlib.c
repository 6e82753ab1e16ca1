#include <string.h>
#include <zlib.h>

int
main(void)
{
	Bytef packed[64], back[8];
	uLongf length = sizeof(packed), size = sizeof(back);

	return compress(packed, &length, (const Bytef *)"static", 7) != Z_OK || uncompress(back, &size, packed, length) != Z_OK ||
	    strcmp((char *)back, "static") != 0;
}
