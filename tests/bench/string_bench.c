/*
 * string_bench [MILLISECONDS]: nanoseconds a call of functions of <string.h>, a
 * line "name-size nanoseconds" each. The best of several short runs: whatever
 * else the machine does only adds.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SIZE = 1 << 20, RUNS = 7 };

static char *left, *right;
static volatile size_t sink;

/* Through pointers that the compiler must read: otherwise it knows what they
 * do. */
static void *(*volatile copy)(void *, const void *, size_t) = memcpy;
static void *(*volatile move)(void *, const void *, size_t) = memmove;
static void *(*volatile set)(void *, int, size_t) = memset;
static void *(*volatile find)(const void *, int, size_t) = memchr;
static int (*volatile compare)(const void *, const void *, size_t) = memcmp;
static size_t (*volatile length)(const char *) = strlen;
static int (*volatile compare_text)(const char *, const char *) = strcmp;
static char *(*volatile find_text)(const char *, int) = strchr;

static void
run_memcpy(size_t n)
{
	copy(left, right, n);
}
static void
run_memmove(size_t n)
{
	move(left + 1, left, n);
}
static void
run_memset(size_t n)
{
	set(left, 'a', n);
}
static void
run_memchr(size_t n)
{
	sink = (size_t)find(left, 'b', n);
}
static void
run_memcmp(size_t n)
{
	sink = (size_t)compare(left, right, n);
}
static void
run_strlen(size_t n)
{
	(void)n;
	sink = length(left);
}
static void
run_strcmp(size_t n)
{
	(void)n;
	sink = (size_t)compare_text(left, right);
}
static void
run_strchr(size_t n)
{
	(void)n;
	sink = (size_t)find_text(left, 'b');
}

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static double
measure(void (*function)(size_t), size_t size, double patience)
{
	double best = 0, start, each;
	long count = 16, i;
	int run;

	for (;;) {
		start = now();
		for (i = 0; i < count; i++)
			function(size);
		if (now() - start > patience / RUNS)
			break;
		count *= 2;
	}
	for (run = 0; run < RUNS; run++) {
		start = now();
		for (i = 0; i < count; i++)
			function(size);
		each = (now() - start) / (double)count;
		best = run == 0 || each < best ? each : best;
	}
	return best;
}

int
main(int count, char **words)
{
	static const struct {
		const char *name;
		void (*function)(size_t);
	} rows[] = {{"memcpy", run_memcpy}, {"memmove", run_memmove}, {"memset", run_memset},
	    {"memchr", run_memchr}, {"memcmp", run_memcmp}, {"strlen", run_strlen},
	    {"strcmp", run_strcmp}, {"strchr", run_strchr}};
	static const size_t sizes[] = {7, 30, 300, 4096, 65536};
	double patience = (count > 1 ? atof(words[1]) : 20) * 1e6;
	size_t i, k;

	left = aligned_alloc(4096, SIZE);
	right = aligned_alloc(4096, SIZE);
	if (left == NULL || right == NULL)
		return 1;
	/* not at the same place of a line */
	right += 9;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (k = 0; k < sizeof(sizes) / sizeof(*sizes); k++) {
			memset(left, 'a', SIZE);
			memset(right, 'a', SIZE - 9);
			left[sizes[k]] = right[sizes[k]] = 0;
			printf("%s-%zu %.1f\n", rows[i].name, sizes[k],
			    measure(rows[i].function, sizes[k], patience));
		}
	return 0;
}
