#ifndef BUILDER_SANDBOX_H
#define BUILDER_SANDBOX_H

#include "base/process.h"
#include "spec/spec.h"

/*
 * One command, shut in. The rungs of the ladder, best first:
 *
 *	strict    bubblewrap: user, mount, pid, network, ipc, uts and cgroup namespaces of its own
 *	landlock  no namespaces (blocked by the host): the kernel's file rules and a network filter
 *	none      a plain process with a clean environment
 *
 * With ISOLATION_AUTO the first rung that this machine grants is used; below strict one line says so and
 * why. A rung that was asked for by name and is not to be had is ERROR_REFUSED.
 */
struct sandbox_bind {
	const char *from; /* on the host */
	const char *to; /* fixed path inside; on the lower rungs paths stay as on the host */
	bool writable;
};

struct sandbox {
	enum isolation isolation; /* wanted */
	const struct sandbox_bind *binds;
	size_t bind_count;
	const char *folder; /* working folder, a path inside */
	const char *const *environment; /* complete, NULL-terminated */
};

/* The rung that would be used: ISOLATION_STRICT, _LANDLOCK or _NONE. Decided once, before paths are laid out. */
int sandbox_choose(enum isolation wanted, enum isolation *ret_rung, struct error *err) MUST_CHECK;
/* "strict", "landlock", "none" */
const char *sandbox_rung_name(enum isolation rung);

int sandbox_run(struct arena *arena, const struct sandbox *sandbox, const char *const *arguments,
    int *ret_status, struct error *err) MUST_CHECK;

#endif
