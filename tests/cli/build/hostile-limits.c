/* Ways to take all that a machine has, until somebody ends it: `./limits WAY NUMBER`. The number is in the command lines of all that it starts. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BLOCK = 1 << 20 };

static char block[BLOCK];

/* Each block is taken a moment after the last one: what mote sees in time is the question, not how fast a disk is. */
static void
fill(int file)
{
	while (file >= 0 && write(file, block, sizeof(block)) > 0)
		usleep(200);
}

static int
new_file(const char *path)
{
	return open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
}

static void
take_memory(int how)
{
	void *memory;

	while ((memory = mmap(NULL, BLOCK, PROT_READ | PROT_WRITE, how | MAP_ANONYMOUS, -1, 0)) !=
	    MAP_FAILED) {
		memset(memory, 1, BLOCK);
		usleep(200);
	}
}

static void
take_processes(int generations)
{
	for (;;) {
		pid_t id = fork();

		/* one that goes on as its parent does is a bomb */
		if (id == 0 && generations == 1)
			pause();
		if (id != 0)
			usleep(generations == 1 ? 500 : 0);
	}
}

/* Out of the session and away from the parent, deaf for polite requests. */
static void
leave_daemons(const char *seconds)
{
	for (;; usleep(500)) {
		if (fork() != 0)
			continue;
		setsid();
		if (fork() == 0)
			execlp("sh", "sh", "-c", "trap '' TERM HUP; sleep $0", seconds, NULL);
		_exit(0);
	}
}

static void
fill_deleted(const char *path)
{
	int file = new_file(path);

	unlink(path);
	fill(file);
}

static void *
take_memory_in_thread(void *unused)
{
	take_memory(MAP_PRIVATE);
	return unused;
}

/* The process has no such file open: the thread has open files of its own. */
static void *
fill_in_thread(void *unused)
{
	if (unshare(CLONE_FILES) == 0)
		fill_deleted("deleted");
	return unused;
}

/* Of a process whose main thread has ended, /proc tells less. */
static void
leave_to_thread(void *(*work)(void *))
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, work, NULL) == 0)
		pthread_exit(NULL);
}

static void
fill_in_second_thread(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, fill_in_thread, NULL) == 0)
		pthread_join(thread, NULL);
}

/* A folder that nobody may enter, with a file that was open before. */
static void
fill_shut(void)
{
	int file;

	mkdir("shut", 0700);
	file = new_file("shut/file");
	chmod("shut", 0);
	fill(file);
}

/* Deeper than a process may have folders open. */
static void
fill_deep(void)
{
	int i;

	for (i = 0; i < 3000 && mkdir("deep", 0700) == 0 && chdir("deep") == 0; i++)
		;
	fill(new_file("file"));
}

/* Only root may see what a process without dumps has open. */
static void
fill_unseen(void)
{
	prctl(PR_SET_DUMPABLE, 0);
	fill_deleted("deleted");
}

/* No process has these, unless it looks at them. */
static void
take_unseen(void)
{
	int id;

	fill(memfd_create("unseen", 0));
	while ((id = shmget(IPC_PRIVATE, BLOCK, IPC_CREAT | 0600)) >= 0) {
		void *memory = shmat(id, NULL, 0);

		memset(memory, 1, BLOCK);
		shmdt(memory);
	}
}

int
main(int count, char **arguments)
{
	const char *way = count > 1 ? arguments[1] : "";

	memset(block, 1, sizeof(block));
	if (strcmp(way, "processes") == 0)
		take_processes(1);
	if (strcmp(way, "bomb") == 0)
		take_processes(2);
	if (strcmp(way, "daemons") == 0)
		leave_daemons(arguments[2]);
	if (strcmp(way, "memory") == 0)
		take_memory(MAP_PRIVATE);
	if (strcmp(way, "shared memory") == 0)
		take_memory(MAP_SHARED);
	if (strcmp(way, "unseen memory") == 0)
		take_unseen();
	if (strcmp(way, "device folder") == 0)
		fill(new_file("/dev/file"));
	if (strcmp(way, "shm folder") == 0)
		fill(new_file("/dev/shm/file"));
	if (strcmp(way, "source folder") == 0)
		fill(new_file("file"));
	if (strcmp(way, "deleted file") == 0)
		fill_deleted("/tmp/deleted");
	if (strcmp(way, "thread memory") == 0)
		leave_to_thread(take_memory_in_thread);
	if (strcmp(way, "thread file") == 0)
		fill_in_second_thread();
	if (strcmp(way, "last thread file") == 0)
		leave_to_thread(fill_in_thread);
	if (strcmp(way, "shut folder") == 0)
		fill_shut();
	if (strcmp(way, "deep folder") == 0)
		fill_deep();
	if (strcmp(way, "unseen file") == 0)
		fill_unseen();
	return 9;
}
