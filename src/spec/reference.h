#ifndef SPEC_REFERENCE_H
#define SPEC_REFERENCE_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/error.h"

#include <stdbool.h>

struct registry_access;

/*
 * The place of an image, to read or to write: TRANSPORT:PLACE[:TAG][@DIGEST].
 *
 *	oci:DIR[:TAG]               a folder that is an OCI image layout
 *	archive:FILE[:TAG]          one hybrid tar: OCI layout and Docker's manifest.json; reads either
 *	oci-archive:FILE[:TAG]      one tar that is only an OCI layout
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
 * and oci-archive: a full name with registry and tag may follow the path, as in
 * "archive:FILE:ghcr.io/acme/hello:v1": it is the image's name.
 *
 * A verb that reads also takes a bare path: a folder is oci: or dir:, a file is
 * archive:. A path that does not exist is docker:// when it begins with a host
 * ("localhost/", or a part with "." or ":") and has no ending of an archive.
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
	/* as given; for docker:// the full name, "docker.io/library/hello"; for
	 * docker-daemon: the name, or "sha256:..." */
	const char *path;
	const char *tag; /* NULL: see above; for docker-archive: "repository:tag" or "@0" */
	const char
	    /* full name in a layout or an archive, without its tag:
	     * "ghcr.io/acme/hello"; NULL: none */
	    *name;
	struct digest digest; /* text[0] == 0: none */
	const struct registry_access
	    *access; /* for docker:// and docker-daemon:; NULL: the defaults */
};

/* Reads the reference of an image to read. A bare path is looked up on disk;
 * ERROR_NOT_FOUND if it is missing. */
int reference_parse_source(struct arena *arena, const char *text, struct reference *ret_reference,
    struct error *err) MUST_CHECK;

/* Reads the reference of a place to write to: the transport is required, and a
 * digest is not allowed. */
int reference_parse_target(struct arena *arena, const char *text, struct reference *ret_reference,
    struct error *err) MUST_CHECK;

/* Reads an operand that can only name an image of a registry:
 * "localhost:5000/team/hello:v1", with or without docker:// before it. Without
 * a tag in it, the tag is NULL. */
int reference_parse_registry(struct arena *arena, const char *text, struct reference *ret_reference,
    struct error *err) MUST_CHECK;

/* Fails if the reference cannot be a target; `text` is the reference as
 * written. A target's name is printed, so control characters are refused. */
int reference_check_target(
    const char *text, const struct reference *reference, struct error *err) MUST_CHECK;

/* Whether it is a file or a folder, not in a registry or an engine. */
bool reference_is_local(const struct reference *reference);
/* Whether it is one file. "-" (standard output or input) counts as a file. */
bool reference_is_file(const struct reference *reference);

/* Sets the tag "latest" when a source in a registry or an engine has neither
 * tag nor digest. */
void reference_default_tag(struct reference *reference);

/* The form that build and pack print: "archive:hello.tar@sha256:...", or for a
 * registry as docker reads it: "localhost/hello@sha256:...". */
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
