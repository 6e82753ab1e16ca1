/*
 * The functions of <string.h> that musl has in a plain form, in one that uses the processor's vectors where every processor
 * of the target has them (SSE2, NEON) and whole words elsewhere. No test of the processor at run time, so nothing to set up.
 * libc-extras.mk says which are for which target and compiles this file once for each, with FUNCTION_<name> defined: a program
 * links those that it calls.
 *
 * No page is touched that the function may not read: either a block lies between the ends that the caller gave, or it is
 * aligned and holds a byte that may be read, or it does not leave the page of such a byte.
 */
#include <stddef.h>
#include <stdint.h>

#define ALWAYS_INLINE static inline __attribute__((always_inline, unused))

/* For tests: who names it has the function of this file and no other. It takes no place in a program. */
#define PROVIDES(function) const char libc_extras_##function = 1

enum { SMALLEST_PAGE = 4096 };

typedef uint16_t __attribute__((may_alias, aligned(1))) any16;
typedef uint32_t __attribute__((may_alias, aligned(1))) any32;
typedef uint64_t __attribute__((may_alias, aligned(1))) any64;

/*
 * A block is what is compared at once; a match is a block whose bytes say where it was so; marks are the same in a number,
 * in which first() finds the first byte.
 */
#if defined(__SSE2__)
#include <emmintrin.h>

typedef __m128i block, match;
typedef uint32_t marks;
#define block_load(from) _mm_loadu_si128((const __m128i *)(const void *)(from))
#define block_store(to, value) _mm_storeu_si128((__m128i *)(void *)(to), (value))
#define block_of(byte) _mm_set1_epi8((char)(byte))
#define match_equal(a, b) _mm_cmpeq_epi8((a), (b))
#define match_or(a, b) _mm_or_si128((a), (b))
#define match_and(a, b) _mm_and_si128((a), (b))
#define marks_of(found) ((marks)_mm_movemask_epi8(found))
#define ALL_MARKS 0xffffu
#define marks_from(found, offset) ((found) >> (offset) << (offset))
#define first(found) ((size_t)__builtin_ctz(found))

#elif defined(__aarch64__)
#include <arm_neon.h>

typedef uint8x16_t block, match;
typedef uint64_t marks;
#define block_load(from) vld1q_u8((const uint8_t *)(const void *)(from))
#define block_store(to, value) vst1q_u8((uint8_t *)(void *)(to), (value))
#define block_of(byte) vdupq_n_u8((uint8_t)(byte))
#define match_equal(a, b) vceqq_u8((a), (b))
#define match_or(a, b) vorrq_u8((a), (b))
#define match_and(a, b) vandq_u8((a), (b))
/* four bits for each byte */
#define marks_of(found) \
	vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(found), 4)), 0)
#define ALL_MARKS UINT64_MAX
#define marks_from(found, offset) ((found) >> (4 * (offset)) << (4 * (offset)))
#define first(found) ((size_t)__builtin_ctzll(found) / 4)

#else

typedef size_t block, match, marks;
typedef size_t __attribute__((may_alias, aligned(1))) any_word;
#define LOW_BITS ((size_t)-1 / 255 * 127)
#define block_load(from) (*(const any_word *)(const void *)(from))
#define block_store(to, value) (*(any_word *)(void *)(to) = (value))
#define block_of(byte) ((size_t)-1 / 255 * (unsigned char)(byte))
#define match_or(a, b) ((a) | (b))
#define match_and(a, b) ((a) & (b))
#define marks_of(found) (found)
#define ALL_MARKS ((size_t)-1 / 255 * 128)

/* the highest bit of each byte that is equal, and of no other: no borrow goes from one to the next */
ALWAYS_INLINE match
match_equal(block a, block b)
{
	block different = a ^ b;

	return ~(((different & LOW_BITS) + LOW_BITS) | different | LOW_BITS);
}

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define first(found) ((size_t)__builtin_clzl(found) / 8)
#else
#define first(found) ((size_t)__builtin_ctzl(found) / 8)
#endif
#endif

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define swapped(number, bits) (number)
#else
#define swapped(number, bits) __builtin_bswap##bits(number)
#endif

enum { BLOCK = sizeof(block), GROUP = 4 * BLOCK };

/* The block that the byte lies in. */
#define block_start(byte) ((const unsigned char *)((uintptr_t)(byte) & ~(uintptr_t)(BLOCK - 1)))
#define is_group(at) (((uintptr_t)(at) & (GROUP - 1)) == 0)

ALWAYS_INLINE match
is_either(const unsigned char *at, block one, block other)
{
	block here = block_load(at);

	return match_or(match_equal(here, one), match_equal(here, other));
}

