/*
 * Ways out of a build, one row each: `./attack` tries all and prints how each went; `./attack listen` is the
 * host's side, which writes down who came. where.h tells what there is on the host to reach.
 */
#define _GNU_SOURCE
#include "where.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

union address {
	struct sockaddr any;
	struct sockaddr_in four;
	struct sockaddr_in6 six;
	struct sockaddr_un local;
};

static const char *const ways[] = {"ipv4", "ipv6", "unix socket", "abstract socket"};

static int
open_way(int way, union address *address, socklen_t *length)
{
	memset(address, 0, sizeof(*address));
	if (way == 0) {
		address->four.sin_family = AF_INET;
		address->four.sin_port = htons(PORT);
		address->four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		*length = sizeof(address->four);
	} else if (way == 1) {
		address->six.sin6_family = AF_INET6;
		address->six.sin6_port = htons(PORT);
		address->six.sin6_addr = in6addr_loopback;
		*length = sizeof(address->six);
	} else {
		address->local.sun_family = AF_UNIX;
		snprintf(address->local.sun_path + (way == 3), 100, "%s", SOCKET);
		*length = sizeof(address->local);
	}
	return socket(address->any.sa_family, SOCK_STREAM, 0);
}

static int
listen_all(void)
{
	struct pollfd ends[4];
	union address address;
	socklen_t length;
	int way, one = 1;

	for (way = 0; way < 4; way++) {
		ends[way].events = POLLIN;
		ends[way].fd = open_way(way, &address, &length);
		if (way == 1)
			setsockopt(ends[way].fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
		setsockopt(ends[way].fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
		if (bind(ends[way].fd, &address.any, length) != 0 || listen(ends[way].fd, 8) != 0)
			ends[way].fd = -1;
	}
	/* hostile.sh takes it away */
	shmget(KEY, 4096, IPC_CREAT | 0600);
	puts("ready");
	fflush(stdout);
	while (poll(ends, 4, -1) >= 0)
		for (way = 0; way < 4; way++)
			if (ends[way].fd >= 0 && ends[way].revents != 0) {
				close(accept(ends[way].fd, NULL, NULL));
				puts(ways[way]);
				fflush(stdout);
			}
	return 0;
}

static int
reach(int way)
{
	union address address;
	socklen_t length;
	int fd = open_way(way, &address, &length);

	return fd >= 0 && connect(fd, &address.any, length) == 0;
}

static int
ipv4(void)
{
	return reach(0);
}
static int
ipv6(void)
{
	return reach(1);
}
static int
unix_socket(void)
{
	return reach(2);
}
static int
abstract_socket(void)
{
	return reach(3);
}
static int
packet_socket(void)
{
	return socket(AF_PACKET, SOCK_RAW, 0) >= 0;
}
static int
raw_socket(void)
{
	return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0;
}

/* To a hypervisor: it works without a way to one too, and no network namespace keeps it. */
static int
vm_socket(void)
{
	return socket(AF_VSOCK, SOCK_STREAM, 0) >= 0;
}

static int
spoil(const char *path)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0644);

	return fd >= 0 && write(fd, "spoilt\n", 7) == 7;
}

