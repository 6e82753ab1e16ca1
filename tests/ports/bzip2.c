#include <bzlib.h>
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
	unsigned length = LENGTH, size = LENGTH;

	fill();
	return BZ2_bzBuffToBuffCompress(packed, &length, text, LENGTH, 9, 0, 0) != BZ_OK ||
	    length > LENGTH * 3 / 4 ||
	    BZ2_bzBuffToBuffDecompress(back, &size, packed, length, 0, 0) != BZ_OK ||
	    size != LENGTH || memcmp(back, text, LENGTH) != 0;
}
