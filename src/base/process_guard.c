#include "base/process_guard.h"

#include "base/process_family.h"

#include <linux/close_range.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOTE_ENDED = SIGUSR1, NOBODY_WAITS = 1, FILES = 1024 };

void
process_end_with(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(NOBODY_WAITS);
}

/* Closes all descriptors. A pipe that stayed open here would keep its reader
 * waiting for the end. */
static void
close_all(void)
{
	int fd;

	if (syscall(SYS_close_range, 0U, ~0U, 0U) == 0)
		return;
	/* a kernel before 5.9 */
	for (fd = 0; fd < FILES; fd++)
		close(fd);
}

/* Whether the command has ended. Other processes that the guard adopted are
 * reaped meanwhile. */
static bool
collect(pid_t command, int *ret_status)
{
	pid_t ended;
	int status;

	while ((ended = waitpid(-1, &status, WNOHANG)) > 0)
		if (ended == command) {
			*ret_status =
			    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
			return true;
		}
	return false;
}

static void __attribute__((noreturn))
watch_over(pid_t command, pid_t mote)
{
	static const struct process_ids nobody = {0};
	sigset_t awaited;
	int status;

	close_all();
	sigemptyset(&awaited);
	sigaddset(&awaited, SIGCHLD);
	sigaddset(&awaited, MOTE_ENDED);
	while (!collect(command, &status)) {
		if (getppid() != mote) {
			process_family_end(&nobody);
			_exit(NOBODY_WAITS);
		}
		sigwaitinfo(&awaited, NULL);
	}
	_exit(status);
}

int
process_guard(pid_t mote)
{
	pid_t guard = getpid(), command;
	sigset_t all, before;

	sigfillset(&all);
	if (sigprocmask(SIG_BLOCK, &all, &before) != 0 || prctl(PR_SET_PDEATHSIG, MOTE_ENDED) != 0)
		return -1;
	process_adopt();
	command = fork();
	if (command < 0)
		return -1;
	if (command > 0)
		watch_over(command, mote);
	process_end_with(guard);
	return sigprocmask(SIG_SETMASK, &before, NULL);
}
