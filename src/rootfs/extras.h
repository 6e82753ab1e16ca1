#ifndef ROOTFS_EXTRAS_H
#define ROOTFS_EXTRAS_H

#include "rootfs/tree.h"
#include "spec/spec.h"

/*
 * The pieces of `with:`. The user chooses each one; all together are the files
 * of distroless `static`:
 *
 *	tmp       /tmp, 01777
 *	passwd    /etc/passwd and /etc/group with root, nobody 65534 and nonroot 65532, and their homes
 *	          /root and /home/nonroot, 0700
 *	nsswitch  /etc/nsswitch.conf, "hosts: files dns": for what is not musl, which never reads it
 *	certs     /etc/ssl/certs/ca-certificates.crt from the host (SSL_CERT_FILE is set in the config)
 *	tz        /usr/share/zoneinfo from the host, all or the named zones: the compiled zones alone,
 *	          without the host's localtime and posixrules, without the posix/ and right/ copies and
 *	          without tables and sources (zone.tab, tzdata.zi, ...). Links between zones become files,
 *	          because distributions differ in them. /etc/localtime is not made: set TZ.
 *
 * Texts come from templates/rootfs/, which are compiled in. Certificates and
 * zones are data of the host and change with its updates: images are equal only
 * when the host's packages are equal.
 */

/* ERROR_NOT_FOUND when a piece is missing on the host (names the package that
 * has it), or when a zone is unknown (suggests a similar name). The strings of
 * `with` must live as long as the tree. */
int extras_add(struct tree *tree, const struct spec_with *with, struct error *err) MUST_CHECK;

/* The same with the host's files below the folder `host` ("" is the host
 * itself). */
int extras_add_from(struct tree *tree, const struct spec_with *with, const char *host,
    struct error *err) MUST_CHECK;

#endif
