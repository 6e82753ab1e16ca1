#include <libdeflate.h>
#include <string.h>

enum { LENGTH = 300000 };

static char text[LENGTH], packed[LENGTH], back[LENGTH];

/* Bytes of which a part can be packed well. */
static void
fill(void)
{
	size_t i;

	for (i = 0; i < LENGTH; i++)
		text[i] = (char)((i * i >> 7) & ((i & 4096) != 0 ? 0xff : 0x7));
}

int
main(void)
{
	struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(6);
	struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
	size_t length;

	fill();
	length = libdeflate_gzip_compress(compressor, text, LENGTH, packed, LENGTH);
	return length == 0 || length > LENGTH * 3 / 4 ||
	    libdeflate_gzip_decompress(decompressor, packed, length, back, LENGTH, NULL) !=
	    LIBDEFLATE_SUCCESS ||
	    memcmp(back, text, LENGTH) != 0;
}
