#include "command/run_filter.h"

#include "base/scope.h"

#include <asm/ioctls.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#define HAS_I386 true
#elif defined(__aarch64__)
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#define HAS_I386 false
#elif defined(__riscv) && __riscv_xlen == 64
#define OWN_ARCHITECTURE AUDIT_ARCH_RISCV64
#define HAS_I386 false
#else
/* none is written for this processor */
#define OWN_ARCHITECTURE 0
#define HAS_I386 false
#endif

enum { X32_BIT = 0x40000000, INSTRUCTION_LIMIT = 512 };

/* Calls that are older than the table which all processors share: the numbers of newer ones are the same on all. */
#define NO_CALL (-1)
#ifndef SYS_iopl
#define SYS_iopl NO_CALL
#endif
#ifndef SYS_ioperm
#define SYS_ioperm NO_CALL
#endif
#ifndef SYS_kexec_file_load
#define SYS_kexec_file_load NO_CALL
#endif
#ifndef SYS_quotactl_fd
#define SYS_quotactl_fd 443
#endif

struct refused_call {
	int own, i386; /* its number on this processor, and for programs of 32 bits on x86_64 */
	int error;
};

static const struct refused_call refused[] = {
    {SYS_keyctl, 288, EPERM},
    {SYS_add_key, 286, EPERM},
    {SYS_request_key, 287, EPERM},
    {SYS_bpf, 357, EPERM},
    {SYS_perf_event_open, 336, EPERM},
    {SYS_userfaultfd, 374, EPERM},
    {SYS_io_uring_setup, 425, ENOSYS},
    {SYS_io_uring_enter, 426, ENOSYS},
    {SYS_io_uring_register, 427, ENOSYS},
    {SYS_mount, 21, EPERM},
    {NO_CALL, 22, EPERM}, /* the older umount */
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
    {SYS_kexec_load, 283, EPERM},
    {SYS_kexec_file_load, NO_CALL, EPERM},
    {SYS_init_module, 128, EPERM},
    {SYS_finit_module, 350, EPERM},
    {SYS_delete_module, 129, EPERM},
    {SYS_reboot, 88, EPERM},
    {SYS_swapon, 87, EPERM},
    {SYS_swapoff, 115, EPERM},
    {SYS_quotactl, 131, EPERM},
    {SYS_quotactl_fd, 443, EPERM},
    {SYS_acct, 51, EPERM},
    {SYS_syslog, 103, EPERM},
    {SYS_settimeofday, 79, EPERM},
    {NO_CALL, 25, EPERM}, /* stime */
    {SYS_clock_settime, 264, EPERM},
    {NO_CALL, 404, EPERM}, /* clock_settime64 */
    {SYS_iopl, 110, EPERM},
    {SYS_ioperm, 101, EPERM},
    /* its flags lie in memory, where no filter sees them: the C libraries take clone then */
    {SYS_clone3, 435, ENOSYS},
};

enum {
	NEW_NAMESPACES = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
	    CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWTIME
};

/* A filter under way. */
struct program {
	struct sock_filter code[INSTRUCTION_LIMIT];
	unsigned short length;
};

static void
add(struct program *program, struct sock_filter instruction)
{
	/* the table is ours and short; one too many would be forgotten, never overrun */
	if (program->length < INSTRUCTION_LIMIT)
		program->code[program->length++] = instruction;
}

#define ADD(program, ...) add(program, (struct sock_filter)__VA_ARGS__)

static void
add_answer(struct program *program, int error)
{
	ADD(program, BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error));
}

static void
add_load(struct program *program, size_t offset)
{
	ADD(program, BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offset));
}

/* Refuses the call where its argument (whose low half comes first) has one of the bits. */
static void
refuse_bits(struct program *program, unsigned number, unsigned bits)
{
	ADD(program, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 4));
	add_load(program, offsetof(struct seccomp_data, args[0]));
	ADD(program, BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1));
	add_answer(program, EPERM);
	ADD(program, BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

static void
refuse_typing(struct program *program, unsigned number)
{
	ADD(program, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 5));
	add_load(program, offsetof(struct seccomp_data, args[1]));
	ADD(program, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TIOCSTI, 1, 0));
	ADD(program, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TIOCLINUX, 0, 1));
	add_answer(program, EPERM);
	ADD(program, BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

/* Sockets to the machine that this one runs on as a guest: no network namespace keeps them. */
static void
refuse_machine_sockets(struct program *program, unsigned number)
{
	ADD(program, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 4));
	add_load(program, offsetof(struct seccomp_data, args[0]));
	ADD(program, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_VSOCK, 0, 1));
	add_answer(program, EPERM);
	ADD(program, BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

/* All that is asked of a call of this architecture; the end allows it. */
static void
add_rules(struct program *program, bool i386)
{
	size_t i;

	add_load(program, offsetof(struct seccomp_data, nr));
	if (HAS_I386 && !i386) {
		ADD(program, BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1));
		add_answer(program, ENOSYS);
	}
	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		int number = i386 ? refused[i].i386 : refused[i].own;

		if (number == NO_CALL)
			continue;
		ADD(program, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)number, 0, 1));
		add_answer(program, refused[i].error);
	}
	refuse_bits(program, i386 ? 120 : SYS_clone, NEW_NAMESPACES);
	refuse_bits(program, i386 ? 310 : SYS_unshare, NEW_NAMESPACES);
	refuse_typing(program, i386 ? 54 : SYS_ioctl);
	refuse_machine_sockets(program, i386 ? 359 : SYS_socket);
	ADD(program, BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

/* The rules, for calls of one architecture. */
static void
add_architecture(struct program *program, unsigned architecture, bool i386)
{
	unsigned short jump;

	add_load(program, offsetof(struct seccomp_data, arch));
	ADD(program, BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0));
	jump = program->length;
	ADD(program, BPF_STMT(BPF_JMP | BPF_JA, 0));
	add_rules(program, i386);
	program->code[jump].k = (unsigned)program->length - jump - 1;
}

int
run_filter_open(int *ret_file, struct error *err)
{
	struct program program = {.length = 0};
	SCOPED(fd) int file = -1;
	ssize_t size;

	*ret_file = -1;
	if (OWN_ARCHITECTURE == 0)
		return 0;
	add_architecture(&program, OWN_ARCHITECTURE, false);
	if (HAS_I386)
		add_architecture(&program, AUDIT_ARCH_I386, true);
	ADD(&program, BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
	size = program.length * (ssize_t)sizeof(program.code[0]);
	file = memfd_create("filter", MFD_CLOEXEC);
	if (file < 0 || write(file, program.code, (size_t)size) != size ||
	    lseek(file, 0, SEEK_SET) != 0)
		return error_errno(err, "cannot write the system call filter");
	*ret_file = TAKE_FD(file);
	return 0;
}
