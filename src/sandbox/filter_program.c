#include "sandbox/filter_program.h"

#include "base/file.h"
#include "base/scope.h"

#include <asm/ioctls.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define OWN_ARCHITECTURE AUDIT_ARCH_RISCV64
#else
/* no filter is written for this processor */
#define OWN_ARCHITECTURE 0
#endif

enum { X32_BIT = 0x40000000 };

/* Numbers that some processors or C libraries do not define. A call that is
 * newer than Linux 5.1 has the same number on all processors. */
#ifndef SYS_iopl
#define SYS_iopl FILTER_NO_CALL
#endif
#ifndef SYS_ioperm
#define SYS_ioperm FILTER_NO_CALL
#endif
#ifndef SYS_kexec_file_load
#define SYS_kexec_file_load FILTER_NO_CALL
#endif
#ifndef SYS_settimeofday
#define SYS_settimeofday FILTER_NO_CALL
#endif
#ifndef SYS_clock_settime
#define SYS_clock_settime FILTER_NO_CALL
#endif
#ifndef SYS_quotactl_fd
#define SYS_quotactl_fd 443
#endif

static const struct filter_call common[] = {
    {SYS_keyctl, 288, EPERM},
    {SYS_add_key, 286, EPERM},
    {SYS_request_key, 287, EPERM},
    {SYS_bpf, 357, EPERM},
    {SYS_perf_event_open, 336, EPERM},
    {SYS_userfaultfd, 374, EPERM},
    {SYS_io_uring_setup, 425, ENOSYS},
    {SYS_io_uring_enter, 426, ENOSYS},
    {SYS_io_uring_register, 427, ENOSYS},
    {SYS_syslog, 103, EPERM},
    /* mounts, namespaces, and files that are opened without a path */
    {SYS_mount, 21, EPERM},
    {FILTER_NO_CALL, 22, EPERM}, /* the older umount */
    {SYS_umount2, 52, EPERM},
    {SYS_pivot_root, 217, EPERM},
    {SYS_open_tree, 428, EPERM},
    {SYS_move_mount, 429, EPERM},
    {SYS_fsopen, 430, EPERM},
    {SYS_fsconfig, 431, EPERM},
    {SYS_fsmount, 432, EPERM},
    {SYS_fspick, 433, EPERM},
    {SYS_mount_setattr, 442, EPERM},
    {SYS_setns, 346, EPERM},
    {SYS_open_by_handle_at, 342, EPERM},
    {SYS_fanotify_init, 338, EPERM},
    /* the flags of clone3 lie in memory, where no filter sees them; the C
     * libraries fall back to clone */
    {SYS_clone3, 435, ENOSYS},
    /* calls that change the whole machine */
    {SYS_reboot, 88, EPERM},
    {SYS_kexec_load, 283, EPERM},
    {SYS_kexec_file_load, FILTER_NO_CALL, EPERM},
    {SYS_init_module, 128, EPERM},
    {SYS_finit_module, 350, EPERM},
    {SYS_delete_module, 129, EPERM},
    {SYS_swapon, 87, EPERM},
    {SYS_swapoff, 115, EPERM},
    {SYS_acct, 51, EPERM},
    {SYS_quotactl, 131, EPERM},
    {SYS_quotactl_fd, 443, EPERM},
    {SYS_settimeofday, 79, EPERM},
    {FILTER_NO_CALL, 25, EPERM}, /* stime */
    {SYS_clock_settime, 264, EPERM},
    {FILTER_NO_CALL, 404, EPERM}, /* clock_settime64 */
    {SYS_iopl, 110, EPERM},
    {SYS_ioperm, 101, EPERM},
};

bool
filter_program_known(void)
{
	return OWN_ARCHITECTURE != 0;
}

void
filter_program_put(struct filter_program *program, const struct sock_filter *code, size_t length)
{
	size_t i;

	for (i = 0; i < length && program->length < FILTER_LIMIT; i++)
		program->code[program->length++] = code[i];
}

