#include "sandbox/jobserver.h"

#include "base/scope.h"
#include "base/text.h"

#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* A jobserver as make 4.3 hands it on: both ends survive an exec. */
struct make {
	struct arena arena;
	struct error err;
	int read, write;
};

static void
offer(struct make *make, const char *format, int a, int b)
{
	char *flags = format == NULL ? NULL : arena_printf(&make->arena, format, a, b);

	if (flags == NULL)
		assert_int_equal(unsetenv("MAKEFLAGS"), 0);
	else
		assert_int_equal(setenv("MAKEFLAGS", flags, 1), 0);
}

static int
setup(void **state)
{
	static struct make make;
	int ends[2];

	memset(&make, 0, sizeof(make));
	assert_int_equal(pipe(ends), 0);
	make.read = ends[0];
	make.write = ends[1];
	*state = &make;
	return 0;
}

static int
teardown(void **state)
{
	struct make *make = *state;

	close(make->read);
	close(make->write);
	arena_release(&make->arena);
	return 0;
}

static int
lying(int fd)
{
	int count = -1;

	assert_int_equal(ioctl(fd, FIONREAD, &count), 0);
	return count;
}

/* Within two seconds. */
static void
wait_for_tokens(int fd, int count)
{
	int i;

	for (i = 0; i < 2000 && lying(fd) != count; i++)
		usleep(1000);
	assert_int_equal(lying(fd), count);
}

static char
take(int fd)
{
	struct pollfd end = {.fd = fd, .events = POLLIN};
	char token = 0;

	assert_int_equal(poll(&end, 1, 2000), 1);
	assert_int_equal(read(fd, &token, 1), 1);
	return token;
}

static void
without_a_jobserver_nothing_is_lent(void **state)
{
	static const char *const flags[] = {NULL, "", "s -j4",
	    "--jobserver-auth=", "--jobserver-auth=3", "--jobserver-auth=a,b",
	    "--jobserver-auth=-2,-2", "--jobserver-auth=3,4x",
	    "--jobserver-auth=99999999999999999999,4", "--jobserver-auth=1,3000000000",
	    "--jobserver-auth=fifo:/nonexistent", "--jobserver-auth=fifo:/dev/null",
	    "--jobserver-auth=%d,%d --jobserver-auth=-2,-2", "-j2 -- A=--jobserver-auth=%d,%d"};
	struct make *make = *state;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		SCOPED(jobserver) struct jobserver jobs = JOBSERVER_NONE;

		offer(make, flags[i], make->read, make->write);
		assert_false(jobserver_offered(&make->arena));
		assert_int_equal(jobserver_lend(&make->arena, &jobs, &make->err), 0);
		assert_null(jobs.flags);
	}
}

static void
a_pipe_that_is_ours_or_the_wrong_way_round_is_none(void **state)
{
	struct make *make = *state;

	offer(make, "-j3 --jobserver-auth=%d,%d", make->write, make->read);
	assert_false(jobserver_offered(&make->arena));
	offer(make, "-j3 --jobserver-auth=%d,%d", make->read, make->write);
	assert_true(jobserver_offered(&make->arena));
	assert_int_equal(fcntl(make->read, F_SETFD, FD_CLOEXEC), 0);
	assert_false(jobserver_offered(&make->arena));
}

static void
each_token_is_lent_once_and_goes_back(void **state)
{
	struct make *make = *state;

	assert_int_equal(write(make->write, "abc", 3), 3);
	offer(make, "s -j4 --jobserver-fds=%d,%d", make->read, make->write);
	{
		SCOPED(jobserver) struct jobserver jobs = JOBSERVER_NONE;

		assert_int_equal(jobserver_lend(&make->arena, &jobs, &make->err), 0);
		assert_string_equal(jobs.flags,
		    arena_printf(
			&make->arena, " -j4 --jobserver-auth=%d,%d", jobs.read, jobs.write));
		assert_int_equal(take(jobs.read), 'a');
		assert_int_equal(take(jobs.read), 'b');
		assert_int_equal(take(jobs.read), 'c');
		assert_int_equal(lying(make->read), 0);
		usleep(300000);
		assert_int_equal(lying(jobs.read), 0);
	}
	assert_int_equal(lying(make->read), 3);
	assert_int_equal(take(make->read) + take(make->read) + take(make->read), 'a' + 'b' + 'c');
}

static void
what_is_not_used_goes_back_soon_and_may_come_again(void **state)
{
	struct make *make = *state;
	SCOPED(jobserver) struct jobserver jobs = JOBSERVER_NONE;

	assert_int_equal(write(make->write, "+", 1), 1);
	offer(make, "--jobserver-auth=%d,%d", make->read, make->write);
	assert_int_equal(jobserver_lend(&make->arena, &jobs, &make->err), 0);
	assert_true(text_starts_with(jobs.flags, " -j --jobserver-auth="));
	wait_for_tokens(jobs.read, 1);
	wait_for_tokens(make->read, 1);
	wait_for_tokens(jobs.read, 1);
	assert_int_equal(take(jobs.read), '+');
	assert_int_equal(write(jobs.write, "+", 1), 1);
	wait_for_tokens(make->read, 1);
}

static void
invented_tokens_stay_where_they_are(void **state)
{
	struct make *make = *state;
	char many[3000];

	memset(many, 'x', sizeof(many));
	assert_int_equal(write(make->write, "ab", 2), 2);
	offer(make, "-j9 --jobserver-auth=%d,%d", make->read, make->write);
	{
		SCOPED(jobserver) struct jobserver jobs = JOBSERVER_NONE;

		assert_int_equal(jobserver_lend(&make->arena, &jobs, &make->err), 0);
		assert_int_equal(take(jobs.read), 'a');
		assert_int_equal(write(jobs.write, many, sizeof(many)), (ssize_t)sizeof(many));
		usleep(400000);
	}
	assert_int_equal(lying(make->read), 2);
	assert_int_not_equal(take(make->read), 'x');
	assert_int_not_equal(take(make->read), 'x');
}

static void
tokens_come_back_when_mote_is_killed(void **state)
{
	struct make *make = *state;
	pid_t mote;
	int status;

	assert_int_equal(write(make->write, "ab", 2), 2);
	offer(make, "-j3 --jobserver-auth=%d,%d", make->read, make->write);
	mote = fork();
	assert_true(mote >= 0);
	if (mote == 0) {
		struct jobserver jobs = JOBSERVER_NONE;
		char token;

		if (jobserver_lend(&make->arena, &jobs, &make->err) == 0 &&
		    read(jobs.read, &token, 1) == 1 && read(jobs.read, &token, 1) == 1)
			raise(SIGKILL);
		_exit(1);
	}
	assert_int_equal(waitpid(mote, &status, 0), mote);
	assert_true(WIFSIGNALED(status));
	wait_for_tokens(make->read, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(without_a_jobserver_nothing_is_lent, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		a_pipe_that_is_ours_or_the_wrong_way_round_is_none, setup, teardown),
	    cmocka_unit_test_setup_teardown(each_token_is_lent_once_and_goes_back, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		what_is_not_used_goes_back_soon_and_may_come_again, setup, teardown),
	    cmocka_unit_test_setup_teardown(invented_tokens_stay_where_they_are, setup, teardown),
	    cmocka_unit_test_setup_teardown(tokens_come_back_when_mote_is_killed, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
