/* Tests the features that a toolchain must get right on every processor; prints one line, or says what is wrong and fails. */
#include <crypt.h>
#include <fenv.h>
#include <float.h>
#include <linux/landlock.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 4, ROUNDS = 20000 };

static _Atomic uint64_t wide;
static _Atomic uint8_t narrow;
/* wider than any atomic instruction: a function of the toolchain does it */
static struct pair {
	uint64_t one, other;
} start = {1, UINT64_MAX};
static _Atomic struct pair pair;
static _Atomic struct triple {
	uint64_t words[3];
} triple;
/* the bytes of a file that "ld -r -b binary" made an object */
extern const char _binary_embedded_start[], _binary_embedded_end[];
static _Thread_local uint64_t own = 7;

static void
count_pair(void)
{
	struct pair old = pair, next;

	do {
		next = (struct pair){old.one + 1, old.other - 1};
	} while (!atomic_compare_exchange_weak(&pair, &old, next));
}

static void *
count(void *sum)
{
	for (int i = 0; i < ROUNDS; i++) {
		atomic_fetch_add(&wide, 0x100000001u);
		atomic_fetch_add(&narrow, 1);
		count_pair();
		own++;
	}
	*(uint64_t *)sum = own;
	return NULL;
}

static void
expect(int good, const char *what)
{
	if (!good) {
		printf("wrong: %s\n", what);
		exit(1);
	}
}

static void __attribute__((noinline))
smash(volatile size_t length)
{
	char small[16];

	memset(small, 1, length);
	printf("%d\n", small[1]);
}

int
main(int argc, char **argv)
{
	volatile long double third = 1.0L / argc / 3;
	volatile uint64_t large = UINT64_C(0x123456789abcdef0) * (unsigned)argc;
	pthread_t threads[THREADS];
	uint64_t sums[THREADS];
	struct triple last;
	char text[64];

	if (argc > 1 && strcmp(argv[1], "smash") == 0) {
		smash(64);
		return 0;
	}
	pair = start;
	for (int i = 0; i < THREADS; i++)
		expect(pthread_create(&threads[i], NULL, count, &sums[i]) == 0, "a thread starts");
	for (int i = 0; i < THREADS; i++) {
		pthread_join(threads[i], NULL);
		expect(sums[i] == 7 + ROUNDS, "each thread has its own");
	}
	expect(wide == (uint64_t)THREADS * ROUNDS * 0x100000001u, "64-bit atomics");
	expect(narrow == (uint8_t)(THREADS * ROUNDS), "8-bit atomics");
	start = pair;
	expect(
	    start.one == 1 + THREADS * ROUNDS && start.one + start.other == 0, "16-byte atomics");
	atomic_store(&triple, ((struct triple){{1, 2, 3}}));
	last = triple;
	expect(last.words[2] == 3, "24-byte atomics");
#ifdef __SIZEOF_INT128__
	static _Atomic unsigned __int128 number = UINT64_MAX;
	expect((uint64_t)((number += 1) >> 64) == 1, "an atomic number of 16 bytes");
#endif
	expect(_binary_embedded_end - _binary_embedded_start == 8 &&
		memcmp(_binary_embedded_start, "embedded", 8) == 0,
	    "a file that ld embeds");
	expect(large / 1000003 == UINT64_C(1311764532170), "64-bit division");
	expect(fabsl(third * 3 - 1) < 4 * LDBL_EPSILON, "long double");
	snprintf(text, sizeof(text), "%.30Lf", third);
	expect(strncmp(text, "0.333333333333333", 17) == 0, "long double as text");
	expect(
	    fabs(tgamma(5.0) - 24) < 1e-9 && fabsl(sqrtl(2.0L) - 1.4142135623730950488L) < 1e-15L,
	    "mathematics");
	expect(crypt("a", "$1$b") != NULL, "crypt");
#ifdef __SIZEOF_INT128__
	volatile unsigned __int128 huge = (unsigned __int128)large << 64;
	expect((uint64_t)((huge / 3) >> 64) == large / 3, "128-bit division");
#endif
	printf("good, long double has %d bits\n", LDBL_MANT_DIG);
	return 0;
}
