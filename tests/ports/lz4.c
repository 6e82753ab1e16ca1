#include <lz4.h>
#include <lz4frame.h>
#include <string.h>

int
main(void)
{
	char packed[64], back[8];
	int length = LZ4_compress_default("static", packed, 7, sizeof(packed));

	return LZ4F_getVersion() == 0 || LZ4_decompress_safe(packed, back, length, sizeof(back)) != 7 || strcmp(back, "static") != 0;
}
