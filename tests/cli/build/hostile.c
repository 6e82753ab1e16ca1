/*
 * Ways out of a build, one row each: `./attack` tries all and prints how each went; `./attack listen` is the
 * host's side, which writes down who came. where.h tells what there is on the host to reach.
 */
#define _GNU_SOURCE
#include "where.h"
/* needs the definitions of where.h */
#include "ways_out.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <time.h>

WAY_OUT(packet_socket, socket(AF_PACKET, SOCK_RAW, 0) >= 0)
WAY_OUT(raw_socket, socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0)

/* A socket to a hypervisor: it can be made without one too, and no network namespace refuses it. */
WAY_OUT(vm_socket, socket(AF_VSOCK, SOCK_STREAM, 0) >= 0)

static int
spoil(const char *path)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT, 0644);

	return fd >= 0 && write(fd, "spoilt\n", 7) == 7;
}

WAY_OUT(write_source, spoil(HERE "/src/source"))
WAY_OUT(write_home, spoil(HERE "/home/secret"))
WAY_OUT(read_home, open(HERE "/home/secret", O_RDONLY) >= 0)
WAY_OUT(write_usr, spoil(PLACE_USR "/hostile"))
WAY_OUT(write_toolchain, spoil(PLACE_TOOLCHAIN "/hostile"))
WAY_OUT(through_root, open("/proc/" OTHER "/root" HERE "/home/secret", O_RDONLY) >= 0)
WAY_OUT(outer_init, open("/proc/1/root" HERE "/home/secret", O_RDONLY) >= 0)
WAY_OUT(environment, open("/proc/" OTHER "/environ", O_RDONLY) >= 0)
WAY_OUT(memory_of_other, open("/proc/" OTHER "/mem", O_RDONLY) >= 0)
WAY_OUT(sends_signal, kill(atoi(OTHER), SIGUSR1) == 0)
WAY_OUT(traces, ptrace(PTRACE_SEIZE, atoi(OTHER), 0, 0) == 0)
WAY_OUT(shared_memory, shmat(shmget(KEY, 0, 0), NULL, SHM_RDONLY) != (void *)-1)
WAY_OUT(sysctl_write, open("/proc/sys/kernel/core_pattern", O_WRONLY) >= 0)
WAY_OUT(mounts, mount("none", "/tmp", "tmpfs", 0, NULL) == 0)
WAY_OUT(remounts, mount(NULL, "/usr", NULL, MS_REMOUNT | MS_BIND, NULL) == 0)
WAY_OUT(unmounts, umount2("/src", MNT_DETACH) == 0)
WAY_OUT(new_user, unshare(CLONE_NEWUSER) == 0)
WAY_OUT(new_net, unshare(CLONE_NEWNET) == 0)
WAY_OUT(joins, setns(open("/proc/1/ns/mnt", O_RDONLY), 0) == 0)
/* on the landlock rung root stays root, without any capability */
WAY_OUT(becomes_another, setuid(getuid() == 0 ? 4711 : 0) == 0)
WAY_OUT(sets_host_name, sethostname("mote", 4) == 0)
static int
sets_clock(void)
{
	struct timespec t;
	return clock_gettime(CLOCK_REALTIME, &t) == 0 &&
	    syscall(SYS_clock_settime, CLOCK_REALTIME, &t) == 0;
}
WAY_OUT(adds_key, syscall(SYS_add_key, "user", "mote-hostile", "x", 1, -4) >= 0)
WAY_OUT(asks_keyring, syscall(SYS_keyctl, 0, -4, 1) >= 0)
WAY_OUT(uses_bpf, syscall(SYS_bpf, 0, "", 0) < 0 && errno != EPERM && errno != ENOSYS)
WAY_OUT(counts_events, syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0) < 0 && errno == EFAULT)
WAY_OUT(handles_faults, syscall(SYS_userfaultfd, 1) >= 0)
WAY_OUT(rings, syscall(SYS_io_uring_setup, 1, NULL) < 0 && errno == EFAULT)
static int
types(void)
{
	int r = ioctl(0, TIOCSTI, "x");
	return r == 0 || errno != EPERM;
}
WAY_OUT(disk_node, mknod("node", S_IFBLK | 0600, makedev(7, 0)) == 0)
WAY_OUT(memory_device, mknod("mem", S_IFCHR | 0600, makedev(1, 1)) == 0)
WAY_OUT(terminal, open("/dev/tty", O_RDWR) >= 0)
WAY_OUT(changes_root, chroot("/tmp") == 0)
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
		return 0; /* there is none */
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

static const struct way_out ways[] = {{"ipv4", ipv4}, {"ipv6", ipv6}, {"unix socket", unix_socket},
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
	if (argc > 1 && strcmp(argv[1], "listen") == 0) {
		/* hostile.sh removes it */
		shmget(KEY, 4096, IPC_CREAT | 0600);
		return listen_on_host();
	}
	return try_ways_out(ways, sizeof(ways) / sizeof(*ways), argc, argv, stderr);
}
