#include <libdeflate.h>
#include <string.h>

int
main(void)
{
	char packed[64], back[8];
	struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(6);
	struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
	size_t length = libdeflate_gzip_compress(compressor, "static", 7, packed, sizeof(packed));

	return libdeflate_gzip_decompress(decompressor, packed, length, back, 7, NULL) != LIBDEFLATE_SUCCESS ||
	    strcmp(back, "static") != 0;
}
