#ifndef REGISTRY_REGISTRY_H
#define REGISTRY_REGISTRY_H

#include "spec/reference.h"
#include "store/store.h"

/*
 * One repository of one registry, spoken to from as many threads as like. Credentials, tokens, retries, redirects and the
 * scheme are settled in here; what comes out is bytes that were checked against their digests.
 *
 *	SCOPED(registry) struct registry *registry = registry_open(arena, &reference, REGISTRY_PUSH, err);
 *	registry_put_blob(registry, store, &layer, err)		each blob, in any order
 *	registry_put_manifest(registry, "v1", &manifest, &bytes, err)	what names them, last
 *
 * Clauses: distribution-spec 1.1; each function names its own.
 */
enum registry_right { REGISTRY_PULL, REGISTRY_PUSH, REGISTRY_DELETE /* and push */ };

struct registry;

/* `reference` is of TRANSPORT_REGISTRY; nothing is sent yet. It lives as long as `arena`, which it no longer uses afterwards. */
struct registry *registry_open(struct arena *arena, const struct reference *reference,
    enum registry_right right, struct error *err) MUST_CHECK;
void registry_close(struct registry *registry);
void scope_registry(struct registry **registry);

/* What a tag or a digest stands for, by HEAD; by GET where the registry does not say the digest. ERROR_NOT_FOUND.
 * Clause: "Checking if content exists in the registry". */
int registry_resolve(struct arena *arena, struct registry *registry, const char *tag_or_digest,
    struct descriptor *ret_descriptor, struct error *err) MUST_CHECK;

/* A manifest or an index as it is at the registry. */
struct registry_document {
	struct descriptor descriptor;
	struct text bytes;
};

/* At most STORE_READ_LIMIT bytes, checked against the digest that was asked for or that the registry says.
 * Clause: "Pulling manifests". */
int registry_get_manifest(struct arena *arena, struct registry *registry, const char *tag_or_digest,
    struct registry_document *ret_document, struct error *err) MUST_CHECK;

/* A registry that says another digest than ours is an error. Clause: "Pushing Manifests". */
int registry_put_manifest(struct registry *registry, const char *tag_or_digest,
    const struct registry_document *document, struct error *err) MUST_CHECK;

/* All tags of the repository, sorted. What is no tag by its letters is in the list all the same: it is the registry's word.
 * Clause: "Listing Tags". */
int registry_list_tags(struct arena *arena, struct registry *registry, struct text_list *ret_tags,
    struct error *err) MUST_CHECK;

/*
 * Takes the tag away, and nothing else: what it named keeps its other tags, and indexes that name it stay whole. A registry
 * that deletes by digest alone would take all of them; there the tag is first led to a manifest that nothing else names, and
 * that is deleted. Whether it deletes at all is seen before the tag moves. Of REGISTRY_DELETE.
 * Clause: "Deleting tags", "Deleting Manifests".
 */
int registry_delete_tag(struct registry *registry, const char *tag, struct error *err) MUST_CHECK;

/* Manifests whose "subject" is another one, as a registry lists them. */
struct registry_referrers {
	struct descriptor *items;
	size_t count, capacity;
	bool
	    by_api; /* the registry keeps the list itself; else it is an index under the tag "sha256-HEX" */
};

/* None is no error. Clause: "Listing Referrers", "Referrers Tag Schema". */
int registry_list_referrers(struct arena *arena, struct registry *registry,
    const struct digest *subject, struct registry_referrers *ret_referrers,
    struct error *err) MUST_CHECK;

/* At a registry that does not keep the list itself: adds the descriptors, a JSON array, to the index under the subject's tag. One
 * that is there stays. Clause: "Pushing Manifests with Subject". */
int registry_add_referrers(struct registry *registry, const struct digest *subject,
    const json_t *entries, struct error *err) MUST_CHECK;

/* Writes the blob to the descriptor from its present end on, whole and checked; resumes after a cut. The file is the caller's
 * to remove. Clause: "Pulling blobs". */
int registry_get_blob(struct registry *registry, const struct descriptor *descriptor, int fd,
    struct error *err) MUST_CHECK;

/* HEAD, mount, upload. Clauses: "Pushing blobs", "Mounting a blob from another repository", "Pushing a blob in chunks". */
int registry_put_blob(struct registry *registry, const struct store *from,
    const struct descriptor *descriptor, struct error *err) MUST_CHECK;

/* Writes down that the repository has these blobs, so that others of this registry can be given them: mounts.h. */
void registry_note_blobs(
    const struct registry *registry, const struct descriptor *blobs, size_t count);

/* Asks for nothing but the right: what `mote login` does with a credential. Clause: "Endpoints", end-1. */
struct credential;
int registry_check_login(
    struct registry *registry, const struct credential *credential, struct error *err) MUST_CHECK;

/* How many connections side by side the user wants. */
unsigned registry_jobs(const struct registry *registry);

/* How many requests were sent, those tried again included. */
unsigned registry_requests(const struct registry *registry);

#endif
