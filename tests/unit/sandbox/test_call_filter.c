#include "sandbox/call_filter.h"

#include "base/file.h"
#include "base/path.h"
#include "base/scope.h"
#include "base/temporary_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* Runs the body with the filter in a child process, and returns how many of its
 * checks fail. */
static int
below(const struct call_filter_options *options, int (*body)(const char *), const char *argument)
{
	pid_t child = fork();
	struct error err;
	int status = -1;

	assert_true(child >= 0);
	if (child == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		    call_filter_enter(options, &err) != 0)
			_exit(100);
		_exit(body(argument));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static int
fails(long result, int error)
{
	return result == -1 && errno == error ? 0 : 1;
}

static int
change_others(const char *argument)
{
	struct sched_param parameter = {0};
	struct rlimit limit;
	cpu_set_t set;
	pid_t parent = getppid();

	(void)argument;
	return fails(prlimit(parent, RLIMIT_CORE, NULL, &limit), EPERM) +
	    fails(syscall(SYS_sched_setscheduler, parent, SCHED_OTHER, &parameter), EPERM) +
	    fails(syscall(SYS_sched_setparam, parent, &parameter), EPERM) +
	    fails(sched_getaffinity(0, sizeof(set), &set) != 0 ||
			sched_setaffinity(parent, sizeof(set), &set) != 0
		    ? -1
		    : 0,
		EPERM) +
	    fails(setpriority(PRIO_PROCESS, (id_t)parent, 0), EPERM) +
	    fails(setpriority(PRIO_USER, 0, getpriority(PRIO_PROCESS, 0)), EPERM) +
	    fails(syscall(SYS_ioprio_set, 1, parent, 0), EPERM) +
	    fails(syscall(SYS_ioprio_set, 3, 0, 0), EPERM) + fails(kill(-1, 0), EPERM);
}

static void
no_other_process_is_changed(void **state)
{
	const struct call_filter_options options = {.network = false};

	(void)state;
	assert_int_equal(below(&options, change_others, NULL), 0);
}

static int
change_self(const char *argument)
{
	struct rlimit limit;
	struct sched_param parameter = {0};
	cpu_set_t set;
	int ends[2];

	(void)argument;
	return (getrlimit(RLIMIT_CORE, &limit) != 0) + (setrlimit(RLIMIT_CORE, &limit) != 0) +
	    (sched_getaffinity(0, sizeof(set), &set) != 0) +
	    (sched_setaffinity(0, sizeof(set), &set) != 0) +
	    (syscall(SYS_sched_setscheduler, 0, SCHED_BATCH, &parameter) != 0) +
	    (setpriority(PRIO_PROCESS, 0, 19) != 0) + (setpriority(PRIO_PGRP, 0, 19) != 0) +
	    (syscall(SYS_ioprio_set, 1, 0, 3 << 13) != 0) + (kill(getpid(), 0) != 0) +
	    (kill(0, 0) != 0) + (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0);
}

static void
a_process_may_change_itself(void **state)
{
	const struct call_filter_options options = {.network = true, .refuse_truncation = true};

	(void)state;
	assert_int_equal(below(&options, change_self, NULL), 0);
}

static int
use_queues(const char *argument)
{
	(void)argument;
	return fails(msgget(IPC_PRIVATE, 0600), ENOSYS) +
	    fails(syscall(SYS_semget, IPC_PRIVATE, 1, 0600), ENOSYS) +
	    fails(syscall(SYS_shmget, IPC_PRIVATE, 4096, 0600), ENOSYS) +
	    fails(syscall(SYS_mq_open, "none", O_RDONLY, 0, NULL), ENOSYS);
}

static void
no_queue_of_the_machine_is_used(void **state)
{
	const struct call_filter_options options = {.network = true};

	(void)state;
	assert_int_equal(below(&options, use_queues, NULL), 0);
}

static int
open_sockets(const char *wanted)
{
	return (socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0) != (wanted != NULL);
}

static void
inet_sockets_are_there_with_the_network_only(void **state)
{
	const struct call_filter_options without = {.network = false}, with = {.network = true};

	(void)state;
	assert_int_equal(below(&without, open_sockets, NULL), 0);
	assert_int_equal(below(&with, open_sockets, "wanted"), 0);
}

/* Whether an end of a connected pair reaches the socket at the path. */
static int
reaches(int kind, const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX}, none = {.sun_family = AF_UNSPEC};
	const struct sockaddr *there = (const struct sockaddr *)&address;
	int ends[2];

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (socketpair(AF_UNIX, kind | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
		return 1;
	if (connect(ends[0], (const struct sockaddr *)&none, sizeof(none)) == 0 ||
	    connect(ends[0], there, sizeof(address)) == 0 || listen(ends[0], 1) == 0)
		return 1;
	/* SOCK_SEQPACKET ignores the address: the bytes reach the other end */
	sendto(ends[0], "x", 1, 0, there, sizeof(address));
	close(ends[1]);
	return connect(ends[0], there, sizeof(address)) == 0;
}

static int
make_pairs(const char *path)
{
	int ends[2];

	return fails(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends), EACCES) +
	    fails(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), EACCES) +
	    fails(socketpair(AF_UNIX, SOCK_RAW, 0, ends), EACCES) +
	    fails(socketpair(AF_TIPC, SOCK_STREAM, 0, ends), EACCES) + reaches(SOCK_STREAM, path) +
	    reaches(SOCK_SEQPACKET, path);
}

