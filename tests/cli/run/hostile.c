/*
 * Ways out of `mote run`, one row each. `./attack` tries all and prints how each went, `./attack
 * NAME...` tries some. `./attack listen` is the host's side, which writes down who connected.
 * where.h, which is put in front of this text, names the things of the host to reach.
 */
#define _GNU_SOURCE
#include "ways_out.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/timex.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <time.h>

/* the program's path in the image */
#define SELF "/attack"

WAY_OUT(packet_socket, socket(AF_PACKET, SOCK_RAW, 0) >= 0)
WAY_OUT(raw_socket, socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0)
/* no namespace refuses a socket to the hypervisor */
WAY_OUT(vm_socket, socket(AF_VSOCK, SOCK_STREAM, 0) >= 0)

static int
interface_down(void)
{
	struct ifreq request = {.ifr_name = "lo"};

	return ioctl(socket(AF_INET, SOCK_DGRAM, 0), SIOCSIFFLAGS, &request) == 0;
}

static int
opens(const char *path, int flags)
{
	return open(path, flags | O_NONBLOCK | O_NOCTTY) >= 0;
}

static int
spoil(const char *path)
{
	int fd = open(path, O_WRONLY | O_APPEND);

	return fd >= 0 && write(fd, "spoilt\n", 7) == 7;
}
WAY_OUT(read_file, opens(HERE "/secret", O_RDONLY))
WAY_OUT(write_file, spoil(HERE "/secret"))
WAY_OUT(climb, opens("/../../../../../../../../.." HERE "/secret", O_RDONLY))
WAY_OUT(hard_link, link(HERE "/secret", "/secret") == 0)
WAY_OUT(root_of_another, opens("/proc/" OTHER "/root" HERE "/secret", O_RDONLY))
WAY_OUT(folder_of_another, opens("/proc/" OTHER "/cwd/secret", O_RDONLY))
WAY_OUT(root_of_first, opens("/proc/1/root" HERE "/secret", O_RDONLY))
WAY_OUT(environment_of_another, opens("/proc/" OTHER "/environ", O_RDONLY))
WAY_OUT(memory_of_another, opens("/proc/" OTHER "/mem", O_RDONLY))
WAY_OUT(program_of_first, opens("/proc/1/exe", O_WRONLY))
WAY_OUT(signal_another, kill(atoi(OTHER), SIGCONT) == 0)
WAY_OUT(trace, ptrace(PTRACE_SEIZE, atoi(OTHER), 0, 0) == 0)
WAY_OUT(open_process, syscall(SYS_pidfd_open, atoi(OTHER), 0) >= 0)
WAY_OUT(set_priority, setpriority(PRIO_PROCESS, atoi(OTHER), 19) == 0)

static int
environment_of_first(void)
{
	char text[65536] = "";
	int fd = open("/proc/1/environ", O_RDONLY);
	ssize_t got = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	return got > 0 && memmem(text, (size_t)got, SECRET, strlen(SECRET)) != NULL;
}

static int
read_memory(void)
{
	char byte;
	struct iovec here = {&byte, 1}, there = {(void *)0x400000, 1};

	return process_vm_readv(atoi(OTHER), &here, 1, &there, 1, 0) >= 0 || errno == EFAULT;
}

/* A process that can trace process 1 could make it run refused calls, if process 1 had no
 * filter. */
static int
first_without_filter(void)
{
	char text[8192] = "";
	int fd = open("/proc/1/status", O_RDONLY);

	return read(fd, text, sizeof(text) - 1) <= 0 || strstr(text, "\nSeccomp:\t2\n") == NULL;
}

static int
set_limit(void)
{
	struct rlimit limit = {1000, 1000};

	return prlimit(atoi(OTHER), RLIMIT_CPU, &limit, NULL) == 0;
}

static int
set_scheduler(void)
{
	struct sched_param parameter = {0};

	return sched_setscheduler(atoi(OTHER), SCHED_BATCH, &parameter) == 0;
}
WAY_OUT(shared_memory, shmat(shmget(KEY, 0, 0), NULL, SHM_RDONLY) != (void *)-1)
WAY_OUT(message_queue, msgget(KEY, 0) >= 0)
WAY_OUT(semaphores, semget(KEY, 0, 0) >= 0)
WAY_OUT(shared_file, opens("/dev/shm/" SHARED, O_RDONLY))

