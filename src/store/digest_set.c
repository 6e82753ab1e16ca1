#include "store/digest_set.h"

#include "base/attribute.h"

#include <search.h>
#include <string.h>

static int
compare_digests(const void *left, const void *right)
{
	return strcmp(left, right);
}

bool
digest_set_has(const struct digest_set *set, const struct digest *digest)
{
	return tfind(digest->text, &set->tree, compare_digests) != NULL;
}

int
digest_set_add(struct digest_set *set, const struct digest *digest, struct error *err)
{
	if (digest_set_has(set, digest))
		return 0;
	if (tsearch(arena_strdup(set->arena, digest->text), &set->tree, compare_digests) == NULL)
		return error_set(err, ERROR_FAILED, "out of memory");
	return 1;
}

/* The arena frees the digests. */
static void
free_nothing(void *digest UNUSED)
{
}

void
scope_digest_set(struct digest_set *set)
{
	tdestroy(set->tree, free_nothing);
}