ALWAYS_INLINE int
group_has(const unsigned char *at, block one, block other)
{
	match low = match_or(is_either(at, one, other), is_either(at + BLOCK, one, other));

	at += 2 * BLOCK;
	return marks_of(match_or(low,
		   match_or(is_either(at, one, other), is_either(at + BLOCK, one, other)))) != 0;
}

ALWAYS_INLINE match
is_same(const unsigned char *left, const unsigned char *right)
{
	return match_equal(block_load(left), block_load(right));
}

ALWAYS_INLINE int
group_is_same(const unsigned char *left, const unsigned char *right)
{
	match low = match_and(is_same(left, right), is_same(left + BLOCK, right + BLOCK));

	left += 2 * BLOCK;
	right += 2 * BLOCK;
	return marks_of(match_and(
		   low, match_and(is_same(left, right), is_same(left + BLOCK, right + BLOCK)))) ==
	    ALL_MARKS;
}

/* Copies of up to 128 bytes read all before they write any: so it does not matter whether the two overlap. */
#ifdef marks_from
#define COPY_ENDS(type)                                                  \
	do {                                                             \
		type head = *(const type *)from,                         \
		     tail = *(const type *)(from + size - sizeof(type)); \
		*(type *)to = head;                                      \
		*(type *)(to + size - sizeof(type)) = tail;              \
	} while (0)

ALWAYS_INLINE void
copy_few(unsigned char *to, const unsigned char *from, size_t size)
{
	if (size >= 8)
		COPY_ENDS(any64);
	else if (size >= 4)
		COPY_ENDS(any32);
	else if (size >= 2)
		COPY_ENDS(any16);
	else if (size == 1)
		*to = *from;
}

struct group {
	block a, b, c, d;
};

ALWAYS_INLINE struct group
group_load(const unsigned char *from)
{
	return (struct group){block_load(from), block_load(from + BLOCK),
	    block_load(from + 2 * BLOCK), block_load(from + 3 * BLOCK)};
}

ALWAYS_INLINE void
group_store(unsigned char *to, struct group value)
{
	block_store(to, value.a);
	block_store(to + BLOCK, value.b);
	block_store(to + 2 * BLOCK, value.c);
	block_store(to + 3 * BLOCK, value.d);
}

/* 16 bytes to 128. */
ALWAYS_INLINE void
copy_some(unsigned char *to, const unsigned char *from, size_t size)
{
	size_t last = size - BLOCK;

	if (size > GROUP) {
		struct group head = group_load(from), tail = group_load(from + size - GROUP);

		group_store(to, head);
		group_store(to + size - GROUP, tail);
	} else {
		block head = block_load(from), tail = block_load(from + last);

		if (size > 2 * BLOCK) {
			block second = block_load(from + BLOCK);
			block third = block_load(from + last - BLOCK);

			block_store(to + BLOCK, second);
			block_store(to + last - BLOCK, third);
		}
		block_store(to, head);
		block_store(to + last, tail);
	}
}

/* More than 64 bytes from the first to the last; the target does not begin within the source. What is written out of turn was
 * read before all and is written behind all. */
ALWAYS_INLINE void
copy_forward(unsigned char *to, const unsigned char *from, size_t size)
{
	unsigned char *at = to, *end = to + size - GROUP;
	block head = block_load(from);
	struct group tail = group_load(from + size - GROUP);
	size_t skip = BLOCK - ((uintptr_t)to & (BLOCK - 1));

	for (at += skip, from += skip; at < end; at += GROUP, from += GROUP)
		group_store(at, group_load(from));
	group_store(end, tail);
	block_store(to, head);
}

/* From the last to the first; the source does not begin within the target. */
ALWAYS_INLINE void
copy_backward(unsigned char *to, const unsigned char *from, size_t size)
{
	unsigned char *at = to + size - GROUP;
	size_t skip = (uintptr_t)at & (BLOCK - 1);
	block tail = block_load(from + size - BLOCK);
	struct group head = group_load(from);

	from += size - GROUP - skip;
	for (at -= skip; at > to; at -= GROUP, from -= GROUP)
		group_store(at, group_load(from));
	group_store(to, head);
	block_store(to + size - BLOCK, tail);
}
#endif

#ifdef FUNCTION_memcpy
PROVIDES(memcpy);
/* From this size on, the processor's own loop is faster than one of ours; best on a target that is aligned. */
enum { LONG_COPY = 1024 };

