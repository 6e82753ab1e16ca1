#ifndef REGISTRY_REGISTRY_H
#define REGISTRY_REGISTRY_H

#include "spec/reference.h"
#include "store/store.h"

/*
 * One repository of one registry. Several threads may use it at the same time.
 * This module handles credentials, tokens, retries, redirects and the scheme,
 * and returns bytes whose digests it has checked.
 *
 *	SCOPED(registry) struct registry *registry = registry_open(arena, &reference, REGISTRY_PUSH, err);
 *	registry_put_blob(registry, store, &layer, err);          // each blob, in any order
 *	registry_put_manifest(registry, "v1", &document, err);    // the manifest, last
 *
 * Clauses: distribution-spec 1.1; each function names its own.
 */
enum registry_right { REGISTRY_PULL, REGISTRY_PUSH, REGISTRY_DELETE /* with push */ };

struct registry;

/* `reference` is one of TRANSPORT_REGISTRY. Nothing is sent yet. The registry
 * may not outlive `arena`, and does not use it after this call. */
struct registry *registry_open(struct arena *arena, const struct reference *reference,
    enum registry_right right, struct error *err) MUST_CHECK;
void registry_close(struct registry *registry);
void scope_registry(struct registry **registry);

/* Resolves a tag or a digest by HEAD, or by GET if the answer has no digest.
 * ERROR_NOT_FOUND. Clause: "Checking if content exists in the registry". */
int registry_resolve(struct arena *arena, struct registry *registry, const char *tag_or_digest,
    struct descriptor *ret_descriptor, struct error *err) MUST_CHECK;

/* A manifest or an index with the registry's bytes. */
struct registry_document {
	struct descriptor descriptor;
	struct text bytes;
};

/* Fetches at most STORE_READ_LIMIT bytes. Checks them against the requested
 * digest, or against the digest in the answer. Clause: "Pulling manifests". */
int registry_get_manifest(struct arena *arena, struct registry *registry, const char *tag_or_digest,
    struct registry_document *ret_document, struct error *err) MUST_CHECK;

/* An answer with another digest than ours is an error. Clause: "Pushing
 * Manifests". */
int registry_put_manifest(struct registry *registry, const char *tag_or_digest,
    const struct registry_document *document, struct error *err) MUST_CHECK;

/* All tags of the repository, sorted. A text that breaks the rules for tags is
 * in the list too, because the registry listed it. Clause: "Listing Tags". */
int registry_list_tags(struct arena *arena, struct registry *registry, struct text_list *ret_tags,
    struct error *err) MUST_CHECK;

/*
 * Deletes only the tag: other tags of its manifest stay, and indexes that name
 * the manifest too. A registry that deletes only by digest would remove the
 * manifest and all its tags. For such a registry, mote makes a new manifest
 * that has no other tag, moves the tag to it, and deletes it. Before it moves
 * the tag, it checks with such a manifest that the registry can delete. Needs
 * REGISTRY_DELETE. Clause: "Deleting tags", "Deleting Manifests".
 */
int registry_delete_tag(struct registry *registry, const char *tag, struct error *err) MUST_CHECK;

/* The manifests whose "subject" is a given manifest, as a registry lists
 * them. */
struct registry_referrers {
	struct descriptor *items;
	size_t count, capacity;
	bool by_api; /* the registry has the list itself; else the index "sha256-HEX" is the list */
};

/* Lists the referrers; an empty list is no error. Clause: "Listing Referrers",
 * "Referrers Tag Schema". */
int registry_list_referrers(struct arena *arena, struct registry *registry,
    const struct digest *subject, struct registry_referrers *ret_referrers,
    struct error *err) MUST_CHECK;

/* For a registry that does not list referrers itself: adds the descriptors, a
 * JSON array, to the index under the subject's tag. An entry that is in the
 * index already stays. Clause: "Pushing Manifests with Subject". */
int registry_add_referrers(struct registry *registry, const struct digest *subject,
    const json_t *entries, struct error *err) MUST_CHECK;

/* Appends the whole blob to the open file, checks it, and resumes after a
 * broken connection. The caller removes the file after an error. Clause:
 * "Pulling blobs". */
int registry_get_blob(struct registry *registry, const struct descriptor *descriptor, int fd,
    struct error *err) MUST_CHECK;

/* HEAD, mount, upload. Clauses: "Pushing blobs", "Mounting a blob from another
 * repository", "Pushing a blob in chunks". */
int registry_put_blob(struct registry *registry, const struct store *from,
    const struct descriptor *descriptor, struct error *err) MUST_CHECK;

/* Records that the repository has these blobs, so that a later push to another
 * repository of the registry can mount them (mounts.h). */
void registry_note_blobs(
    const struct registry *registry, const struct descriptor *blobs, size_t count);

/* Checks only whether the registry accepts the credential, for `mote login`.
 * Clause: "Endpoints", end-1. */
struct credential;
int registry_check_login(
    struct registry *registry, const struct credential *credential, struct error *err) MUST_CHECK;

/* The number of parallel connections that the user wants. */
unsigned registry_jobs(const struct registry *registry);

/* The number of requests that were sent, with all retries. */
unsigned registry_requests(const struct registry *registry);

#endif
