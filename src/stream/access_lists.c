#include "stream/access_lists.h"

#include <string.h>

/* Lists are in pax records "LENGTH KEY=VALUE\n"; the keys are those of star. */
static const char key[] = "SCHILY.acl.";

/* Solaris puts a list into a member of its own. */
enum { BLOCK = 512, SIZE_AT = 124, TYPE_AT = 156, MAGIC_AT = 257, SOLARIS_LIST = 'A' };

static uint64_t
cost_of(uint64_t length)
{
	/* a longer list is refused anyway, and its square would not fit into 64
	 * bits */
	if (length > UINT32_MAX)
		length = UINT32_MAX;
	return length * (1 + length / 64);
}

/* The decimal number before `at`, with a blank between them; 0: there is
 * none. */
static uint64_t
number_before(const char *start, const char *at)
{
	uint64_t number = 0, unit = 1;

	if (at == start || at[-1] != ' ')
		return 0;
	at--;
	while (at > start && at[-1] >= '0' && at[-1] <= '9' && unit <= UINT32_MAX) {
		at--;
		number += (uint64_t)(*at - '0') * unit;
		unit *= 10;
	}
	return number;
}

static uint64_t
cost_of_records(const char *bytes, size_t size, size_t from)
{
	const char *at = bytes + from, *end = bytes + size;
	uint64_t cost = 0;

	while ((at = memmem(at, (size_t)(end - at), key, sizeof(key) - 1)) != NULL) {
		cost += cost_of(number_before(bytes, at));
		at += sizeof(key) - 1;
	}
	return cost;
}

static uint64_t
cost_of_members(const char *bytes, size_t size)
{
	uint64_t cost = 0, length;
	size_t at, i;

	for (at = 0; at + BLOCK <= size; at += BLOCK) {
		const char *header = bytes + at;

		if (header[TYPE_AT] != SOLARIS_LIST || memcmp(header + MAGIC_AT, "ustar", 5) != 0)
			continue;
		for (length = 0, i = SIZE_AT; header[i] >= '0' && header[i] <= '7' && i < TYPE_AT;
		    i++)
			length = length * 8 + (uint64_t)(header[i] - '0');
		cost += cost_of(length);
	}
	return cost;
}

uint64_t
access_lists_cost(struct access_lists *lists, const char *bytes, size_t size)
{
	char joint[2 * ACCESS_LISTS_LEAD];
	size_t head = size < ACCESS_LISTS_LEAD ? size : ACCESS_LISTS_LEAD;
	uint64_t cost = cost_of_members(bytes, size);

	/* a record may begin in one piece and end in the next */
	memcpy(joint, lists->before, lists->length);
	memcpy(joint + lists->length, bytes, head);
	cost += cost_of_records(joint, lists->length + head, 0);
	if (size > head)
		cost += cost_of_records(bytes, size, head - sizeof(key) + 2);
	lists->length = head;
	memcpy(lists->before, bytes + size - head, head);
	return cost;
}
