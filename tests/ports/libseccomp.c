#include <errno.h>
#include <seccomp.h>
#include <stddef.h>

int
main(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

	return filter == NULL || seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ptrace), 0) != 0 ||
	    seccomp_syscall_resolve_name("openat") != SCMP_SYS(openat);
}
