#include <bzlib.h>
#include <string.h>

int
main(void)
{
	char packed[128], back[8], text[] = "static";
	unsigned length = sizeof(packed), size = sizeof(back);

	return BZ2_bzBuffToBuffCompress(packed, &length, text, 7, 9, 0, 0) != BZ_OK ||
	    BZ2_bzBuffToBuffDecompress(back, &size, packed, length, 0, 0) != BZ_OK || strcmp(back, text) != 0;
}
