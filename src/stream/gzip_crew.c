#include "stream/gzip_crew.h"

#include "stream/filters.h"

#include "base/process.h"

#include <libdeflate.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

/* More threads than this would hold more memory than a packer should take. A
 * thread needs no deep stack. */
enum { MOST_THREADS = 12, SPARE_PIECES = 2, THREAD_STACK = 256 << 10 };

/* A piece on its way: filled, then compressed, then written. */
struct piece {
	unsigned char *input, *output;
	size_t input_size, output_size;
	bool done; /* under the lock */
};

struct worker {
	struct gzip_crew *crew;
	struct libdeflate_compressor *compressor;
	pthread_t thread;
};

/* Pieces are counted from 0 on and each stands in the ring at its number modulo
 * the ring's size. */
struct gzip_crew {
	size_t piece_size, output_room, ring_size;
	struct piece ring[MOST_THREADS + SPARE_PIECES];
	/* the calling thread's alone */
	uint64_t filled, hashed, written;
	struct digester *digester; /* NULL: nothing is measured */
	struct measure *measure;
	uint64_t size;
	uint64_t submitted, taken; /* under the lock, as `stop` */
	bool stop;
	size_t threads, most_threads;
	struct worker workers[MOST_THREADS];
	struct libdeflate_compressor *own; /* of the calling thread, once it is needed */
	int level;
	pthread_mutex_t lock;
	pthread_cond_t work, progress;
};

static size_t
least(uint64_t left, size_t right)
{
	return left < right ? (size_t)left : right;
}

struct gzip_crew *
gzip_crew_new(const struct gzip_crew_options *options, struct error *err)
{
	struct gzip_crew *crew = calloc(1, sizeof(*crew));

	if (crew == NULL) {
		error_set(err, ERROR_FAILED, "out of memory");
		return NULL;
	}
	crew->level = options->level;
	crew->piece_size = options->piece;
	crew->output_room = libdeflate_gzip_compress_bound(NULL, options->piece);
	/* one piece is compressed where it is: a thread would only be waited
	 * for */
	crew->most_threads = options->pieces < 2
	    ? 0
	    : least(options->pieces, least(process_processors(), MOST_THREADS));
	crew->ring_size = least(options->pieces, crew->most_threads + SPARE_PIECES);
	pthread_mutex_init(&crew->lock, NULL);
	pthread_cond_init(&crew->work, NULL);
	pthread_cond_init(&crew->progress, NULL);
	crew->measure = options->measure;
	if (crew->measure != NULL && (crew->digester = digester_new(err)) == NULL) {
		gzip_crew_free(crew);
		return NULL;
	}
	return crew;
}

static void
compress(struct libdeflate_compressor *compressor, struct piece *piece, size_t room)
{
	piece->output_size = libdeflate_gzip_compress(
	    compressor, piece->input, piece->input_size, piece->output, room);
}

/* The next piece to compress; NULL: there will be no more. */
static struct piece *
take(struct gzip_crew *crew)
{
	struct piece *piece = NULL;

	pthread_mutex_lock(&crew->lock);
	while (!crew->stop && crew->taken == crew->submitted)
		pthread_cond_wait(&crew->work, &crew->lock);
	if (!crew->stop)
		piece = &crew->ring[crew->taken++ % crew->ring_size];
	pthread_mutex_unlock(&crew->lock);
	return piece;
}

static void *
work(void *context)
{
	struct worker *worker = context;
	struct gzip_crew *crew = worker->crew;
	struct piece *piece;

	while ((piece = take(crew)) != NULL) {
		compress(worker->compressor, piece, crew->output_room);
		pthread_mutex_lock(&crew->lock);
		piece->done = true;
		pthread_mutex_unlock(&crew->lock);
		pthread_cond_signal(&crew->progress);
	}
	return NULL;
}

/* Signals stay with the thread that called: its system calls are to be
 * interrupted by them. */
static int
start_thread(pthread_t *thread, struct worker *worker)
{
	pthread_attr_t attributes;
	sigset_t all, before;
	int status;

	if (pthread_attr_init(&attributes) != 0)
		return -1;
	(void)pthread_attr_setstacksize(&attributes, THREAD_STACK);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	status = pthread_create(thread, &attributes, work, worker);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return status == 0 ? 0 : -1;
}

