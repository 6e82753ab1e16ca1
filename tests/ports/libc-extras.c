/*
 * Each function against a loop over bytes: at all alignments of a block, all lengths to 300, in the middle of memory and with
 * a page that may not be touched before or behind it.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { LONGEST = 300, ALIGNMENTS = 17, PAGE = 65536 };

/* That the library has the function, and that it is linked. */
#define PROVIDED(function) extern const char libc_extras_##function
PROVIDED(memcmp);
PROVIDED(memmove);
#if defined(__x86_64__) || defined(__aarch64__)
PROVIDED(memchr);
PROVIDED(strcmp);
#endif
#if defined(__x86_64__)
PROVIDED(memcpy);
PROVIDED(memset);
PROVIDED(strchr);
PROVIDED(strlen);
#endif

static int
provided(void)
{
	int count = libc_extras_memcmp + libc_extras_memmove;

#if defined(__x86_64__) || defined(__aarch64__)
	count += libc_extras_memchr + libc_extras_strcmp;
#endif
#if defined(__x86_64__)
	count += libc_extras_memcpy + libc_extras_memset + libc_extras_strchr + libc_extras_strlen;
#endif
	return count;
}

/* Through pointers that the compiler must read: otherwise it knows what they do. */
static void *(*volatile copy)(void *, const void *, size_t) = memcpy;
static void *(*volatile move)(void *, const void *, size_t) = memmove;
static void *(*volatile set)(void *, int, size_t) = memset;
static void *(*volatile find)(const void *, int, size_t) = memchr;
static int (*volatile compare)(const void *, const void *, size_t) = memcmp;
static size_t (*volatile length)(const char *) = strlen;
static int (*volatile compare_text)(const char *, const char *) = strcmp;
static char *(*volatile find_text)(const char *, int) = strchr;

static size_t tried;

static void
check(int holds, const char *what, size_t size, size_t at)
{
	tried++;
	if (holds)
		return;
	fprintf(stderr, "%s: size %zu, place %zu\n", what, size, at);
	exit(1);
}