/* A datagram socket and a listening one, as a daemon of the user has them. */
static void
a_pair_of_sockets_reaches_no_other_socket(void **state)
{
	const struct call_filter_options without = {.network = false}, with = {.network = true};
	static const int kinds[] = {SOCK_DGRAM, SOCK_STREAM, SOCK_SEQPACKET};
	size_t i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		SCOPED(temporary_folder) struct temporary_folder folder = {0};
		SCOPED(fd) int there = socket(AF_UNIX, kinds[i] | SOCK_NONBLOCK, 0);
		struct sockaddr_un address = {.sun_family = AF_UNIX};
		struct arena arena = {0};
		struct error err;
		char byte;

		assert_int_equal(temporary_folder_make(&folder, &err), 0);
		snprintf(address.sun_path, sizeof(address.sun_path), "%s",
		    path_join(&arena, folder.path, "socket"));
		assert_int_equal(
		    bind(there, (const struct sockaddr *)&address, sizeof(address)), 0);
		assert_true(kinds[i] == SOCK_DGRAM || listen(there, 1) == 0);
		assert_int_equal(below(&without, make_pairs, address.sun_path), 0);
		assert_int_equal(below(&with, make_pairs, address.sun_path), 0);
		assert_true(kinds[i] == SOCK_DGRAM ? recv(there, &byte, 1, 0) < 0
						   : accept(there, NULL, NULL) < 0);
		arena_release(&arena);
	}
}

static int
empty_file(const char *path)
{
	return fails(truncate(path, 0), EACCES) + fails(open(path, O_RDONLY | O_TRUNC), EACCES) +
	    fails(syscall(SYS_openat, AT_FDCWD, path, O_TRUNC, 0), EACCES) +
	    fails(syscall(SYS_openat2, AT_FDCWD, path, NULL, 0), ENOSYS) +
#ifdef SYS_open
	    fails(syscall(SYS_open, path, O_TRUNC, 0), EACCES) +
	    (syscall(SYS_open, path, O_RDONLY, 0) < 0) +
#endif
	    (open(path, O_RDONLY) < 0) + (open(path, O_WRONLY | O_TRUNC) < 0);
}

static void
where_file_rules_do_not_know_truncation_a_file_is_emptied_by_writing_only(void **state)
{
	const struct call_filter_options options = {.refuse_truncation = true};
	SCOPED(temporary_folder) struct temporary_folder folder = {0};
	struct arena arena = {0};
	struct error err;
	char *path;

	(void)state;
	assert_int_equal(temporary_folder_make(&folder, &err), 0);
	path = path_join(&arena, folder.path, "file");
	assert_int_equal(file_write(path, "x", 1, 0600, &err), 0);
	assert_int_equal(below(&options, empty_file, path), 0);
	arena_release(&arena);
}

/* A filter that was too long would lose its end, and allow the calls that the
 * end refuses. */
static void
a_filter_ends_with_its_last_instruction(void **state)
{
	SCOPED(fd) int file = -1;
	struct sock_filter last;
	struct error err;
	struct stat status;

	(void)state;
	assert_int_equal(call_filter_open(true, &file, &err), 0);
	assert_int_equal(fstat(file, &status), 0);
	assert_int_equal(status.st_size % (off_t)sizeof(last), 0);
	assert_int_equal(
	    pread(file, &last, sizeof(last), status.st_size - (off_t)sizeof(last)), sizeof(last));
	assert_int_equal(last.code, BPF_RET | BPF_K);
	assert_int_equal(
	    last.k, 0x80000000); /* SECCOMP_RET_KILL_PROCESS, for numbers of another processor */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_other_process_is_changed),
	    cmocka_unit_test(a_process_may_change_itself),
	    cmocka_unit_test(no_queue_of_the_machine_is_used),
	    cmocka_unit_test(inet_sockets_are_there_with_the_network_only),
	    cmocka_unit_test(a_pair_of_sockets_reaches_no_other_socket),
	    cmocka_unit_test(
		where_file_rules_do_not_know_truncation_a_file_is_emptied_by_writing_only),
	    cmocka_unit_test(a_filter_ends_with_its_last_instruction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
