#include "store/descent.h"

#include <search.h>
#include <string.h>

/* The cost of a document beside its bytes. */
enum { DOCUMENT_COST = 4 << 10 };

static int
compare_digests(const void *left, const void *right)
{
	return strcmp(left, right);
}

/* Charges a document. One whose size is beyond the limit is not charged: it is refused when it
 * is read. */
static int
spend(const struct descent *descent, uint64_t *bytes, const struct descriptor *descriptor,
    struct error *err)
{
	if (descriptor->size <= DESCENT_BYTES)
		*bytes += descriptor->size + DOCUMENT_COST;
	if (*bytes <= DESCENT_BYTES)
		return 0;
	return error_set(err, ERROR_FAILED,
	    "the indexes, manifests and configs of \"%s\" are more than mote reads of one image",
	    descent->name);
}

int
descent_count(
    struct descent *descent, const struct descriptor *descriptor, unsigned depth, struct error *err)
{
	if (depth > DESCENT_DEPTH || (depth == DESCENT_DEPTH && descriptor_is_index(descriptor)))
		return error_set(err, ERROR_FAILED, "\"%s\": indexes are nested deeper than %d",
		    descent->name, DESCENT_DEPTH);
	if (++descent->documents > DESCENT_DOCUMENTS)
		return error_set(err, ERROR_FAILED,
		    "\"%s\" names more than %d manifests, the most that is read", descent->name,
		    DESCENT_DOCUMENTS);
	return spend(descent, &descent->bytes, descriptor, err);
}

bool
descent_has(const struct descent *descent, const struct descriptor *descriptor)
{
	return tfind(descriptor->digest.text, &descent->seen, compare_digests) != NULL;
}

int
descent_enter(
    struct descent *descent, const struct descriptor *descriptor, unsigned depth, struct error *err)
{
	bool document = descent->only_documents || descriptor_is_index(descriptor) ||
	    descriptor_is_manifest(descriptor);

	if (descent_has(descent, descriptor))
		return 0;
	if (document && descent_count(descent, descriptor, depth, err) != 0)
		return -1;
	if (tsearch(arena_strdup(descent->arena, descriptor->digest.text), &descent->seen,
		compare_digests) == NULL)
		return error_set(err, ERROR_FAILED, "out of memory");
	return 1;
}

int
descent_spend_config(struct descent *descent, const struct descriptor *config, struct error *err)
{
	return spend(descent, &descent->config_bytes, config, err);
}

static void
keep(void *digest UNUSED)
{
}

void
scope_descent(struct descent *descent)
{
	tdestroy(descent->seen, keep);
}
