#ifndef ROOTFS_EXTRAS_H
#define ROOTFS_EXTRAS_H

#include "rootfs/tree.h"
#include "spec/spec.h"

/*
 * The pieces of `with:`. Each is a choice, and together they are what distroless `static` holds:
 *
 *	tmp       /tmp, 01777
 *	passwd    /etc/passwd and /etc/group with root, nobody 65534 and nonroot 65532, and /home/nonroot
 *	nsswitch  /etc/nsswitch.conf, "hosts: files dns"
 *	certs     /etc/ssl/certs/ca-certificates.crt from the host (SSL_CERT_FILE is set in the config)
 *	tz        /usr/share/zoneinfo from the host, all or the named zones
 *
 * Text comes from templates/rootfs/, compiled in.
 */
int extras_add(struct tree *tree, const struct spec_with *with, struct error *err) MUST_CHECK;

#endif