static void
copy_long(unsigned char *to, const unsigned char *from, size_t size)
{
	size_t skip = BLOCK - ((uintptr_t)to & (BLOCK - 1)), words = (size - skip) / 8;

	block_store(to, block_load(from));
	block_store(to + size - BLOCK, block_load(from + size - BLOCK));
	to += skip;
	from += skip;
	__asm__ volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
}

void *
memcpy(void *restrict target, const void *restrict source, size_t size)
{
	if (size <= BLOCK)
		copy_few(target, source, size);
	else if (size <= 2 * GROUP)
		copy_some(target, source, size);
	else if (size < LONG_COPY)
		copy_forward(target, source, size);
	else
		copy_long(target, source, size);
	return target;
}
#endif

#ifdef FUNCTION_memmove
PROVIDES(memmove);
void *memcpy(void *restrict target, const void *restrict source, size_t size);

#ifdef marks_from
void *
memmove(void *target, const void *source, size_t size)
{
	if (size <= BLOCK)
		copy_few(target, source, size);
	else if (size <= 2 * GROUP)
		copy_some(target, source, size);
	else if ((uintptr_t)target - (uintptr_t)source >= size) {
		/* a copy downwards over itself is none for memcpy */
		if ((uintptr_t)source - (uintptr_t)target >= size)
			return memcpy(target, source, size);
		copy_forward(target, source, size);
	} else {
		copy_backward(target, source, size);
	}
	return target;
}
#else
/* A word is read before anything is written that lies behind it, in the way that it goes. */
void *
memmove(void *target, const void *source, size_t size)
{
	unsigned char *to = target;
	const unsigned char *from = source;

	if ((uintptr_t)to - (uintptr_t)from >= size) {
		if ((uintptr_t)from - (uintptr_t)to >= size)
			return memcpy(target, source, size);
		for (; size >= BLOCK; size -= BLOCK, to += BLOCK, from += BLOCK)
			block_store(to, block_load(from));
		for (; size > 0; size--)
			*to++ = *from++;
		return target;
	}
	while (size >= BLOCK) {
		size -= BLOCK;
		block_store(to + size, block_load(from + size));
	}
	while (size > 0) {
		size--;
		to[size] = from[size];
	}
	return target;
}
#endif
#endif

#ifdef FUNCTION_memset
PROVIDES(memset);
enum { LONG_SET = 1024 };

static void
set_few(unsigned char *to, uint64_t word, size_t size)
{
	if (size >= 8) {
		*(any64 *)to = word;
		*(any64 *)(to + size - 8) = word;
	} else if (size >= 4) {
		*(any32 *)to = (uint32_t)word;
		*(any32 *)(to + size - 4) = (uint32_t)word;
	} else if (size > 0) {
		to[0] = to[size / 2] = to[size - 1] = (unsigned char)word;
	}
}

void *
memset(void *target, int byte, size_t size)
{
	unsigned char *to = target, *last = to + size - BLOCK;
	uint64_t word = (unsigned char)byte * (UINT64_MAX / 255);
	block value = block_of(byte);
	size_t words;

	if (size < BLOCK) {
		set_few(to, word, size);
		return target;
	}
	block_store(to, value);
	block_store(last, value);
	if (size > 2 * BLOCK) {
		block_store(to + BLOCK, value);
		block_store(last - BLOCK, value);
	}
	if (size <= GROUP)
		return target;
	to = (unsigned char *)(((uintptr_t)to + BLOCK) & ~(uintptr_t)(BLOCK - 1));
	if (size >= LONG_SET) {
		words = (size_t)(last + BLOCK - to) / 8;
		__asm__ volatile("rep stosq" : "+D"(to), "+c"(words) : "a"(word) : "memory");
		return target;
	}
	group_store(last + BLOCK - GROUP, (struct group){value, value, value, value});
	for (; to < last + BLOCK - GROUP; to += GROUP)
		group_store(to, (struct group){value, value, value, value});
	return target;
}
#endif

#ifdef FUNCTION_memchr
PROVIDES(memchr);
void *
memchr(const void *source, int byte, size_t size)
{
	const unsigned char *from = source, *at = block_start(from);
	/* a number: the size may be "as far as it is", and the end of that lies behind all memory */
	uintptr_t end = (uintptr_t)from + size;
	block wanted = block_of(byte);
	marks found;

	if (size == 0)
		return NULL;
	if (end < (uintptr_t)from)
		end = UINTPTR_MAX;
	found = marks_from(marks_of(match_equal(block_load(at), wanted)), (size_t)(from - at));
	while (found == 0) {
		at += BLOCK;
		while (is_group(at) && (uintptr_t)at < end && end - (uintptr_t)at > GROUP &&
		    !group_has(at, wanted, wanted))
			at += GROUP;
		if ((uintptr_t)at >= end)
			return NULL;
		found = marks_of(match_equal(block_load(at), wanted));
	}
	at += first(found);
	return (uintptr_t)at < end ? (void *)(uintptr_t)at : NULL;
}
#endif

