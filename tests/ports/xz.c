#include <lzma.h>
#include <stdint.h>
#include <string.h>

enum { LENGTH = 300000 };

static uint8_t text[LENGTH], packed[LENGTH], back[LENGTH];

/* Bytes of which a part can be packed well. */
static void
fill(void)
{
	size_t i;

	for (i = 0; i < LENGTH; i++)
		text[i] = (uint8_t)((i * i >> 7) & ((i & 4096) != 0 ? 0xff : 0x7));
}

int
main(void)
{
	size_t length = 0, at = 0, size = 0;
	uint64_t memory = UINT64_MAX;

	fill();
	return lzma_easy_buffer_encode(
		   6, LZMA_CHECK_CRC64, NULL, text, LENGTH, packed, &length, LENGTH) != LZMA_OK ||
	    length > LENGTH * 3 / 4 ||
	    lzma_stream_buffer_decode(&memory, 0, NULL, packed, &at, length, back, &size, LENGTH) !=
	    LZMA_OK ||
	    size != LENGTH || memcmp(back, text, LENGTH) != 0;
}
