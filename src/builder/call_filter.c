#include "builder/call_filter.h"

#include "base/file.h"
#include "base/scope.h"

#include <asm/ioctls.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
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

enum {
	X32_BIT = 0x40000000,
	SOCKET_KIND = 0xf,
	EVERYBODY = -1, /* of kill() */
	IOPRIO_OF_USER = 3, /* no header of a C library names it */
	CODE_LIMIT = 256
};

struct refusal {
	int call, error;
};

/* On every rung that shuts in. Some processors of 32 bits lack some. */
static const struct refusal refused[] = {
    {SYS_keyctl, EPERM},
    {SYS_add_key, EPERM},
    {SYS_request_key, EPERM},
    {SYS_bpf, EPERM},
    {SYS_perf_event_open, EPERM},
    {SYS_userfaultfd, EPERM},
    {SYS_io_uring_setup, ENOSYS},
    {SYS_syslog, EPERM},
    /* memory that is no process's, where no limit sees it */
    {SYS_memfd_create, ENOSYS},
#ifdef SYS_memfd_secret
    {SYS_memfd_secret, ENOSYS},
#endif
    {SYS_shmget, ENOSYS},
    /* mounts and namespaces */
    {SYS_mount, EPERM},
    {SYS_umount2, EPERM},
    {SYS_pivot_root, EPERM},
    {SYS_open_tree, EPERM},
    {SYS_move_mount, EPERM},
    {SYS_fsopen, EPERM},
    {SYS_fspick, EPERM},
    {SYS_fsconfig, EPERM},
    {SYS_fsmount, EPERM},
    {SYS_mount_setattr, EPERM},
    {SYS_setns, EPERM},
    /* its flags lie in memory, where no filter sees them: the C libraries take clone then */
    {SYS_clone3, ENOSYS},
    /* the machine */
    {SYS_reboot, EPERM},
    {SYS_kexec_load, EPERM},
#ifdef SYS_kexec_file_load
    {SYS_kexec_file_load, EPERM},
#endif
    {SYS_init_module, EPERM},
    {SYS_finit_module, EPERM},
    {SYS_delete_module, EPERM},
    {SYS_swapon, EPERM},
    {SYS_swapoff, EPERM},
    {SYS_acct, EPERM},
    {SYS_open_by_handle_at, EPERM},
};

/* Where no namespace keeps them from others. */
static const struct refusal refused_without_namespaces[] = {
    {SYS_shmat, ENOSYS},
    {SYS_shmctl, ENOSYS},
    {SYS_msgget, ENOSYS},
    {SYS_msgsnd, ENOSYS},
    {SYS_msgrcv, ENOSYS},
    {SYS_msgctl, ENOSYS},
    {SYS_semget, ENOSYS},
#ifdef SYS_semop
    {SYS_semop, ENOSYS},
#endif
#ifdef SYS_semtimedop
    {SYS_semtimedop, ENOSYS},
#endif
    {SYS_semctl, ENOSYS},
    {SYS_mq_open, ENOSYS},
    {SYS_mq_unlink, ENOSYS},
    /* file rules do not keep it from watching what happens in folders of the user */
    {SYS_inotify_add_watch, EACCES},
    {SYS_fanotify_mark, EACCES},
};

/* Their first argument is the number of a process, 0 for the caller. */
static const int calls_for_self[] = {SYS_prlimit64, SYS_sched_setscheduler, SYS_sched_setparam,
    SYS_sched_setattr, SYS_sched_setaffinity, SYS_migrate_pages, SYS_move_pages};

/* What is being put together. Between two of its parts the call's number is what was loaded last. */
struct program {
	struct sock_filter code[CODE_LIMIT];
	unsigned short length;
};

static void
put(struct program *program, const struct sock_filter *code, size_t length)
{
	size_t i;

	/* all of it is ours and fits: tests/unit/builder/test_call_filter.c */
	for (i = 0; i < length && program->length < CODE_LIMIT; i++)
		program->code[program->length++] = code[i];
}

#define PUT(program, ...)                                       \
	put(program, (const struct sock_filter[]){__VA_ARGS__}, \
	    sizeof((const struct sock_filter[]){__VA_ARGS__}) / sizeof(struct sock_filter))
/* all three processors are little-endian: the low half of an argument comes first */
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define KEEP_BITS(bits) BPF_STMT(BPF_ALU | BPF_AND | BPF_K, bits)
/* how many instructions are passed over when it is so, and when it is not */
#define IF_EQUAL(value, so, not_so) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, so, not_so)
#define IF_ANY_BIT(bits, so, not_so) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, so, not_so)
#define IF_AT_LEAST(value, so, not_so) BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, value, so, not_so)
#define REFUSE(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define KILL BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)

static void
put_head(struct program *program)
{
	PUT(program, LOAD(arch), IF_EQUAL(FILTER_ARCHITECTURE, 1, 0), KILL, LOAD(nr),
	    IF_AT_LEAST(X32_BIT, 0, 1), REFUSE(ENOSYS));
}

static void
put_refusal(struct program *program, int call, int error)
{
	PUT(program, IF_EQUAL((unsigned)call, 0, 1), REFUSE((unsigned)error));
}

static void
put_refusals(struct program *program, const struct refusal *refusals, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		put_refusal(program, refusals[i].call, refusals[i].error);
}

