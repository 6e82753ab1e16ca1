#include "base/crew.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

enum { MOST_THREADS = 64, THREAD_STACK = 512 << 10 };

struct crew_state {
	const struct crew *crew;
	pthread_mutex_t lock;
	/* under the lock */
	size_t next, failed; /* `failed`: the lowest number that did; count: none */
	struct error failure;
};

static bool
take(struct crew_state *state, size_t *ret_number)
{
	bool taken;

	pthread_mutex_lock(&state->lock);
	taken = state->next < state->crew->count && state->failed == state->crew->count;
	if (taken)
		*ret_number = state->next++;
	pthread_mutex_unlock(&state->lock);
	return taken;
}

static void
note_failure(struct crew_state *state, size_t number, const struct error *failure)
{
	pthread_mutex_lock(&state->lock);
	if (number < state->failed) {
		state->failed = number;
		state->failure = *failure;
	}
	pthread_mutex_unlock(&state->lock);
}

static void *
work(void *context)
{
	struct crew_state *state = context;
	size_t number;

	while (take(state, &number)) {
		struct error err = {0};

		if (error_if_stopped(&err) != 0 ||
		    state->crew->task(state->crew->context, number, &err) != 0)
			note_failure(state, number, &err);
	}
	return NULL;
}

/* Signals are for the thread that began: it is where children are waited
 * for. */
static size_t
start(struct crew_state *state, size_t wanted, pthread_t *threads)
{
	pthread_attr_t attributes;
	sigset_t all, before;
	size_t count = 0;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, THREAD_STACK);
	while (count < wanted && count < MOST_THREADS &&
	    pthread_create(&threads[count], &attributes, work, state) == 0)
		count++;
	pthread_attr_destroy(&attributes);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return count;
}

int
crew_run(const struct crew *crew, struct error *err)
{
	struct crew_state state = {
	    .crew = crew, .lock = PTHREAD_MUTEX_INITIALIZER, .failed = crew->count};
	size_t wanted = crew->threads < crew->count ? crew->threads : crew->count;
	pthread_t threads[MOST_THREADS];
	/* the calling thread is one of them: where the system gives no other,
	 * it does all */
	size_t count = start(&state, wanted > 1 ? wanted - 1 : 0, threads);

	work(&state);
	while (count > 0)
		pthread_join(threads[--count], NULL);
	pthread_mutex_destroy(&state.lock);
	if (state.failed == crew->count)
		return 0;
	*err = state.failure;
	return -1;
}