WAY_OUT(core_pattern, opens("/proc/sys/kernel/core_pattern", O_WRONLY))
WAY_OUT(module_path, opens("/proc/sys/kernel/modprobe", O_WRONLY))
WAY_OUT(network_sysctl, opens("/proc/sys/net/ipv4/ip_forward", O_WRONLY))
WAY_OUT(sysrq, opens("/proc/sysrq-trigger", O_WRONLY))
WAY_OUT(oom_score, opens("/proc/self/oom_score_adj", O_WRONLY))
WAY_OUT(own_id_map, opens("/proc/self/uid_map", O_WRONLY))
WAY_OUT(kernel_memory, opens("/proc/kcore", O_RDONLY))
WAY_OUT(sys_folder, opens("/sys/kernel", O_RDONLY))
WAY_OUT(control_groups, opens("/sys/fs/cgroup/cgroup.procs", O_WRONLY))

static int
list_keys(void)
{
	char byte;

	return read(open("/proc/keys", O_RDONLY), &byte, 1) == 1;
}
WAY_OUT(add_key, syscall(SYS_add_key, "user", "mote-hostile", "x", 1, -1) >= 0)
WAY_OUT(session_keyring, syscall(SYS_keyctl, 0, -3, 1) >= 0)
WAY_OUT(user_keyring, syscall(SYS_keyctl, 0, -4, 1) >= 0)
WAY_OUT(
    request_key, syscall(SYS_request_key, "user", "mote-hostile", NULL, 0) >= 0 || errno == ENOKEY)

WAY_OUT(mounts, mount("none", "/proc", "tmpfs", 0, NULL) == 0)
WAY_OUT(mounts_control_groups, mount("none", "/proc", "cgroup2", 0, NULL) == 0)
WAY_OUT(binds, mount("/", "/proc", NULL, MS_BIND, NULL) == 0)
WAY_OUT(remounts, mount(NULL, "/proc", NULL, MS_REMOUNT | MS_BIND, NULL) == 0)
WAY_OUT(unmounts, umount2("/proc", MNT_DETACH) == 0)
WAY_OUT(opens_tree, syscall(SYS_open_tree, AT_FDCWD, "/", 1) >= 0)
WAY_OUT(opens_file_system, syscall(SYS_fsopen, "tmpfs", 0) >= 0)
WAY_OUT(pivots, syscall(SYS_pivot_root, "/", "/proc") == 0 || errno != EPERM)

static int
leaves_root(void)
{
	int up, root = open("/", O_RDONLY | O_DIRECTORY);

	if (mkdir("/jail", 0700) != 0 || chroot("/jail") != 0 || fchdir(root) != 0)
		return 0;
	for (up = 0; up < 20; up++)
		if (chdir("..") != 0)
			return 0;
	return chroot(".") == 0 && opens(HERE "/secret", O_RDONLY);
}
WAY_OUT(new_user, unshare(CLONE_NEWUSER) == 0)
WAY_OUT(new_mounts, unshare(CLONE_NEWNS) == 0)
WAY_OUT(new_net, unshare(CLONE_NEWNET) == 0)
WAY_OUT(joins_another, setns(open("/proc/" OTHER "/ns/mnt", O_RDONLY), 0) == 0)
WAY_OUT(joins_user, setns(open("/proc/self/ns/user", O_RDONLY), 0) == 0 || errno != EPERM)

static int
clones_user(void)
{
	long child = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);

	if (child == 0)
		_exit(0);
	return child > 0;
}

