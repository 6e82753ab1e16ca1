#ifndef SPEC_REGISTRY_ACCESS_H
#define SPEC_REGISTRY_ACCESS_H

#include "base/text.h"

/*
 * The settings for connections to registries, from the flags --jobs, --retry,
 * --retry-delay,
 * --timeout, --ca, --insecure, --realm and --allow-secrets. A reference to a registry or an engine
 * has a pointer to them.
 */
struct registry_access {
	unsigned jobs; /* connections side by side; 0: 4 */
	unsigned retries; /* how often a request is tried again; has_retries with 0: never */
	bool has_retries;
	double retry_delay; /* seconds before the first of them, doubled for each; 0: 1 */
	unsigned timeout; /* seconds that a connection may stand still; 0: 60 */
	const char
	    *authorities; /* a file of CA certificates instead of the system's; NULL: those */
	/* "host" or "host:port": certificates are not checked, and plain HTTP
	 * is spoken where TLS is not */
	struct text_list insecure;
	struct text_list
	    realms; /* "host", "host:port": token services elsewhere that hear credentials */
	bool allow_secrets; /* push layers with what looks like a secret */
};

#endif
