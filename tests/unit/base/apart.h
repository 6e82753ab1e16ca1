#ifndef TEST_BASE_APART_H
#define TEST_BASE_APART_H

#include "base/stop_signal.h"

#include <sys/wait.h>
#include <unistd.h>

/*
 * Runs a test's body in a child process and returns its exit status, because
 * the flag of a stop can never be cleared. Included after cmocka.h.
 */
static int
apart(int (*body)(void))
{
	pid_t child = fork();
	int status = -1;

	assert_true(child >= 0);
	if (child == 0) {
		alarm(60);
		stop_signal_watch();
		_exit(body());
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

#endif