static int
clones_user_anew(void)
{
	uint64_t arguments[8] = {CLONE_NEWUSER, 0, 0, 0, SIGCHLD};
	long child = syscall(SYS_clone3, arguments, sizeof(arguments));

	if (child == 0)
		_exit(0);
	return child > 0;
}
WAY_OUT(uses_bpf, syscall(SYS_bpf, 0, "", 0) >= 0 || (errno != EPERM && errno != ENOSYS))
WAY_OUT(counts_events, syscall(SYS_perf_event_open, NULL, 0, -1, -1, 0) >= 0 || errno == EFAULT)
WAY_OUT(handles_faults, syscall(SYS_userfaultfd, 1) >= 0)
WAY_OUT(rings, syscall(SYS_io_uring_setup, 1, NULL) >= 0 || errno == EFAULT)
WAY_OUT(loads_module, syscall(SYS_init_module, NULL, 0, "") == 0 || errno != EPERM)
WAY_OUT(removes_module, syscall(SYS_delete_module, "mote_hostile", 0) == 0 || errno != EPERM)
WAY_OUT(loads_kernel, syscall(SYS_kexec_load, 0, 0, NULL, 0) == 0 || errno != EPERM)
WAY_OUT(reboots, syscall(SYS_reboot, 0xfee1dead, 672274793, 0, NULL) == 0 || errno != EPERM)
WAY_OUT(kernel_log, syscall(SYS_syslog, 10, NULL, 0) >= 0)
WAY_OUT(kernel_log_device, opens("/dev/kmsg", O_RDONLY))
WAY_OUT(swaps, syscall(SYS_swapon, "/attack", 0) == 0 || errno != EPERM)
WAY_OUT(accounts, syscall(SYS_acct, "/attack") == 0 || errno != EPERM)
WAY_OUT(quotas, syscall(SYS_quotactl, 0x80000100, NULL, 0, NULL) == 0 || errno != EPERM)
WAY_OUT(handles, syscall(SYS_open_by_handle_at, 0, "", 0) >= 0 || errno != EPERM)
WAY_OUT(watches_files, syscall(SYS_fanotify_init, 0, 0) >= 0)

static int
sets_clock(void)
{
	struct timespec now;

	return clock_gettime(CLOCK_REALTIME, &now) == 0 &&
	    syscall(SYS_clock_settime, CLOCK_REALTIME, &now) == 0;
}

static int
sets_time_of_day(void)
{
	struct timeval now;

	return gettimeofday(&now, NULL) == 0 && settimeofday(&now, NULL) == 0;
}

static int
adjusts_clock(void)
{
	struct timex timex = {.modes = ADJ_ESTERROR, .esterror = 1000};

	return adjtimex(&timex) >= 0;
}
WAY_OUT(sets_host_name, sethostname("mote", 4) == 0)
WAY_OUT(raises_priority, setpriority(PRIO_PROCESS, 0, -5) == 0)

static int
raises_scheduler(void)
{
	struct sched_param parameter = {.sched_priority = 1};

	return sched_setscheduler(0, SCHED_FIFO, &parameter) == 0;
}

static int
raises_limit(void)
{
	struct rlimit limit;

	/* lowered first, because the limit may be unlimited */
	if (getrlimit(RLIMIT_CORE, &limit) != 0)
		return 1;
	limit.rlim_cur = limit.rlim_max = 0;
	if (setrlimit(RLIMIT_CORE, &limit) != 0)
		return 1;
	limit.rlim_cur = limit.rlim_max = 4096;
	return setrlimit(RLIMIT_CORE, &limit) == 0;
}
WAY_OUT(disk_node, mknod("/node", S_IFBLK | 0600, makedev(7, 0)) == 0)
WAY_OUT(memory_node, mknod("/mem", S_IFCHR | 0600, makedev(1, 1)) == 0)
WAY_OUT(memory_device, opens("/dev/mem", O_RDONLY))
WAY_OUT(loop_device, opens("/dev/loop-control", O_RDWR))
WAY_OUT(virtual_machine, opens("/dev/kvm", O_RDWR))
WAY_OUT(fuse_device, opens("/dev/fuse", O_RDWR))
WAY_OUT(terminal, open("/dev/tty", O_RDWR) >= 0)
WAY_OUT(types, ioctl(0, TIOCSTI, "x") == 0 || errno != EPERM)
WAY_OUT(pastes, ioctl(0, TIOCLINUX, "\003") == 0 || errno != EPERM)

static int
inherited(void)
{
	int fd;

	for (fd = 3; fd < 100; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			return 1;
	return 0;
}

/* Starts a program of the image as an ordinary user, if this process can become one. The
 * program's status 7 means that it has more rights. */
static int
gains_by(const char *path)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (getuid() == 0 && setuid(1000) != 0)
			_exit(1);
		execl(path, path, "have", (char *)NULL);
		_exit(1);
	}
	return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 7;
}

static int
has_more(void)
{
	char text[8192] = "";
	int fd = open("/proc/self/status", O_RDONLY);
	const char *line;

	if (read(fd, text, sizeof(text) - 1) <= 0)
		return 1;
	line = strstr(text, "CapEff:");
	return geteuid() != getuid() || line == NULL || strtoull(line + 7, NULL, 16) != 0 ? 7 : 0;
}
WAY_OUT(set_id_program, gains_by("/set-id"))

