/*
 * <execinfo.h> of the GNU C library: the addresses that the running functions return to, the innermost first. They are found by
 * frame pointers: functions that shall be seen are compiled with -fno-omit-frame-pointer. On s390x, whose frames are not linked,
 * only the caller is found. A stripped program has no names of functions: addr2line finds them in its debug information.
 */
#ifndef EXECINFO_H
#define EXECINFO_H

#ifdef __cplusplus
extern "C" {
#endif

/* Fills `addresses`, at most `size` of them, and returns how many there are. It may be called in a signal handler. */
int backtrace(void **addresses, int size);

/* One text for each address, "PROGRAM(+OFFSET) [ADDRESS]", in one block for free(); NULL without memory. */
char **backtrace_symbols(void *const *addresses, int size);

/* The same texts, a line each, written to a file without malloc(). */
void backtrace_symbols_fd(void *const *addresses, int size, int fd);

#ifdef __cplusplus
}
#endif

#endif
/* end of execinfo.h */

#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A frame has the address of the one that called it, and the address that it returns to. */
#if defined(__riscv)
#define CALLER(frame) ((frame)[-2])
#define RETURN(frame) ((frame)[-1])
enum { BELOW = 2, ABOVE = 0 };
#elif defined(__powerpc64__)
/* which is kept in the caller's frame */
#define CALLER(frame) ((frame)[0])
#define RETURN(frame) (((const uintptr_t *)(frame)[0])[2])
enum { BELOW = 0, ABOVE = 3 };
#else
#define CALLER(frame) ((frame)[0])
#define RETURN(frame) ((frame)[1])
enum { BELOW = 0, ABOVE = 2 };
#endif

struct range {
	uintptr_t start, end;
};

/* Whether a whole frame is there: what a function without frame pointer leaves in the register may be anything. */
static int
holds(const struct range *range, uintptr_t frame)
{
	return frame % sizeof(uintptr_t) == 0 &&
	    frame >= range->start + BELOW * sizeof(uintptr_t) && frame < range->end &&
	    range->end - frame >= ABOVE * sizeof(uintptr_t);
}

/* The thread's stack, and the one that a signal handler may run on. */
static void
find_stacks(struct range *thread, struct range *signal)
{
	pthread_attr_t attributes;
	stack_t other;
	void *start;
	size_t size;

	*thread = *signal = (struct range){0, 0};
	if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
		if (pthread_attr_getstack(&attributes, &start, &size) == 0)
			*thread = (struct range){(uintptr_t)start, (uintptr_t)start + size};
		pthread_attr_destroy(&attributes);
	}
	if (sigaltstack(NULL, &other) == 0 && !(other.ss_flags & SS_DISABLE))
		*signal =
		    (struct range){(uintptr_t)other.ss_sp, (uintptr_t)other.ss_sp + other.ss_size};
}

#if defined(__s390__)
__attribute__((noinline)) int
backtrace(void **addresses, int size)
{
	if (size < 1)
		return 0;
	addresses[0] = __builtin_return_address(0);
	return 1;
}
#else
__attribute__((noinline)) int
backtrace(void **addresses, int size)
{
	uintptr_t frame = (uintptr_t)__builtin_frame_address(0), caller, to;
	struct range thread, signal;
	int count = 0, saved = errno;

	find_stacks(&thread, &signal);
	while (count < size && (holds(&thread, frame) || holds(&signal, frame))) {
		caller = CALLER((const uintptr_t *)frame);
#if defined(__powerpc64__)
		if (!holds(&thread, caller) && !holds(&signal, caller))
			break;
#endif
		to = RETURN((const uintptr_t *)frame);
		if (to == 0)
			break;
		addresses[count++] = (void *)to;
		/* outwards on one stack, or from that of a signal handler to the thread's */
		if (caller <= frame && !(holds(&signal, frame) && !holds(&signal, caller)))
			break;
		frame = caller;
	}
	errno = saved;
	return count;
}
#endif

extern const char __ehdr_start[] __attribute__((visibility("hidden")));
/* which a program at a fixed place has not: its addresses are the offsets */
extern const char _DYNAMIC[] __attribute__((weak, visibility("hidden")));

enum { HEX_DIGITS = 2 * sizeof(uintptr_t), LINE_REST = 2 * HEX_DIGITS + sizeof("(+0x) [0x]") };

static char *
add_text(char *at, const char *text)
{
	size_t length = strlen(text);

	memcpy(at, text, length);
	return at + length;
}

static char *
add_hex(char *at, uintptr_t number)
{
	char digits[HEX_DIGITS];
	size_t count = 0;

	do
		digits[count++] = "0123456789abcdef"[number & 15];
	while ((number >>= 4) != 0);
	while (count > 0)
		*at++ = digits[--count];
	return at;
}

/* What stands behind the program's name, without stdio: for signal handlers. */
static char *
add_place(char *at, const void *address)
{
	uintptr_t place = (uintptr_t)address;

	at = add_text(at, "(+0x");
	at = add_hex(at, place - (_DYNAMIC != NULL ? (uintptr_t)__ehdr_start : 0));
	at = add_text(at, ") [0x");
	at = add_hex(at, place);
	return add_text(at, "]");
}

char **
backtrace_symbols(void *const *addresses, int size)
{
	const char *name = program_invocation_name;
	size_t count = size > 0 ? (size_t)size : 0, i;
	char **lines = malloc(count * (sizeof(*lines) + strlen(name) + LINE_REST) + 1);
	char *at;

	if (lines == NULL)
		return NULL;
	at = (char *)(lines + count);
	for (i = 0; i < count; i++) {
		lines[i] = at;
		at = add_place(add_text(at, name), addresses[i]);
		*at++ = '\0';
	}
	return lines;
}

static void
write_all(int fd, const char *bytes, size_t length)
{
	ssize_t done;

	for (; length > 0; bytes += done, length -= (size_t)done) {
		done = write(fd, bytes, length);
		if (done < 0 && errno != EINTR)
			return;
		if (done < 0)
			done = 0;
	}
}

void
backtrace_symbols_fd(void *const *addresses, int size, int fd)
{
	const char *name = program_invocation_name;
	char rest[LINE_REST + 1], *end;
	int i;

	for (i = 0; i < size; i++) {
		end = add_text(add_place(rest, addresses[i]), "\n");
		write_all(fd, name, strlen(name));
		write_all(fd, rest, (size_t)(end - rest));
	}
}
