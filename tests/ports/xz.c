#include <lzma.h>
#include <stdint.h>
#include <string.h>

int
main(void)
{
	uint8_t packed[256], back[8];
	size_t length = 0, at = 0, size = 0;
	uint64_t memory = UINT64_MAX;

	return lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, NULL, (const uint8_t *)"static", 7, packed, &length, sizeof(packed)) != LZMA_OK ||
	    lzma_stream_buffer_decode(&memory, 0, NULL, packed, &at, length, back, &size, sizeof(back)) != LZMA_OK ||
	    strcmp((char *)back, "static") != 0;
}