static int
file_capabilities(void)
{
	static const unsigned char all[20] = {1, 0, 0, 2, 255, 255, 255, 255, 0, 0, 0, 0, 255, 1};

	/* a process that may not give capabilities has not gained any */
	return setxattr("/given", "security.capability", all, sizeof(all), 0) == 0 &&
	    gains_by("/given");
}

/* Without no_new_privs a set-id program or one with capabilities of the host, if it ever got here,
 * would give more rights. */
WAY_OUT(drops_no_new_privileges, prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)

static const struct way_out ways[] = {{"ipv4", ipv4}, {"ipv6", ipv6}, {"unix socket", unix_socket},
    {"abstract socket", abstract_socket}, {"packet socket", packet_socket},
    {"raw socket", raw_socket}, {"vm socket", vm_socket}, {"interface", interface_down},
    {"read file", read_file}, {"write file", write_file}, {"climb", climb},
    {"hard link", hard_link}, {"root of another", root_of_another},
    {"folder of another", folder_of_another}, {"root of process 1", root_of_first},
    {"environment of another", environment_of_another},
    {"environment of process 1", environment_of_first}, {"memory of another", memory_of_another},
    {"read memory of another", read_memory}, {"program of process 1", program_of_first},
    {"process 1 without filter", first_without_filter}, {"signal", signal_another},
    {"trace", trace}, {"process descriptor", open_process}, {"priority of another", set_priority},
    {"limit of another", set_limit}, {"scheduler of another", set_scheduler},
    {"shared memory", shared_memory}, {"message queue", message_queue}, {"semaphores", semaphores},
    {"shared file", shared_file}, {"core_pattern", core_pattern}, {"modprobe", module_path},
    {"ip_forward", network_sysctl}, {"sysrq", sysrq}, {"oom_score_adj", oom_score},
    {"id map", own_id_map}, {"kernel memory", kernel_memory}, {"sys", sys_folder},
    {"control groups", control_groups}, {"list of keys", list_keys}, {"add key", add_key},
    {"session keyring", session_keyring}, {"user keyring", user_keyring},
    {"request key", request_key}, {"mount", mounts},
    {"mount control groups", mounts_control_groups}, {"bind", binds}, {"remount", remounts},
    {"unmount", unmounts}, {"open tree", opens_tree}, {"open file system", opens_file_system},
    {"pivot", pivots}, {"out of chroot", leaves_root}, {"user namespace", new_user},
    {"user namespace by clone", clones_user}, {"user namespace by clone3", clones_user_anew},
    {"mount namespace", new_mounts}, {"network namespace", new_net},
    {"join namespace of another", joins_another}, {"join user namespace", joins_user},
    {"bpf", uses_bpf}, {"events", counts_events}, {"userfaultfd", handles_faults},
    {"io_uring", rings}, {"load module", loads_module}, {"remove module", removes_module},
    {"load kernel", loads_kernel}, {"reboot", reboots}, {"kernel log", kernel_log},
    {"kernel log device", kernel_log_device}, {"swap", swaps}, {"accounting", accounts},
    {"quotas", quotas}, {"file handles", handles}, {"fanotify", watches_files},
    {"clock", sets_clock}, {"time of day", sets_time_of_day}, {"adjust clock", adjusts_clock},
    {"host name", sets_host_name}, {"priority", raises_priority}, {"real-time", raises_scheduler},
    {"limit", raises_limit}, {"disk node", disk_node}, {"memory node", memory_node},
    {"memory device", memory_device}, {"loop device", loop_device},
    {"virtual machine", virtual_machine}, {"fuse", fuse_device}, {"terminal", terminal},
    {"TIOCSTI", types}, {"TIOCLINUX", pastes}, {"open files", inherited},
    {"set-id program", set_id_program}, {"file capabilities", file_capabilities},
    {"new privileges", drops_no_new_privileges}};

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "listen") == 0) {
		/* hostile.sh removes them */
		shmget(KEY, 4096, IPC_CREAT | 0666);
		msgget(KEY, IPC_CREAT | 0666);
		semget(KEY, 1, IPC_CREAT | 0666);
		return listen_on_host();
	}
	if (argc > 1 && strcmp(argv[1], "have") == 0)
		return has_more();
	return try_ways_out(ways, sizeof(ways) / sizeof(*ways), argc, argv, stdout);
}
