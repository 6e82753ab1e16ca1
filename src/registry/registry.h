#ifndef REGISTRY_REGISTRY_H
#define REGISTRY_REGISTRY_H

#include "spec/reference.h"
#include "store/store.h"

/*
 * One repository of one registry, spoken to from as many threads as like.
 * Credentials, tokens, retries, redirects and the scheme are settled in here;
 * what comes out is bytes that were checked against their digests.
 *
 *	SCOPED(registry) struct registry *registry = registry_open(arena, &reference, REGISTRY_PUSH, err);
 *	registry_put_blob(registry, store, &layer, err);          // each blob, in any order
 *	registry_put_manifest(registry, "v1", &document, err);    // the manifest, last
 *
 * Clauses: distribution-spec 1.1; each function names its own.
 */
enum registry_right { REGISTRY_PULL, REGISTRY_PUSH, REGISTRY_DELETE /* with push */ };

struct registry;

/* `reference` is of TRANSPORT_REGISTRY; nothing is sent yet. It lives as long
 * as `arena`, which it no longer uses afterwards. */
struct registry *registry_open(struct arena *arena, const struct reference *reference,
    enum registry_right right, struct error *err) MUST_CHECK;
void registry_close(struct registry *registry);
void scope_registry(struct registry **registry);

/* Resolves a tag or a digest by HEAD, or by GET where the registry does not say
 * the digest. ERROR_NOT_FOUND. Clause: "Checking if content exists in the
 * registry". */
int registry_resolve(struct arena *arena, struct registry *registry, const char *tag_or_digest,
    struct descriptor *ret_descriptor, struct error *err) MUST_CHECK;

/* A manifest or an index as it is at the registry. */
struct registry_document {
	struct descriptor descriptor;
	struct text bytes;
};

/* At most STORE_READ_LIMIT bytes, checked against the digest that was asked for
 * or that the registry says. Clause: "Pulling manifests". */
int registry_get_manifest(struct arena *arena, struct registry *registry, const char *tag_or_digest,
    struct registry_document *ret_document, struct error *err) MUST_CHECK;

/* A registry that says another digest than ours is an error. Clause: "Pushing
 * Manifests". */
int registry_put_manifest(struct registry *registry, const char *tag_or_digest,
    const struct registry_document *document, struct error *err) MUST_CHECK;

/* All tags of the repository, sorted. A text that breaks the rules for tags is
 * in the list too, because the registry says it. Clause: "Listing Tags". */
int registry_list_tags(struct arena *arena, struct registry *registry, struct text_list *ret_tags,
    struct error *err) MUST_CHECK;

/*
 * Deletes the tag and nothing else: other tags of its manifest stay, and so do
 * indexes that name the manifest. A registry that deletes only by digest would
 * remove the manifest under all its tags. There mote first moves the tag to a
 * new manifest that has no other name, and deletes that one. Before it moves
 * the tag, it tries on that manifest alone whether the registry deletes at all.
 * Needs REGISTRY_DELETE. Clause: "Deleting tags", "Deleting Manifests".
 */
int registry_delete_tag(struct registry *registry, const char *tag, struct error *err) MUST_CHECK;

/* The manifests whose "subject" is a given manifest, as a registry lists
 * them. */
struct registry_referrers {
	struct descriptor *items;
	size_t count, capacity;
	bool
	    by_api; /* the registry keeps the list itself; else an index "sha256-HEX" is the list */
};

/* Lists them; an empty list is no error. Clause: "Listing Referrers",
 * "Referrers Tag Schema". */
int registry_list_referrers(struct arena *arena, struct registry *registry,
    const struct digest *subject, struct registry_referrers *ret_referrers,
    struct error *err) MUST_CHECK;

/* For a registry that does not keep the list: adds the descriptors, a JSON
 * array, to the index under the subject's tag. An entry that is in the index
 * already stays. Clause: "Pushing Manifests with Subject". */
int registry_add_referrers(struct registry *registry, const struct digest *subject,
    const json_t *entries, struct error *err) MUST_CHECK;

/* Writes the blob to the descriptor from its present end on, whole and checked;
 * resumes after a cut. The file is the caller's to remove. Clause: "Pulling
 * blobs". */
int registry_get_blob(struct registry *registry, const struct descriptor *descriptor, int fd,
    struct error *err) MUST_CHECK;

/* HEAD, mount, upload. Clauses: "Pushing blobs", "Mounting a blob from another
 * repository", "Pushing a blob in chunks". */
int registry_put_blob(struct registry *registry, const struct store *from,
    const struct descriptor *descriptor, struct error *err) MUST_CHECK;

/* Writes down that the repository has these blobs, so that others of this
 * registry can be given them: mounts.h. */
void registry_note_blobs(
    const struct registry *registry, const struct descriptor *blobs, size_t count);

/* Asks for nothing but the right: what `mote login` does with a credential.
 * Clause: "Endpoints", end-1. */
struct credential;
int registry_check_login(
    struct registry *registry, const struct credential *credential, struct error *err) MUST_CHECK;

/* How many connections side by side the user wants. */
unsigned registry_jobs(const struct registry *registry);

/* How many requests were sent, those tried again included. */
unsigned registry_requests(const struct registry *registry);

#endif
