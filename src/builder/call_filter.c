#include "builder/call_filter.h"

#include "base/scope.h"

#include <asm/ioctls.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define FILTER_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define FILTER_ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define FILTER_ARCHITECTURE AUDIT_ARCH_RISCV64
#else
/* none is written for this processor */
#define FILTER_ARCHITECTURE 0
#endif

enum { X32_BIT = 0x40000000, SOCKET_KIND = 0xf };

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
/* all three processors are little-endian: the low half of an argument comes first */
#define REFUSE(call, error) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), ANSWER(error)
/* all but inet sockets of streams and datagrams, whatever flags are in the kind */
#define REFUSE_SOCKETS                                                          \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 9), LOAD(args[0]),   \
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 1, 0),                 \
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 0, 5), LOAD(args[1]), \
	    BPF_STMT(BPF_ALU | BPF_AND | BPF_K, SOCKET_KIND),                   \
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SOCK_STREAM, 1, 0),             \
	    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SOCK_DGRAM, 0, 1), ALLOW, ANSWER(EACCES)
#define NEW_NAMESPACES                                                                 \
	(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | \
	    CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWTIME)
#define REFUSE_NAMESPACES(call)                                               \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 4), LOAD(args[0]), \
	    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, NEW_NAMESPACES, 0, 1), ANSWER(EPERM), ALLOW

static const struct sock_filter code[] = {
    LOAD(arch),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, FILTER_ARCHITECTURE, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    LOAD(nr),
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1),
    ANSWER(ENOSYS),
    REFUSE(keyctl, EPERM),
    REFUSE(add_key, EPERM),
    REFUSE(request_key, EPERM),
    REFUSE(bpf, EPERM),
    REFUSE(perf_event_open, EPERM),
    REFUSE(userfaultfd, EPERM),
    REFUSE(io_uring_setup, ENOSYS),
    /* memory that is no process's, where no limit sees it */
    REFUSE(memfd_create, ENOSYS),
    REFUSE(shmget, ENOSYS),
    REFUSE(mount, EPERM),
    REFUSE(umount2, EPERM),
    REFUSE(pivot_root, EPERM),
    REFUSE(open_tree, EPERM),
    REFUSE(move_mount, EPERM),
    REFUSE(fsopen, EPERM),
    REFUSE(fsmount, EPERM),
    REFUSE(mount_setattr, EPERM),
    REFUSE(setns, EPERM),
    REFUSE(kexec_load, EPERM),
    REFUSE(init_module, EPERM),
    REFUSE(finit_module, EPERM),
    REFUSE(delete_module, EPERM),
    REFUSE(open_by_handle_at, EPERM),
    /* its flags lie in memory, where no filter sees them: the C libraries take clone then */
    REFUSE(clone3, ENOSYS),
    REFUSE_NAMESPACES(clone),
    REFUSE_NAMESPACES(unshare),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 1, 0),
    ALLOW,
    LOAD(args[1]),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TIOCSTI, 1, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TIOCLINUX, 0, 1),
    ANSWER(EPERM),
    ALLOW,
};

static const struct sock_filter socket_code[] = {LOAD(nr), REFUSE_SOCKETS};

bool
call_filter_known(void)
{
	return FILTER_ARCHITECTURE != 0;
}

/* Where the sockets are looked at first; the filter behind looks at the architecture. */
static int
write_filter(int file, bool network)
{
	if (network &&
	    write(file, socket_code, sizeof(socket_code)) != (ssize_t)sizeof(socket_code))
		return -1;
	return write(file, code, sizeof(code)) == (ssize_t)sizeof(code) ? 0 : -1;
}

int
call_filter_open(bool network, int *ret_file, struct error *err)
{
	SCOPED(fd) int file = memfd_create("filter", MFD_CLOEXEC);

	if (file < 0 || write_filter(file, network) != 0 || lseek(file, 0, SEEK_SET) != 0)
		return error_errno(err, "cannot write the build's system call filter");
	*ret_file = TAKE_FD(file);
	return 0;
}

static int
lay_on(const struct sock_filter *filter, size_t length, struct error *err)
{
	struct sock_fprog program = {
	    .len = (unsigned short)length, .filter = (struct sock_filter *)filter};

	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0)
		return error_errno(err, "cannot lay the system call filter on the build");
	return 0;
}

int
call_filter_enter(struct error *err)
{
	return lay_on(code, ARRAY_SIZE(code), err);
}

int
call_filter_enter_sockets(struct error *err)
{
	static const struct sock_filter alone[] = {LOAD(nr), REFUSE_SOCKETS, ALLOW};

	return lay_on(alone, ARRAY_SIZE(alone), err);
}
