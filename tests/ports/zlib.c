#include <string.h>
#include <zlib.h>

enum { LENGTH = 300000 };

static Bytef text[LENGTH], packed[LENGTH], back[LENGTH];

/* Bytes of which a part can be packed well. */
static void
fill(void)
{
	size_t i;

	for (i = 0; i < LENGTH; i++)
		text[i] = (Bytef)((i * i >> 7) & ((i & 4096) != 0 ? 0xff : 0x7));
}

int
main(void)
{
	uLongf length = LENGTH, size = LENGTH;

	fill();
	return compress(packed, &length, text, LENGTH) != Z_OK || length > LENGTH * 3 / 4 ||
	    uncompress(back, &size, packed, length) != Z_OK || size != LENGTH ||
	    memcmp(back, text, LENGTH) != 0;
}
