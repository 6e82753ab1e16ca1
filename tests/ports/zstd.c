#include <string.h>
#include <zstd.h>

int
main(void)
{
	char packed[64], back[8];
	size_t length = ZSTD_compress(packed, sizeof(packed), "static", 7, 3);

	return ZSTD_isError(length) || ZSTD_decompress(back, sizeof(back), packed, length) != 7 || strcmp(back, "static") != 0;
}
