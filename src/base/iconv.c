#include <iconv.h>

/*
 * In C's locale libarchive believes that names in UTF-8, as pax headers have
 * them, have to become ASCII. glibc's iconv refuses, and then a name stays as
 * it is; musl's writes "*" for every letter that is not English. mote's names
 * are bytes, so there is no iconv in it; nor its 146 KB of tables. Whoever has
 * glibc's has libraries that may use it.
 */
#ifndef __GLIBC__

#include <errno.h>

iconv_t
iconv_open(const char *to, const char *from)
{
	(void)to;
	(void)from;
	errno = EINVAL;
	return (iconv_t)-1;
}

size_t
iconv(iconv_t conversion, char **restrict in, size_t *restrict in_left, char **restrict out,
    size_t *restrict out_left)
{
	(void)conversion;
	(void)in;
	(void)in_left;
	(void)out;
	(void)out_left;
	errno = EBADF;
	return (size_t)-1;
}

int
iconv_close(iconv_t conversion)
{
	(void)conversion;
	errno = EBADF;
	return -1;
}

#endif
