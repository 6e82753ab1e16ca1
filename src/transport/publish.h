#ifndef TRANSPORT_PUBLISH_H
#define TRANSPORT_PUBLISH_H

#include "spec/spec.h"
#include "store/store.h"

/*
 * The last step of a build: one index over the manifests of all platforms, then
 * a copy to each output of the spec.
 */
struct publication {
	const struct store *store; /* has all blobs */
	const struct spec *spec;
	const struct descriptor *manifests;
	size_t count;
};

/* `*ret_references`: one reference by digest for each output. */
int publish(struct arena *arena, const struct publication *publication, struct descriptor *ret_root,
    char ***ret_references, struct error *err) MUST_CHECK;

/* Whether an output is in a registry. */
bool publish_pushes(const struct spec *spec);

#endif