/* Flags of clone and unshare: the first argument. */
static void
put_namespaces(struct program *program, int call)
{
	enum {
		NEW = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
		    CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWTIME
	};

	PUT(program, IF_EQUAL((unsigned)call, 0, 4), LOAD(args[0]), IF_ANY_BIT(NEW, 0, 1),
	    REFUSE(EPERM), ALLOW);
}

static void
put_typing(struct program *program)
{
	PUT(program, IF_EQUAL(SYS_ioctl, 0, 5), LOAD(args[1]), IF_EQUAL(TIOCSTI, 1, 0),
	    IF_EQUAL(TIOCLINUX, 0, 1), REFUSE(EPERM), ALLOW);
}

/* All but inet sockets of streams and datagrams, whatever flags are in the kind. */
static void
put_inet_only(struct program *program)
{
	PUT(program, IF_EQUAL(SYS_socket, 0, 9), LOAD(args[0]), IF_EQUAL(AF_INET, 1, 0),
	    IF_EQUAL(AF_INET6, 0, 5), LOAD(args[1]), KEEP_BITS(SOCKET_KIND),
	    IF_EQUAL(SOCK_STREAM, 1, 0), IF_EQUAL(SOCK_DGRAM, 0, 1), ALLOW, REFUSE(EACCES));
}

static void
put_self_only(struct program *program, int call)
{
	PUT(program, IF_EQUAL((unsigned)call, 0, 4), LOAD(args[0]), IF_EQUAL(0, 1, 0),
	    REFUSE(EPERM), ALLOW);
}

/* setpriority and its like: what kind of number it is, and the number. A user is all of his processes. */
static void
put_own_priority_only(struct program *program, int call, unsigned kind_of_user)
{
	PUT(program, IF_EQUAL((unsigned)call, 0, 6), LOAD(args[1]), IF_EQUAL(0, 0, 2),
	    LOAD(args[0]), IF_EQUAL(kind_of_user, 0, 1), REFUSE(EPERM), ALLOW);
}

static void
put_no_signal_to_all(struct program *program)
{
	PUT(program, IF_EQUAL(SYS_kill, 0, 4), LOAD(args[0]), IF_EQUAL((unsigned)EVERYBODY, 0, 1),
	    REFUSE(EPERM), ALLOW);
}

static void
put_no_emptying_by_reading(struct program *program, int call, bool path_first)
{
	PUT(program, IF_EQUAL((unsigned)call, 0, 5));
	if (path_first)
		PUT(program, LOAD(args[1]));
	else
		PUT(program, LOAD(args[2]));
	PUT(program, KEEP_BITS(O_TRUNC | O_ACCMODE), IF_EQUAL(O_TRUNC, 0, 1), REFUSE(EACCES),
	    ALLOW);
}

static void
put_no_truncation(struct program *program)
{
	put_refusal(program, SYS_truncate, EACCES);
	/* its flags lie in memory: whoever uses it takes openat then */
	put_refusal(program, SYS_openat2, ENOSYS);
	put_no_emptying_by_reading(program, SYS_openat, false);
#ifdef SYS_open
	put_no_emptying_by_reading(program, SYS_open, true);
#endif
}

static void
put_common(struct program *program)
{
	put_refusals(program, refused, ARRAY_SIZE(refused));
	put_namespaces(program, SYS_clone);
	put_namespaces(program, SYS_unshare);
	put_typing(program);
}

static void
put_for_shared_host(struct program *program)
{
	size_t i;

	put_refusals(program, refused_without_namespaces, ARRAY_SIZE(refused_without_namespaces));
	for (i = 0; i < ARRAY_SIZE(calls_for_self); i++)
		put_self_only(program, calls_for_self[i]);
	put_own_priority_only(program, SYS_setpriority, PRIO_USER);
	put_own_priority_only(program, SYS_ioprio_set, IOPRIO_OF_USER);
	put_no_signal_to_all(program);
}

bool
call_filter_known(void)
{
	return FILTER_ARCHITECTURE != 0;
}

int
call_filter_open(bool network, int *ret_file, struct error *err)
{
	SCOPED(fd) int file = memfd_create("filter", MFD_CLOEXEC);
	struct program program = {.length = 0};

	put_head(&program);
	if (network)
		put_inet_only(&program);
	put_common(&program);
	PUT(&program, ALLOW);
	if (file < 0)
		return error_errno(err, "cannot write the build's system call filter");
	if (file_write_all(file, program.code, program.length * sizeof(*program.code),
		"the build's system call filter", err) != 0)
		return -1;
	if (lseek(file, 0, SEEK_SET) != 0)
		return error_errno(err, "cannot write the build's system call filter");
	*ret_file = TAKE_FD(file);
	return 0;
}

int
call_filter_enter(const struct call_filter_wishes *wishes, struct error *err)
{
	struct program program = {.length = 0};
	struct sock_fprog all = {.filter = program.code};

	put_head(&program);
	if (wishes->network)
		put_inet_only(&program);
	else
		put_refusal(&program, SYS_socket, EACCES);
	put_common(&program);
	put_for_shared_host(&program);
	if (wishes->refuse_truncation)
		put_no_truncation(&program);
	PUT(&program, ALLOW);
	all.len = program.length;
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all, 0, 0) != 0)
		return error_errno(err, "cannot lay the system call filter on the build");
	return 0;
}
