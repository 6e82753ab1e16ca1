#include "registry/transfer.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"

#include <pthread.h>

/* A log has a line for blobs of so many bytes. */
#define LARGE ((uint64_t)16 << 20)
/* Seconds between two looks of the user, and until a speed means something. */
#define PAUSE 0.1

/* All that are under way, and those that ended since there was none. */
static struct {
	pthread_mutex_t lock;
	unsigned active;
	uint64_t size, done;
	double begun, told;
} all = {.lock = PTHREAD_MUTEX_INITIALIZER};

void
transfer_begin(struct transfer *transfer, const char *what, const struct descriptor *descriptor)
{
	*transfer = (struct transfer){what, descriptor, 0, clock_seconds()};
	pthread_mutex_lock(&all.lock);
	if (all.active++ == 0) {
		all.size = all.done = 0;
		all.begun = all.told = transfer->begun;
	}
	all.size += descriptor->size;
	pthread_mutex_unlock(&all.lock);
}

static void
show(double now)
{
	struct arena arena = {0};
	double seconds = now - all.begun;

	log_part("%s of %s (%u %%), %s/s", text_size(&arena, all.done), text_size(&arena, all.size),
	    all.size == 0 ? 100 : (unsigned)((double)all.done * 100 / (double)all.size),
	    text_size(&arena, (uint64_t)((double)all.done / seconds)));
	arena_release(&arena);
}

void
transfer_reach(struct transfer *transfer, uint64_t offset)
{
	double now = clock_seconds();

	pthread_mutex_lock(&all.lock);
	all.done += offset - transfer->done;
	transfer->done = offset;
	if (now - all.told >= PAUSE) {
		all.told = now;
		show(now);
	}
	pthread_mutex_unlock(&all.lock);
}

void
transfer_finish(struct transfer *transfer)
{
	const struct descriptor *descriptor = transfer->descriptor;
	double seconds = clock_seconds() - transfer->begun;
	struct arena arena = {0};

	if (log_output_mode() == OUTPUT_LINES && descriptor->size >= LARGE)
		log_step("%s %s: %s in %.1f s, %s/s", transfer->what, descriptor->digest.text,
		    text_size(&arena, descriptor->size), seconds,
		    text_size(&arena,
			(uint64_t)((double)descriptor->size /
			    (seconds > 0.001 ? seconds : 0.001))));
	arena_release(&arena);
}

void
scope_transfer(struct transfer *transfer)
{
	bool last;

	if (transfer->what == NULL)
		return;
	pthread_mutex_lock(&all.lock);
	last = --all.active == 0;
	pthread_mutex_unlock(&all.lock);
	if (last)
		log_part("%s", "");
	transfer->what = NULL;
}
