/*
 * Root may look into every folder, whatever its mode says. Between the two
 * calls a test of root's is an ordinary user, who owns `folder`; a test of
 * anybody else stays who it is.
 */
#ifndef BUILDER_ORDINARY_USER_H
#define BUILDER_ORDINARY_USER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cmocka.h>

/* A change of user closes the process's own files in /proc, which mote and
 * LeakSanitizer read. */
static inline void
ordinary_user_become(uid_t user)
{
	assert_int_equal(seteuid(user), 0);
	assert_int_equal(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), 0);
}

static inline void
ordinary_user_begin(const char *folder)
{
	enum { NOBODY = 65534 };

	if (getuid() != 0)
		return;
	assert_int_equal(chown(folder, NOBODY, NOBODY), 0);
	ordinary_user_become(NOBODY);
}

static inline void
ordinary_user_end(void)
{
	if (getuid() == 0)
		ordinary_user_become(0);
}

#endif
