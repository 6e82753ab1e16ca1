#include "base/stop_signal.h"

#include "base/attribute.h"

#include <stddef.h>
#include <unistd.h>

static const int stops[] = {SIGINT, SIGTERM, SIGHUP};

static volatile sig_atomic_t signal_flag;

/* A call that waits may have begun just after its caller asked for the flag,
 * and no signal would end it any more: from the first signal on an alarm ends
 * such calls every second. */
static void
note_signal(int number)
{
	if (number != SIGALRM)
		signal_flag = number;
	alarm(1);
}

void
stop_signal_watch(void)
{
	struct sigaction action = {.sa_handler = note_signal}, before;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(stops); i++)
		/* nohup and shells' background jobs ignore some on purpose:
		 * that stays */
		if (sigaction(stops[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
			sigaction(stops[i], &action, NULL);
	sigaction(SIGALRM, &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
	/* a file that may not grow is an error like a full disk */
	sigaction(SIGXFSZ, &action, NULL);
	/* who started us may ignore it, and then no child can be waited for */
	action.sa_handler = SIG_DFL;
	sigaction(SIGCHLD, &action, NULL);
}

int
stop_signal(void)
{
	return signal_flag;
}

const char *
stop_signal_name(void)
{
	return signal_flag == SIGINT ? "SIGINT" : signal_flag == SIGHUP ? "SIGHUP" : "SIGTERM";
}

void
stop_signal_set(int number)
{
	signal_flag = number;
}

void
stop_signal_add_to(sigset_t *set)
{
	struct sigaction action;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(stops); i++)
		if (sigaction(stops[i], NULL, &action) == 0 && action.sa_handler == note_signal)
			sigaddset(set, stops[i]);
}
