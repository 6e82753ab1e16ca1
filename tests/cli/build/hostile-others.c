/*
 * Ways to reach things of the user that are not the build's: other processes, the kernel's queues,
 * the modes and times of files, the machine. `./others ROW...` tries rows (none: all) and prints
 * how each went. `./others lay` makes the things to reach, `./others tidy` removes them; `./others wait`
 * is a process with sockets to reach. where.h
 * names the places.
 */
#define _GNU_SOURCE
#include "where.h"
/* needs the definitions of where.h */
#include "ways_out.h"

#include <errno.h>
#include <fcntl.h>
#include <mqueue.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/xattr.h>

#define SECRET HERE "/home/secret"
enum { NOBODY = 999999999 };

static int
limits(void)
{
	struct rlimit none = {0, 0};
	return prlimit(OTHER, RLIMIT_CORE, &none, NULL) == 0;
}
static int
reads_limits(void)
{
	struct rlimit limit;
	return prlimit(OTHER, RLIMIT_CORE, NULL, &limit) == 0;
}
/* the lowest priority, which every process may set, whatever the priority of the tests is */
WAY_OUT(priority, setpriority(PRIO_PROCESS, OTHER, 19) == 0)
/* the user nobody has no processes, so a process that may do this changes nothing */
WAY_OUT(priority_of_user, setpriority(PRIO_USER, NOBODY, 19) == 0 || errno == ESRCH)
WAY_OUT(io_priority, syscall(SYS_ioprio_set, 1, OTHER, 0) == 0)
WAY_OUT(io_priority_of_user, syscall(SYS_ioprio_set, 3, NOBODY, 0) == 0 || errno == ESRCH)
static int
scheduling(void)
{
	struct sched_param parameter = {0};
	return syscall(SYS_sched_setscheduler, OTHER, SCHED_BATCH, &parameter) == 0;
}
static int
processors(void)
{
	cpu_set_t set;
	return sched_getaffinity(0, sizeof(set), &set) == 0 &&
	    sched_setaffinity(OTHER, sizeof(set), &set) == 0;
}
WAY_OUT(signals_all, kill(-1, 0) == 0)
static int
reads_memory(void)
{
	char byte;
	struct iovec here = {&byte, 1}, there = {(void *)1, 1};
	/* a process that may look gets EFAULT, since nothing is at this address */
	return process_vm_readv(OTHER, &here, 1, &there, 1, 0) < 0 && errno == EFAULT;
}
WAY_OUT(takes_file, syscall(SYS_pidfd_getfd, syscall(SYS_pidfd_open, OTHER, 0), 0, 0) >= 0)
WAY_OUT(compares, syscall(SYS_kcmp, getpid(), OTHER, 0, 0, 0) >= 0)
WAY_OUT(working_folder, open("/proc/" OTHER_TEXT "/cwd", O_PATH) >= 0)
WAY_OUT(out_of_memory, open("/proc/" OTHER_TEXT "/oom_score_adj", O_WRONLY) >= 0)
WAY_OUT(shared_memory, shmat(shmget(KEY, 0, 0), NULL, 0) != (void *)-1)
WAY_OUT(message_queue, msgget(KEY, 0) >= 0)
WAY_OUT(semaphores, semget(KEY, 1, 0) >= 0)
WAY_OUT(posix_queue, mq_open(QUEUE, O_RDONLY) >= 0)
WAY_OUT(leaves_message_queue, msgget(KEY + 1, IPC_CREAT | 0600) >= 0)
WAY_OUT(leaves_semaphores, semget(KEY + 1, 1, IPC_CREAT | 0600) >= 0)
/* The address of a datagram socket of the host: at a path, or without one. */
static struct sockaddr_un
host_address(int without_path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	snprintf(address.sun_path + without_path, sizeof(address.sun_path) - 1, "%s", DATAGRAMS);
	return address;
}
/* An end of a pair of datagram sockets can send to any socket, with and without connect(). */
static int
sends(int without_path, int connects)
{
	struct sockaddr_un address = host_address(without_path);
	const struct sockaddr *there = (const struct sockaddr *)&address;
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) != 0)
		return 0;
	if (connects)
		return connect(ends[0], there, sizeof(address)) == 0 &&
		    send(ends[0], "x", 1, 0) == 1;
	return sendto(ends[0], "x", 1, 0, there, sizeof(address)) == 1;
}
WAY_OUT(datagram, sends(0, 0))
WAY_OUT(connected_datagram, sends(0, 1))
WAY_OUT(abstract_datagram, sends(1, 0))
WAY_OUT(mode, chmod(SECRET, 0604) == 0)
WAY_OUT(owner, chown(SECRET, getuid(), getgid()) == 0)
WAY_OUT(times, utimensat(AT_FDCWD, SECRET, NULL, 0) == 0)
WAY_OUT(attribute, setxattr(SECRET, "user.mote", "x", 1, 0) == 0)
WAY_OUT(mode_of_null, chmod("/dev/null", 0666) == 0)
static int
mode_of_input(void)
{
	struct stat status;
	return fstat(0, &status) == 0 && fchmod(0, status.st_mode & 07777) == 0;
}
WAY_OUT(shortens, truncate(SECRET, 3) == 0)
WAY_OUT(links, link(SECRET, "linked") == 0)
WAY_OUT(makes_folder, mkdir(HERE "/home/made", 0700) == 0 && rmdir(HERE "/home/made") == 0)
WAY_OUT(removes, rename(SECRET, HERE "/home/moved") == 0 && rename(HERE "/home/moved", SECRET) == 0)
WAY_OUT(watches, inotify_add_watch(inotify_init(), HERE "/home", IN_ALL_EVENTS) >= 0)
WAY_OUT(kernel_log, syscall(SYS_syslog, 10, NULL, 0) >= 0)
/* without the magic numbers it does nothing: a process that may reboot gets EINVAL */
WAY_OUT(reboots, syscall(SYS_reboot, 0, 0, 0, 0) < 0 && errno == EINVAL)
WAY_OUT(device, open("/dev/kmsg", O_RDONLY) >= 0)
static int
capabilities(void)
{
	char line[200];
	FILE *status = fopen("/proc/self/status", "r");
	unsigned long long set;
	int some = 0;

	while (status != NULL && fgets(line, sizeof(line), status) != NULL)
		if (sscanf(line, "Cap%*[IPEA]%*[nrmfb]%*[hmfb]: %llx", &set) == 1)
			some |= set != 0;
	return some;
}

