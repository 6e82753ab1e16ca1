#include "sandbox/call_filter.h"

#include "sandbox/filter_program.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>

enum {
	SOCKET_KIND = 0xf,
	IOPRIO_OF_USER = 3 /* the headers of the C libraries do not name it */
};

/* Calls that make memory which belongs to no process: the limits of a build do
 * not see it. */
static const struct filter_call unseen_memory[] = {
    {SYS_memfd_create, FILTER_NO_CALL, ENOSYS},
#ifdef SYS_memfd_secret
    {SYS_memfd_secret, FILTER_NO_CALL, ENOSYS},
#endif
    {SYS_shmget, FILTER_NO_CALL, ENOSYS},
};

/* Calls that reach other processes of the user where no IPC namespace parts
 * them. */
static const struct filter_call without_namespaces[] = {
    {SYS_shmat, FILTER_NO_CALL, ENOSYS},
    {SYS_shmctl, FILTER_NO_CALL, ENOSYS},
    {SYS_msgget, FILTER_NO_CALL, ENOSYS},
    {SYS_msgsnd, FILTER_NO_CALL, ENOSYS},
    {SYS_msgrcv, FILTER_NO_CALL, ENOSYS},
    {SYS_msgctl, FILTER_NO_CALL, ENOSYS},
    {SYS_semget, FILTER_NO_CALL, ENOSYS},
#ifdef SYS_semop
    {SYS_semop, FILTER_NO_CALL, ENOSYS},
#endif
#ifdef SYS_semtimedop
    {SYS_semtimedop, FILTER_NO_CALL, ENOSYS},
#endif
    {SYS_semctl, FILTER_NO_CALL, ENOSYS},
    {SYS_mq_open, FILTER_NO_CALL, ENOSYS},
    {SYS_mq_unlink, FILTER_NO_CALL, ENOSYS},
    /* file rules do not keep a build from watching what happens in folders of
     * the user */
    {SYS_inotify_add_watch, FILTER_NO_CALL, EACCES},
    {SYS_fanotify_mark, FILTER_NO_CALL, EACCES},
};

/* Calls whose first argument is the number of a process; 0 is the caller. */
static const int calls_for_self[] = {SYS_prlimit64, SYS_sched_setscheduler, SYS_sched_setparam,
    SYS_sched_setattr, SYS_sched_setaffinity, SYS_migrate_pages, SYS_move_pages};

static void
refuse(struct filter_program *program, int call, int error)
{
	const struct filter_call refused = {call, FILTER_NO_CALL, error};

	filter_program_refuse(program, &refused, 1);
}

/* Allows internet sockets of streams and datagrams alone. KEEP_BITS removes
 * flags from the kind. */
static void
put_inet_only(struct filter_program *program)
{
	FILTER_PUT(program, IF_EQUAL(SYS_socket, 0, 9), LOAD(args[0]), IF_EQUAL(AF_INET, 1, 0),
	    IF_EQUAL(AF_INET6, 0, 5), LOAD(args[1]), KEEP_BITS(SOCKET_KIND),
	    IF_EQUAL(SOCK_STREAM, 1, 0), IF_EQUAL(SOCK_DGRAM, 0, 1), ALLOW, REFUSE(EACCES));
}

/* Allows only pairs of which each end is connected to the other for good: the
 * kernel refuses to connect a stream or SOCK_SEQPACKET end once more, and sends
 * nothing from it to an address. An end of a datagram pair reaches every socket
 * that the user may write to, by path or by name. */
static void
put_connected_pairs_only(struct filter_program *program)
{
	FILTER_PUT(program, IF_EQUAL(SYS_socketpair, 0, 8), LOAD(args[0]), IF_EQUAL(AF_UNIX, 0, 5),
	    LOAD(args[1]), KEEP_BITS(SOCKET_KIND), IF_EQUAL(SOCK_STREAM, 1, 0),
	    IF_EQUAL(SOCK_SEQPACKET, 0, 1), ALLOW, REFUSE(EACCES));
}

static void
put_self_only(struct filter_program *program, int call)
{
	FILTER_PUT(program, IF_EQUAL((unsigned)call, 0, 4), LOAD(args[0]), IF_EQUAL(0, 1, 0),
	    REFUSE(EPERM), ALLOW);
}

/* For setpriority and ioprio_set: the first argument says what the second one
 * numbers. Only 0 is allowed, which means the caller, and not together with the
 * kind "user": that would change all processes of the user. */
static void
put_own_priority_only(struct filter_program *program, int call, unsigned kind_of_user)
{
	FILTER_PUT(program, IF_EQUAL((unsigned)call, 0, 6), LOAD(args[1]), IF_EQUAL(0, 0, 2),
	    LOAD(args[0]), IF_EQUAL(kind_of_user, 0, 1), REFUSE(EPERM), ALLOW);
}

static void
put_no_emptying_by_reading(struct filter_program *program, int call, bool path_first)
{
	FILTER_PUT(program, IF_EQUAL((unsigned)call, 0, 5));
	if (path_first)
		FILTER_PUT(program, LOAD(args[1]));
	else
		FILTER_PUT(program, LOAD(args[2]));
	FILTER_PUT(program, KEEP_BITS(O_TRUNC | O_ACCMODE), IF_EQUAL(O_TRUNC, 0, 1), REFUSE(EACCES),
	    ALLOW);
}

static void
put_no_truncation(struct filter_program *program)
{
	refuse(program, SYS_truncate, EACCES);
	/* the flags of openat2 lie in memory, where no filter sees them;
	 * programs fall back to openat */
	refuse(program, SYS_openat2, ENOSYS);
	put_no_emptying_by_reading(program, SYS_openat, false);
#ifdef SYS_open
	put_no_emptying_by_reading(program, SYS_open, true);
#endif
}

static void
put_for_shared_host(struct filter_program *program)
{
	size_t i;

	filter_program_refuse(program, without_namespaces, ARRAY_SIZE(without_namespaces));
	for (i = 0; i < ARRAY_SIZE(calls_for_self); i++)
		put_self_only(program, calls_for_self[i]);
	put_own_priority_only(program, SYS_setpriority, PRIO_USER);
	put_own_priority_only(program, SYS_ioprio_set, IOPRIO_OF_USER);
	filter_program_refuse_signal_to_all(program);
}

/* The rules that the strict and the landlock rung share. */
static void
put_common(struct filter_program *program)
{
	filter_program_refuse(program, unseen_memory, ARRAY_SIZE(unseen_memory));
	filter_program_refuse_common(program);
}

bool
call_filter_known(void)
{
	return filter_program_known();
}

int
call_filter_open(bool network, int *ret_file, struct error *err)
{
	struct filter_program program = {.length = 0};

	filter_program_begin(&program, FILTER_OWN);
	if (network) {
		put_inet_only(&program);
		put_connected_pairs_only(&program);
	}
	put_common(&program);
	filter_program_end(&program);
	return filter_program_open(&program, ret_file, err);
}

int
call_filter_enter(const struct call_filter_options *options, struct error *err)
{
	struct filter_program program = {.length = 0};

	filter_program_begin(&program, FILTER_OWN);
	if (options->network)
		put_inet_only(&program);
	else
		refuse(&program, SYS_socket, EACCES);
	put_connected_pairs_only(&program);
	put_common(&program);
	put_for_shared_host(&program);
	if (options->refuse_truncation)
		put_no_truncation(&program);
	filter_program_end(&program);
	return filter_program_enter(&program, err);
}
