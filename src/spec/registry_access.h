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
	unsigned jobs; /* parallel connections; 0: 4 */
	unsigned retries; /* how often a request is tried again; has_retries with 0: never */
	bool has_retries;
	double retry_delay; /* seconds before the first retry, doubled for each later one; 0: 1 */
	unsigned timeout; /* a connection may transfer nothing for so many seconds; 0: 60 */
	const char
	    /* a file of CA certificates instead of those of the system; NULL:
	     * those of the system */
	    *authorities;
	/* "host" or "host:port": certificates are not checked, and plain HTTP
	 * is used if the server has no TLS */
	struct text_list insecure;
	struct text_list
	    /* "host", "host:port": token services of other hosts that may get
	     * credentials */
	    realms;
	bool allow_secrets; /* push layers even if they seem to have a secret */
};

#endif
