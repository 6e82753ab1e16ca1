#ifndef SANDBOX_FILTER_PROGRAM_H
#define SANDBOX_FILTER_PROGRAM_H

#include "base/error.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * A filter of system calls (seccomp), put together from parts. mote has two
 * filters: sandbox/call_filter.h for build stages and command/run_filter.h for
 * the programs of images. Both refuse the common calls; each refuses some more.
 *
 *	struct filter_program program = {.length = 0};
 *	filter_program_begin(&program, FILTER_OWN);
 *	filter_program_refuse_common(&program);  // and whatever else is refused
 *	filter_program_end(&program);            // all other calls are allowed
 *	...                                      // once more with FILTER_I386, for programs of 32 bits
 *	filter_program_open(&program, &fd, err); // a call by other numbers ends the process
 *
 * Each part ends with the number of the call loaded. Interfaces:
 * linux/filter.h, linux/seccomp.h.
 */
enum { FILTER_LIMIT = 512, FILTER_NO_CALL = -1 };

/* The architecture whose numbers a section checks. */
enum filter_numbers { FILTER_OWN, FILTER_I386 };

#if defined(__x86_64__)
enum { FILTER_HAS_I386 = true };
#else
enum { FILTER_HAS_I386 = false };
#endif

struct filter_program {
	struct sock_filter code[FILTER_LIMIT];
	unsigned short length;
	unsigned short section; /* the jump over the section that was begun last */
	enum filter_numbers numbers; /* the numbers that this section checks */
};

struct filter_call {
	int own, i386; /* the call's numbers on the two architectures, or FILTER_NO_CALL */
	int error; /* the errno of a refused call */
};

/* Whether a filter can be made for this processor. */
bool filter_program_known(void);

void filter_program_begin(struct filter_program *program, enum filter_numbers numbers);
void filter_program_end(struct filter_program *program);

void filter_program_refuse(
    struct filter_program *program, const struct filter_call *calls, size_t count);

/*
 * Refuses calls that no sandbox of mote needs and that namespaces and file
 * rules do not stop: keyrings, the kernel's log, mounts and new namespaces,
 * bpf, performance events, userfaultfd, io_uring, modules, kexec, reboot,
 * clocks, swap and quotas, sockets to a hypervisor, and input that is faked on
 * a terminal.
 */
void filter_program_refuse_common(struct filter_program *program);

/* For a sandbox that has no process namespace of its own. */
void filter_program_refuse_signal_to_all(struct filter_program *program);

/* Makes a file with the whole filter, for bwrap --seccomp; it is closed at exec
 * unless the child changes that. */
int filter_program_open(
    struct filter_program *program, int *ret_file, struct error *err) MUST_CHECK;
/* Installs the filter, for good. The caller is a child that has
 * no_new_privs. */
int filter_program_enter(struct filter_program *program, struct error *err) MUST_CHECK;

/* Adds instructions, for parts that only one filter has. Instructions beyond
 * FILTER_LIMIT are dropped: tests/unit/sandbox/test_call_filter.c checks that
 * the last one is there. */
void filter_program_put(
    struct filter_program *program, const struct sock_filter *code, size_t length);

#define FILTER_PUT(program, ...)                                               \
	filter_program_put(program, (const struct sock_filter[]){__VA_ARGS__}, \
	    sizeof((const struct sock_filter[]){__VA_ARGS__}) / sizeof(struct sock_filter))
/* all processors that have a filter are little-endian: the low half of an
 * argument comes first */
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define KEEP_BITS(bits) BPF_STMT(BPF_ALU | BPF_AND | BPF_K, bits)
/* so, not_so: how many instructions are skipped when the condition is true, and
 * when it is false */
#define IF_EQUAL(value, so, not_so) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, so, not_so)
#define IF_ANY_BIT(bits, so, not_so) BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, so, not_so)
#define IF_AT_LEAST(value, so, not_so) BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, value, so, not_so)
#define REFUSE(error) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)(error))
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

#endif