#ifdef marks_from
/* The first place of either byte, the end of the text if it is one of them. */
ALWAYS_INLINE const unsigned char *
scan(const char *text, block one, block other)
{
	const unsigned char *at = block_start(text);
	size_t before = (size_t)((const unsigned char *)text - at);
	marks found = marks_from(marks_of(is_either(at, one, other)), before);

	while (found == 0) {
		at += BLOCK;
		while (is_group(at) && !group_has(at, one, other))
			at += GROUP;
		found = marks_of(is_either(at, one, other));
	}
	return at + first(found);
}
#endif

#ifdef FUNCTION_strlen
PROVIDES(strlen);
size_t
strlen(const char *text)
{
	return (size_t)(scan(text, block_of(0), block_of(0)) - (const unsigned char *)text);
}
#endif

#ifdef FUNCTION_strchr
PROVIDES(strchr);
char *
strchr(const char *text, int byte)
{
	const unsigned char *at = scan(text, block_of(byte), block_of(0));

	return *at == (unsigned char)byte ? (char *)(uintptr_t)at : NULL;
}
#endif

#ifdef FUNCTION_memcmp
PROVIDES(memcmp);
/* 4 or 8 bytes as a number whose highest byte is the first. */
ALWAYS_INLINE uint64_t
number_at(const unsigned char *at, size_t size)
{
	return size == 8 ? swapped(*(const any64 *)at, 64) : swapped(*(const any32 *)at, 32);
}

/* The first bytes and the last, which may be the same. */
static int
compare_few(const unsigned char *left, const unsigned char *right, size_t size)
{
	size_t width = size >= 8 ? 8 : 4;
	uint64_t a, b;

	if (size >= 4) {
		a = number_at(left, width);
		b = number_at(right, width);
		if (a == b) {
			a = number_at(left + size - width, width);
			b = number_at(right + size - width, width);
		}
		return (a > b) - (a < b);
	}
	for (; size > 0; size--, left++, right++)
		if (*left != *right)
			return *left - *right;
	return 0;
}

int
memcmp(const void *one, const void *other, size_t size)
{
	const unsigned char *left = one, *right = other, *end = left + size;
	marks equal;

	if (size < BLOCK)
		return compare_few(left, right, size);
	while ((size_t)(end - left) > GROUP && group_is_same(left, right)) {
		left += GROUP;
		right += GROUP;
	}
	for (;; left += BLOCK, right += BLOCK) {
		/* the last one begins where the others have been */
		if ((size_t)(end - left) < BLOCK) {
			right -= BLOCK - (size_t)(end - left);
			left = end - BLOCK;
		}
		equal = marks_of(is_same(left, right));
		if (equal != ALL_MARKS || left == end - BLOCK)
			break;
	}
	if (equal == ALL_MARKS)
		return 0;
	size = first(equal ^ ALL_MARKS);
	return left[size] - right[size];
}
#endif

#ifdef FUNCTION_strcmp
PROVIDES(strcmp);
/* How many bytes of the page are left from there. */
#define page_left(at) ((size_t)(SMALLEST_PAGE - ((uintptr_t)(at) & (SMALLEST_PAGE - 1))))

int
strcmp(const char *one, const char *other)
{
	const unsigned char *left = (const unsigned char *)one,
			    *right = (const unsigned char *)other;
	block zero = block_of(0);
	size_t room, i;

	for (;;) {
		room = page_left(left) < page_left(right) ? page_left(left) : page_left(right);
		for (; room >= GROUP && group_is_same(left, right) && !group_has(left, zero, zero);
		    room -= GROUP, left += GROUP, right += GROUP)
			continue;
		for (; room >= BLOCK; room -= BLOCK, left += BLOCK, right += BLOCK) {
			block here = block_load(left);
			/* where both are the same and it is not the end */
			marks end = marks_of(match_equal(here, zero));
			marks equal = marks_of(match_equal(here, block_load(right)));
			marks stop = (equal ^ ALL_MARKS) | end;

			if (stop != 0)
				return left[first(stop)] - right[first(stop)];
		}
		/* over the end of a page byte by byte */
		for (i = 0; i < BLOCK; i++, left++, right++)
			if (*left != *right || *left == 0)
				return *left - *right;
	}
}
#endif
