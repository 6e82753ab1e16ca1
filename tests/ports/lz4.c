#include <lz4frame.h>
#include <string.h>

enum { LENGTH = 300000 };

static char text[LENGTH], packed[2 * LENGTH], back[LENGTH];

/* Bytes of which a part can be packed well. */
static void
fill(void)
{
	size_t i;

	for (i = 0; i < LENGTH; i++)
		text[i] = (char)((i * i >> 7) & ((i & 4096) != 0 ? 0xff : 0x7));
}

/* A frame, with its check. */
int
main(void)
{
	LZ4F_preferences_t how = LZ4F_INIT_PREFERENCES;
	LZ4F_dctx *unpacker;
	size_t length, size = LENGTH;

	fill();
	how.frameInfo.contentChecksumFlag = LZ4F_contentChecksumEnabled;
	length = LZ4F_compressFrame(packed, sizeof(packed), text, LENGTH, &how);
	return LZ4F_isError(length) || length >= LENGTH ||
	    LZ4F_isError(LZ4F_createDecompressionContext(&unpacker, LZ4F_VERSION)) ||
	    LZ4F_decompress(unpacker, back, &size, packed, &length, NULL) != 0 || size != LENGTH ||
	    memcmp(back, text, LENGTH) != 0;
}
