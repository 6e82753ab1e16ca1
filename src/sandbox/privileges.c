#include "sandbox/privileges.h"

#include <linux/capability.h>
#include <linux/securebits.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	ROOT_IS_NOBODY = SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
	    SECBIT_NO_SETUID_FIXUP_LOCKED | SECBIT_KEEP_CAPS_LOCKED | SECBIT_NO_CAP_AMBIENT_RAISE |
	    SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED
};

static struct __user_cap_header_struct
own_header(void)
{
	return (struct __user_cap_header_struct){.version = _LINUX_CAPABILITY_VERSION_3};
}

/* Empties the bounding set, from which a program can get capabilities, and
 * takes from root what it gets by being root. Only a process with CAP_SETPCAP
 * can do this, and only such a process needs it. */
static int
drop_bounds(void)
{
	struct __user_cap_header_struct header = own_header();
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {{0}};
	unsigned long one;

	if (syscall(SYS_capget, &header, sets) != 0)
		return -1;
	if ((sets[CAP_TO_INDEX(CAP_SETPCAP)].effective & CAP_TO_MASK(CAP_SETPCAP)) == 0)
		return 0;
	for (one = 0; prctl(PR_CAPBSET_READ, one, 0, 0, 0) >= 0; one++)
		if (prctl(PR_CAPBSET_DROP, one, 0, 0, 0) != 0)
			return -1;
	return prctl(PR_SET_SECUREBITS, ROOT_IS_NOBODY, 0, 0, 0);
}

int
privileges_drop(struct error *err)
{
	struct __user_cap_header_struct header = own_header();
	const struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || drop_bounds() != 0 ||
	    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0 ||
	    syscall(SYS_capset, &header, none) != 0)
		return error_errno(err, "cannot take the capabilities from the build");
	return 0;
}