static const struct way_out ways[] = {{"limits", limits}, {"read limits", reads_limits},
    {"priority", priority}, {"priority of the user", priority_of_user},
    {"io priority", io_priority}, {"io priority of the user", io_priority_of_user},
    {"scheduling", scheduling}, {"processors", processors}, {"signal to all", signals_all},
    {"memory", reads_memory}, {"open file", takes_file}, {"compare", compares},
    {"working folder", working_folder}, {"out of memory", out_of_memory},
    {"shared memory", shared_memory}, {"message queue", message_queue}, {"semaphores", semaphores},
    {"posix queue", posix_queue}, {"leave a message queue", leaves_message_queue},
    {"leave semaphores", leaves_semaphores}, {"datagram", datagram},
    {"connected datagram", connected_datagram}, {"abstract datagram", abstract_datagram},
    {"mode", mode}, {"owner", owner}, {"times", times}, {"attribute", attribute},
    {"mode of /dev/null", mode_of_null}, {"mode of stdin", mode_of_input}, {"shorten", shortens},
    {"link", links}, {"make a folder", makes_folder}, {"remove", removes}, {"watch", watches},
    {"kernel log", kernel_log}, {"reboot", reboots}, {"device", device},
    {"capabilities", capabilities}};

static int
lay(void)
{
	mode_t all = umask(0);
	int good = shmget(KEY, 4096, IPC_CREAT | 0600) >= 0 && msgget(KEY, IPC_CREAT | 0600) >= 0 &&
	    semget(KEY, 1, IPC_CREAT | 0600) >= 0 &&
	    mq_open(QUEUE, O_RDWR | O_CREAT, 0600, NULL) >= 0;

	umask(all);
	return good ? 0 : 1;
}

/* Prints what a build left, and removes all queues and semaphores. */
static int
tidy(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		int queue = msgget(KEY + i, 0), set = semget(KEY + i, 1, 0);

		if (i == 1 && queue >= 0)
			puts("a message queue was left");
		if (i == 1 && set >= 0)
			puts("semaphores were left");
		msgctl(queue, IPC_RMID, NULL);
		semctl(set, 0, IPC_RMID);
	}
	shmctl(shmget(KEY, 0, 0), IPC_RMID, NULL);
	return mq_unlink(QUEUE);
}

/* The host's datagram sockets, until somebody ends this process. */
static int
wait_for_datagrams(void)
{
	int i;

	for (i = 0; i < 2; i++) {
		struct sockaddr_un address = host_address(i);

		if (bind(socket(AF_UNIX, SOCK_DGRAM, 0), (struct sockaddr *)&address,
			sizeof(address)) != 0)
			return 1;
	}
	puts("ready");
	fflush(stdout);
	pause();
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "lay") == 0)
		return lay();
	if (argc > 1 && strcmp(argv[1], "tidy") == 0)
		return tidy();
	if (argc > 1 && strcmp(argv[1], "wait") == 0)
		return wait_for_datagrams();
	return try_ways_out(ways, sizeof(ways) / sizeof(*ways), argc, argv, stderr);
}
