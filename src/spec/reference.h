#ifndef SPEC_REFERENCE_H
#define SPEC_REFERENCE_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"

#include <stdbool.h>

struct registry_access;

/*
 * Where an image is, or goes: TRANSPORT:PLACE[:TAG][@DIGEST].
 *
 *	oci:DIR[:TAG]               a folder that is an OCI image layout
 *	archive:FILE[:TAG]          one hybrid tar: OCI layout and Docker's manifest.json; reads either
 *	oci-archive:FILE[:TAG]      one tar that is an OCI layout and nothing else
 *	docker-archive:FILE[:NAME]  the output of `docker save`; NAME is "repository:tag", or
 *	                            "@0" for the first image
 *	dir:DIR                     skopeo's flat folder
 *	rootfs:FILE                 the merged tree as one tar; written only
 *	docker://HOST/NAME[:TAG]    a repository of a registry; without a host, as Docker reads it:
 *	                            "hello" is docker.io/library/hello
 *	docker-daemon:NAME[:TAG]    an image of the Docker Engine at $DOCKER_HOST; also
 *	                            read by its ID, "sha256:..."
 *
 * The path of docker-archive: ends at its first colon, as with skopeo. Other
 * paths end at the last colon that has no slash behind it. In oci:, archive:
 * and oci-archive: a whole name of a registry with a tag may stand behind the
 * path, as in "archive:FILE:ghcr.io/acme/hello:v1": it is the image's name.
 *
 * A verb that reads also takes a bare path: a folder is oci: or dir:, a file is
 * archive:. A path that does not exist is docker:// when it begins with a host
 * ("localhost/", or a part with "." or ":") and does not end as an archive's
 * name does.
 *
 * A source of docker:// or docker-daemon: without tag and digest means
 * "latest"; with a digest its tag may be NULL. A target without a tag has the
 * tag NULL: the image keeps its own tags, or gets those of the user. Clause:
 * distribution-spec 1.1, "Pulling manifests", for the form of tags.
 */
enum reference_transport {
	TRANSPORT_OCI,
	TRANSPORT_ARCHIVE,
	TRANSPORT_OCI_ARCHIVE,
	TRANSPORT_DOCKER_ARCHIVE,
	TRANSPORT_DIR,
	TRANSPORT_ROOTFS,
	TRANSPORT_REGISTRY,
	TRANSPORT_DOCKER_DAEMON,
};

struct reference {
	enum reference_transport transport;
	/* as given; of docker:// the whole "docker.io/library/hello", host
	 * first; of docker-daemon: the name, or "sha256:..." */
	const char *path;
	const char *tag; /* NULL: see above; of docker-archive: "repository:tag" or "@0" */
	const char
	    *name; /* of a layout or an archive, "ghcr.io/acme/hello", with a tag; NULL: not said */
	struct digest digest; /* text[0] == 0: none was given */
	const struct registry_access
	    *access; /* of docker:// and docker-daemon:; NULL: the defaults */
};

/* `text` names an image that is to be read: a bare path is looked at on disk;
 * not there is ERROR_NOT_FOUND. */
int reference_parse_source(struct arena *arena, const char *text, struct reference *ret_reference,
    struct error *err) MUST_CHECK;

/* `text` says where to write: a transport is required; no digest. */
int reference_parse_target(struct arena *arena, const char *text, struct reference *ret_reference,
    struct error *err) MUST_CHECK;

/* Of an operand that can only be a registry's: "localhost:5000/team/hello:v1",
 * with docker:// before it or without. Its tag stays NULL where none is
 * given. */
int reference_parse_registry(struct arena *arena, const char *text, struct reference *ret_reference,
    struct error *err) MUST_CHECK;

/* Fails if the reference cannot be a target; `text` is how it was written. A
 * target's name is printed, so it has no control characters. */
int reference_check_target(
    const char *text, const struct reference *reference, struct error *err) MUST_CHECK;

/* Whether it is a file or a folder: neither in a registry nor in an engine. */
bool reference_is_local(const struct reference *reference);
/* Whether it is one file. "-" counts too: standard output, or input. */
bool reference_is_file(const struct reference *reference);

/* "latest", where a source of a registry or an engine has neither tag nor
 * digest. */
void reference_default_tag(struct reference *reference);

/* "archive:hello.tar@sha256:...": what build and pack print; of a registry as
 * docker reads it, "localhost/hello@sha256:...". */
char *reference_with_digest(
    struct arena *arena, const struct reference *reference, const struct digest *digest);

/* [A-Za-z0-9_][A-Za-z0-9._-]{0,127} */
int reference_check_tag(const char *tag, struct error *err) MUST_CHECK;

/* An image name that repositories accept: lower case letters, digits, single
 * separators . _ - and /. */
int reference_check_name(const char *name, struct error *err) MUST_CHECK;

/* A registry's host as references have it: "localhost:5000",
 * "registry.example.org", "[::1]:5000"; no scheme, no path. */
int reference_check_host(const char *host, struct error *err) MUST_CHECK;

#endif
