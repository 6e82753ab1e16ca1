#include <stdlib.h>

/*
 * Small functions in the place of parts of libraries that mote does not use.
 * src/unused.ld, with which only a static mote is linked, redirects to them.
 * They have no prototypes that are true: a caller that mote never becomes would
 * call them by others.
 */
#ifndef __GLIBC__

/* An OSSL_DISPATCH without a function: OpenSSL takes it for an algorithm that
 * is not there. */
extern const void *const unused_algorithm[2];
const void *const unused_algorithm[2] = {NULL, NULL};

/* Says: nothing; or 0. */
void *unused_nothing(void);
void *
unused_nothing(void)
{
	return NULL;
}

/* Says: an error. */
size_t unused_failure(void);
size_t
unused_failure(void)
{
	return (size_t)-1;
}

#endif
