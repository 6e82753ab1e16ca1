#include <string.h>
#include <zstd.h>

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

/* With two threads, as mote does. */
int
main(void)
{
	ZSTD_CCtx *packer = ZSTD_createCCtx();
	size_t length;

	fill();
	if (ZSTD_isError(ZSTD_CCtx_setParameter(packer, ZSTD_c_nbWorkers, 2)) ||
	    ZSTD_isError(ZSTD_CCtx_setParameter(packer, ZSTD_c_checksumFlag, 1)))
		return 1;
	length = ZSTD_compress2(packer, packed, LENGTH, text, LENGTH);
	return ZSTD_isError(length) || length > LENGTH * 3 / 4 ||
	    ZSTD_decompress(back, LENGTH, packed, length) != LENGTH ||
	    memcmp(back, text, LENGTH) != 0;
}