void
filter_program_begin(struct filter_program *program, enum filter_numbers numbers)
{
	unsigned architecture = numbers == FILTER_I386 ? AUDIT_ARCH_I386 : OWN_ARCHITECTURE;

	program->numbers = numbers;
	FILTER_PUT(program, LOAD(arch), IF_EQUAL(architecture, 1, 0));
	/* filter_program_end() sets the length of this jump: only then is the
	 * section complete */
	program->section = program->length;
	FILTER_PUT(program, BPF_STMT(BPF_JMP | BPF_JA, 0), LOAD(nr));
	if (numbers == FILTER_OWN)
		FILTER_PUT(program, IF_AT_LEAST(X32_BIT, 0, 1), REFUSE(ENOSYS));
}

void
filter_program_end(struct filter_program *program)
{
	FILTER_PUT(program, ALLOW);
	program->code[program->section].k = (unsigned)program->length - program->section - 1;
}

void
filter_program_refuse(struct filter_program *program, const struct filter_call *calls, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		int number = program->numbers == FILTER_I386 ? calls[i].i386 : calls[i].own;

		if (number != FILTER_NO_CALL)
			FILTER_PUT(
			    program, IF_EQUAL((unsigned)number, 0, 1), REFUSE(calls[i].error));
	}
}

/* The process number of kill() that means all processes. */
enum { EVERYBODY = -1 };

/* Refuses new namespaces. The first argument of clone and of unshare has the
 * flags. */
static void
refuse_namespaces(struct filter_program *program, unsigned number)
{
	enum {
		NEW = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
		    CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWTIME
	};

	FILTER_PUT(program, IF_EQUAL(number, 0, 4), LOAD(args[0]), IF_ANY_BIT(NEW, 0, 1),
	    REFUSE(EPERM), ALLOW);
}

static void
refuse_typing(struct filter_program *program, unsigned number)
{
	FILTER_PUT(program, IF_EQUAL(number, 0, 5), LOAD(args[1]), IF_EQUAL(TIOCSTI, 1, 0),
	    IF_EQUAL(TIOCLINUX, 0, 1), REFUSE(EPERM), ALLOW);
}

/* Refuses sockets to the host of a virtual machine: no network namespace shuts
 * them off. */
static void
refuse_machine_sockets(struct filter_program *program, unsigned number)
{
	FILTER_PUT(program, IF_EQUAL(number, 0, 4), LOAD(args[0]), IF_EQUAL(AF_VSOCK, 0, 1),
	    REFUSE(EPERM), LOAD(nr));
}

void
filter_program_refuse_common(struct filter_program *program)
{
	bool i386 = program->numbers == FILTER_I386;

	filter_program_refuse(program, common, ARRAY_SIZE(common));
	refuse_namespaces(program, i386 ? 120 : SYS_clone);
	refuse_namespaces(program, i386 ? 310 : SYS_unshare);
	refuse_typing(program, i386 ? 54 : SYS_ioctl);
	refuse_machine_sockets(program, i386 ? 359 : SYS_socket);
}

void
filter_program_refuse_signal_to_all(struct filter_program *program)
{
	unsigned number = program->numbers == FILTER_I386 ? 37 : SYS_kill;

	FILTER_PUT(program, IF_EQUAL(number, 0, 4), LOAD(args[0]),
	    IF_EQUAL((unsigned)EVERYBODY, 0, 1), REFUSE(EPERM), ALLOW);
}

/* Ends a process that uses the numbers of a processor for which the filter has
 * no section. */
static void
close_program(struct filter_program *program)
{
	FILTER_PUT(program, BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
}

int
filter_program_open(struct filter_program *program, int *ret_file, struct error *err)
{
	static const char name[] = "the system call filter";
	SCOPED(fd) int file = memfd_create("filter", MFD_CLOEXEC);

	close_program(program);
	if (file < 0)
		return error_errno(err, "cannot write %s", name);
	if (file_write_all(
		file, program->code, program->length * sizeof(*program->code), name, err) != 0)
		return -1;
	if (lseek(file, 0, SEEK_SET) != 0)
		return error_errno(err, "cannot write %s", name);
	*ret_file = TAKE_FD(file);
	return 0;
}

int
filter_program_enter(struct filter_program *program, struct error *err)
{
	struct sock_fprog all = {.filter = program->code};

	close_program(program);
	all.len = program->length;
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all, 0, 0) != 0)
		return error_errno(err, "cannot lay the system call filter on the build");
	return 0;
}