/* One more thread for one more piece, as long as the machine gives them. */
static void
start_worker(struct gzip_crew *crew)
{
	struct worker *worker = &crew->workers[crew->threads];

	if (crew->threads == crew->most_threads)
		return;
	worker->crew = crew;
	worker->compressor = libdeflate_alloc_compressor(crew->level);
	if (worker->compressor != NULL && start_thread(&worker->thread, worker) == 0) {
		crew->threads++;
		return;
	}
	libdeflate_free_compressor(worker->compressor);
	crew->most_threads = crew->threads;
}

/* Hashes the part that was submitted, before its buffer is filled again. */
static int
hash(struct gzip_crew *crew, struct error *err)
{
	for (; crew->hashed < crew->filled; crew->hashed++) {
		const struct piece *piece = &crew->ring[crew->hashed % crew->ring_size];

		crew->size += piece->input_size;
		if (crew->digester != NULL &&
		    digester_add(crew->digester, piece->input, piece->input_size, err) != 0)
			return -1;
	}
	return 0;
}

/* Waits for the oldest member and hands it on. */
static int
write_oldest(struct gzip_crew *crew, struct stream *next, struct error *err)
{
	struct piece *piece = &crew->ring[crew->written % crew->ring_size];

	pthread_mutex_lock(&crew->lock);
	while (!piece->done)
		pthread_cond_wait(&crew->progress, &crew->lock);
	piece->done = false;
	pthread_mutex_unlock(&crew->lock);
	crew->written++;
	if (piece->output_size == 0)
		return error_set(err, ERROR_FAILED, "cannot compress with gzip");
	return stream_write(next, piece->output, piece->output_size, err);
}

int
gzip_crew_piece(
    struct gzip_crew *crew, struct stream *next, unsigned char **ret_piece, struct error *err)
{
	struct piece *piece = &crew->ring[crew->filled % crew->ring_size];

	if (crew->filled - crew->written == crew->ring_size &&
	    (hash(crew, err) != 0 || write_oldest(crew, next, err) != 0))
		return -1;
	/* made when the piece is first used; their pages are touched only as
	 * far as they are filled */
	if (piece->input == NULL)
		piece->input = malloc(crew->piece_size + 1);
	if (piece->output == NULL)
		piece->output = malloc(crew->output_room);
	if (piece->input == NULL || piece->output == NULL)
		return error_set(err, ERROR_FAILED, "out of memory");
	*ret_piece = piece->input;
	return 0;
}

int
gzip_crew_submit(struct gzip_crew *crew, size_t size, struct error *err)
{
	struct piece *piece = &crew->ring[crew->filled % crew->ring_size];

	crew->filled++;
	piece->input_size = size;
	start_worker(crew);
	if (crew->threads == 0) {
		if (crew->own == NULL)
			crew->own = libdeflate_alloc_compressor(crew->level);
		if (crew->own == NULL)
			return error_set(err, ERROR_FAILED, "out of memory");
		compress(crew->own, piece, crew->output_room);
		piece->done = true;
		return 0;
	}
	pthread_mutex_lock(&crew->lock);
	crew->submitted++;
	pthread_mutex_unlock(&crew->lock);
	pthread_cond_signal(&crew->work);
	return 0;
}

int
gzip_crew_finish(struct gzip_crew *crew, struct stream *next, struct error *err)
{
	if (hash(crew, err) != 0)
		return -1;
	while (crew->written < crew->filled)
		if (write_oldest(crew, next, err) != 0)
			return -1;
	if (crew->digester == NULL)
		return 0;
	crew->measure->size = crew->size;
	return digester_finish(crew->digester, &crew->measure->digest, err);
}

static void
stop_workers(struct gzip_crew *crew)
{
	size_t i;

	pthread_mutex_lock(&crew->lock);
	crew->stop = true;
	pthread_cond_broadcast(&crew->work);
	pthread_mutex_unlock(&crew->lock);
	for (i = 0; i < crew->threads; i++) {
		pthread_join(crew->workers[i].thread, NULL);
		libdeflate_free_compressor(crew->workers[i].compressor);
	}
}

void
gzip_crew_free(struct gzip_crew *crew)
{
	size_t i;

	if (crew == NULL)
		return;
	stop_workers(crew);
	libdeflate_free_compressor(crew->own);
	digester_free(crew->digester);
	for (i = 0; i < crew->ring_size; i++) {
		free(crew->ring[i].input);
		free(crew->ring[i].output);
	}
	pthread_cond_destroy(&crew->progress);
	pthread_cond_destroy(&crew->work);
	pthread_mutex_destroy(&crew->lock);
	free(crew);
}

const char *
gzip_stream_version(void)
{
	return "libdeflate " LIBDEFLATE_VERSION_STRING;
}