/* Two pages with a wall before and behind them. */
static unsigned char *
walled(void)
{
	unsigned char *bytes = mmap(NULL, 4 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (bytes == MAP_FAILED || mprotect(bytes + PAGE, 2 * PAGE, PROT_READ | PROT_WRITE) != 0)
		exit(2);
	return bytes + PAGE;
}

static unsigned char *one, *other;
static unsigned char expected[2 * LONGEST + 64];

/* The places that a thing of this size is tried at: from the wall before it, to the wall behind it, over the pages' border. */
static unsigned char *
place(unsigned char *pages, size_t size, size_t number)
{
	if (number < ALIGNMENTS)
		return pages + number;
	if (number < 2 * ALIGNMENTS)
		return pages + 2 * PAGE - size - (number - ALIGNMENTS);
	return pages + PAGE - size / 2 - (number - 2 * ALIGNMENTS);
}

enum { PLACES = 3 * ALIGNMENTS };

static unsigned char
noise(size_t i)
{
	return (unsigned char)(1 + (i * 2654435761U >> 13) % 255);
}

static void
fill(unsigned char *bytes, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		bytes[i] = noise(i);
}

static int
same(const unsigned char *left, const unsigned char *right, size_t size)
{
	while (size > 0 && left[size - 1] == right[size - 1])
		size--;
	return size == 0;
}

/* A byte before and one behind stay what they were, where there are such. */
static void
try_copies(size_t size, size_t at)
{
	unsigned char *to = place(one, size, at),
		      *from = place(other, size, (at * 7 + size) % PLACES);
	int before = to > one, behind = to + size < one + 2 * PAGE;

	fill(from, size);
	if (before)
		to[-1] = 0xee;
	if (behind)
		to[size] = 0xdd;
	check(copy(to, from, size) == to && same(to, from, size), "memcpy", size, at);
	check(set(to, 0x1a5, size) == to, "memset", size, at);
	for (size_t i = 0; i < size; i++)
		check(to[i] == 0xa5, "memset", size, at);
	check(move(to, from, size) == to && same(to, from, size), "memmove", size, at);
	check(
	    (!before || to[-1] == 0xee) && (!behind || to[size] == 0xdd), "a neighbour", size, at);
}

static void
try_overlap(size_t size, size_t at)
{
	static const int distances[] = {
	    -150, -65, -33, -16, -9, -8, -3, -1, 0, 1, 2, 7, 8, 15, 17, 31, 64, 130};
	size_t i, k;

	for (i = 0; i < sizeof(distances) / sizeof(*distances); i++) {
		size_t reach = (size_t)abs(distances[i]);
		unsigned char *start = place(one, size + reach, at);
		unsigned char *from = distances[i] < 0 ? start + reach : start;

		fill(start, size + reach);
		for (k = 0; k < size; k++)
			expected[k] = from[k];
		check(move(from + distances[i], from, size) == from + distances[i] &&
			same(from + distances[i], expected, size),
		    "memmove over itself", size, at);
	}
}

static int
sign(int number)
{
	return (number > 0) - (number < 0);
}

static void
try_comparisons(size_t size, size_t at)
{
	unsigned char *left = place(one, size, at),
		      *right = place(other, size, (at * 5 + size) % PLACES);
	size_t step = size / 9 + 1, i;

	fill(left, size);
	fill(right, size);
	check(compare(left, right, size) == 0, "memcmp of equals", size, at);
	for (i = size % step; i < size; i += step) {
		right[i] ^= 0x80;
		/* what comes behind must not count */
		if (i + 1 < size)
			right[i + 1] ^= 0xff;
		check(sign(compare(left, right, size)) == (left[i] > right[i] ? 1 : -1), "memcmp",
		    size, at);
		check(compare(left, right, i) == 0, "memcmp of a part", i, at);
		fill(right, size);
	}
}

static void
try_searches(size_t size, size_t at)
{
	unsigned char *bytes = place(one, size, at);
	size_t step = size / 9 + 1, i;

	for (i = 0; i < size; i++)
		bytes[i] = (unsigned char)(i % 2 ? 0x7f : 0x81);
	/* just outside, where that is memory */
	if (bytes > one)
		bytes[-1] = 0x80;
	if (bytes + size < one + 2 * PAGE)
		bytes[size] = 0x80;
	check(find(bytes, 0x180, size) == NULL, "memchr without one", size, at);
	for (i = size % step; i < size; i += step) {
		bytes[i] = 0x80;
		check(find(bytes, 0x80, size) == bytes + i, "memchr", size, at);
		/* found before the end that was said is reached, which may lie behind all memory */
		check(find(bytes, 0x80, SIZE_MAX) == bytes + i, "memchr without an end", size, at);
		check(find(bytes, 0x80, i) == NULL, "memchr in a part", i, at);
		bytes[i] = (unsigned char)(i % 2 ? 0x7f : 0x81);
	}
}

static void
try_texts(size_t size, size_t at)
{
	unsigned char *left = place(one, size + 1, at),
		      *right = place(other, size + 1, (at * 3 + size) % PLACES);
	const char *text = (const char *)left, *text2 = (const char *)right;
	size_t step = size / 9 + 1, i;

	for (i = 0; i < size; i++)
		left[i] = right[i] = (unsigned char)(i % 2 ? 0x01 : 0xff);
	left[size] = right[size] = 0;
	if (left > one)
		left[-1] = 0;
	check(length(text) == size, "strlen", size, at);
	check(compare_text(text, text2) == 0, "strcmp of equals", size, at);
	check(find_text(text, 0x80) == NULL, "strchr without one", size, at);
	check(find_text(text, 0) == text + size, "strchr of the end", size, at);
	for (i = size % step; i < size; i += step) {
		unsigned char was = right[i];

		left[i] = 0x80;
		check(find_text(text, 0x80) == text + i, "strchr", size, at);
		check(sign(compare_text(text, text2)) == (0x80 > was ? 1 : -1), "strcmp", size, at);
		left[i] = was;
		right[i] = 0;
		check(compare_text(text, text2) > 0 && compare_text(text2, text) < 0,
		    "strcmp of a part", size, at);
		right[i] = was;
	}
}

/* Sizes behind those at which another way is taken. */
static void
try_large(void)
{
	static const size_t sizes[] = {1000, 1023, 1024, 1025, 1040, 2047, 2049, 4095, 4097, 60000};
	size_t i, at;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++)
		for (at = 0; at < PLACES; at++) {
			try_copies(sizes[i], at);
			try_comparisons(sizes[i], at);
			try_searches(sizes[i], at);
			try_texts(sizes[i], at);
		}
}

int
main(void)
{
	size_t size, at;

	one = walled();
	other = walled();
	for (size = 0; size <= LONGEST; size++)
		for (at = 0; at < PLACES; at++) {
			try_copies(size, at);
			/* it has the most to do; over all sizes every place is tried */
			if (at % 5 == size % 5)
				try_overlap(size, at);
			try_comparisons(size, at);
			try_searches(size, at);
			try_texts(size, at);
		}
	try_large();
	printf("%zu checks, %d functions\n", tried, provided());
	return 0;
}