static int
write_source(void)
{
	return spoil(HERE "/src/source");
}
static int
write_home(void)
{
	return spoil(HERE "/home/secret");
}
static int
read_home(void)
{
	return open(HERE "/home/secret", O_RDONLY) >= 0;
}
static int
write_usr(void)
{
	return spoil(PLACE_USR "/hostile");
}
static int
write_toolchain(void)
{
	return spoil(PLACE_TOOLCHAIN "/hostile");
}
static int
through_root(void)
{
	return open("/proc/" OTHER "/root" HERE "/home/secret", O_RDONLY) >= 0;
}
static int
outer_init(void)
{
	return open("/proc/1/root" HERE "/home/secret", O_RDONLY) >= 0;
}
static int
environment(void)
{
	return open("/proc/" OTHER "/environ", O_RDONLY) >= 0;
}
static int
memory_of_other(void)
{
	return open("/proc/" OTHER "/mem", O_RDONLY) >= 0;
}
static int
sends_signal(void)
{
	return kill(atoi(OTHER), SIGUSR1) == 0;
}
static int
traces(void)
{
	return ptrace(PTRACE_SEIZE, atoi(OTHER), 0, 0) == 0;
}
static int
shared_memory(void)
{
	return shmat(shmget(KEY, 0, 0), NULL, SHM_RDONLY) != (void *)-1;
}
static int
sysctl_write(void)
{
	return open("/proc/sys/kernel/core_pattern", O_WRONLY) >= 0;
}
static int
mounts(void)
{
	return mount("none", "/tmp", "tmpfs", 0, NULL) == 0;
}
static int
remounts(void)
{
	return mount(NULL, "/usr", NULL, MS_REMOUNT | MS_BIND, NULL) == 0;
}
static int
unmounts(void)
{
	return umount2("/src", MNT_DETACH) == 0;
}
static int
new_user(void)
{
	return unshare(CLONE_NEWUSER) == 0;
}
static int
new_net(void)
{
	return unshare(CLONE_NEWNET) == 0;
}
static int
joins(void)
{
	return setns(open("/proc/1/ns/mnt", O_RDONLY), 0) == 0;
}
static int
becomes_another(void)
{
	/* on the landlock rung who is root stays root, and no more */
	return setuid(getuid() == 0 ? 4711 : 0) == 0;
}
static int
sets_host_name(void)
{
	return sethostname("mote", 4) == 0;
}
static int
sets_clock(void)
{
	struct timespec t;
	return clock_gettime(CLOCK_REALTIME, &t) == 0 &&
	    syscall(SYS_clock_settime, CLOCK_REALTIME, &t) == 0;
}
static int
adds_key(void)
{
	return syscall(SYS_add_key, "user", "mote-hostile", "x", 1, -4) >= 0;
}
static int
asks_keyring(void)
{
	return syscall(SYS_keyctl, 0, -4, 1) >= 0;
}
static int
uses_bpf(void)
{
	return syscall(SYS_bpf, 0, "", 0) < 0 && errno != EPERM && errno != ENOSYS;
}
static int
counts_events(void)
{
	return syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0) < 0 && errno == EFAULT;
}
static int
handles_faults(void)
{
	return syscall(SYS_userfaultfd, 1) >= 0;
}
static int
rings(void)
{
	return syscall(SYS_io_uring_setup, 1, NULL) < 0 && errno == EFAULT;
}
static int
types(void)
{
	int r = ioctl(0, TIOCSTI, "x");
	return r == 0 || errno != EPERM;
}
static int
disk_node(void)
{
	return mknod("node", S_IFBLK | 0600, makedev(7, 0)) == 0;
}
static int
memory_device(void)
{
	return mknod("mem", S_IFCHR | 0600, makedev(1, 1)) == 0;
}
static int
terminal(void)
{
	return open("/dev/tty", O_RDWR) >= 0;
}
static int
changes_root(void)
{
	return chroot("/tmp") == 0;
}
static int
clones_user(void)
{
	long child = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);

	if (child == 0)
		_exit(0);
	return child > 0;
}
static int
set_id_program(void)
{
	struct stat status;
	int ends, child;

	/* a program of root's with its bit: whoever starts it must stay who he is */
	if (stat("/usr/bin/su", &status) != 0)
		return 1;
	child = fork();
	if (child == 0) {
		close(STDOUT_FILENO);
		close(STDERR_FILENO);
		execl("/usr/bin/su", "su", "-c", "exit 7", (char *)NULL);
		_exit(1);
	}
	return waitpid(child, &ends, 0) == child && WIFEXITED(ends) && WEXITSTATUS(ends) == 7;
}
static int
inherited(void)
{
	int fd;

	for (fd = 3; fd < 100; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			return 1;
	return 0;
}

static const struct {
	const char *name;
	int (*attack)(void);
} rows[] = {{"ipv4", ipv4}, {"ipv6", ipv6}, {"unix socket", unix_socket},
    {"abstract socket", abstract_socket}, {"packet socket", packet_socket},
    {"raw socket", raw_socket}, {"vm socket", vm_socket}, {"write source", write_source},
    {"write home", write_home}, {"read home", read_home}, {"write usr", write_usr},
    {"write toolchain", write_toolchain}, {"root of another", through_root},
    {"root of init", outer_init}, {"environment of another", environment},
    {"memory of another", memory_of_other}, {"signal", sends_signal}, {"trace", traces},
    {"shared memory", shared_memory}, {"core_pattern", sysctl_write}, {"mount", mounts},
    {"remount", remounts}, {"unmount", unmounts}, {"user namespace", new_user},
    {"user namespace by clone", clones_user}, {"network namespace", new_net},
    {"join namespace", joins}, {"setuid", becomes_another}, {"set-id program", set_id_program},
    {"host name", sets_host_name}, {"clock", sets_clock}, {"add key", adds_key},
    {"keyring", asks_keyring}, {"bpf", uses_bpf}, {"events", counts_events},
    {"userfaultfd", handles_faults}, {"io_uring", rings}, {"TIOCSTI", types},
    {"disk node", disk_node}, {"memory device", memory_device}, {"terminal", terminal},
    {"chroot", changes_root}, {"open files", inherited}};

int
main(int argc, char **argv)
{
	size_t i;
	int status;

	if (argc > 1 && strcmp(argv[1], "listen") == 0)
		return listen_all();
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		pid_t child;

		/* argv: the rows that are wanted, none: all */
		for (status = 1; status < argc && strcmp(argv[status], rows[i].name) != 0;)
			status++;
		if (argc > 1 && status == argc)
			continue;
		child = fork();
		if (child == 0)
			_exit(rows[i].attack() ? 0 : 1);
		if (waitpid(child, &status, 0) != child)
			return 1;
		fprintf(stderr, "%s: %s\n", rows[i].name,
		    WIFEXITED(status) && WEXITSTATUS(status) == 0 ? "worked" : "refused");
	}
	return 0;
}
