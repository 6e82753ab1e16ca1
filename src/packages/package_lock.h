#ifndef PACKAGES_PACKAGE_LOCK_H
#define PACKAGES_PACKAGE_LOCK_H

#include "base/error.h"
#include "base/text.h"

#include <stddef.h>
#include <stdint.h>

/*
 * A list of Debian packages, each named so exactly that it is the same file
 * everywhere: mote.lock of a project, and the list of mote's own tools that is
 * compiled into mote (toolchain/tools.lock). A lock has the packages for each
 * processor that a host may have. Its lines are sorted, so that a change is
 * easy to read:
 *
 *	mote-lock 1
 *	suite bookworm
 *	wanted autoconf
 *	amd64 autoconf 2.71-3 332240 <SHA-256> pool/main/a/autoconf/autoconf_2.71-3_all.deb
 *
 * A line that begins with "#" is a comment.
 */
struct locked_package {
	const char *host; /* the processor of the host: "amd64", "arm64" */
	const char *name, *version;
	uint64_t size; /* of the .deb, in bytes */
	const char *sha256; /* of the .deb: 64 hexadecimal digits */
	const char *path; /* below an archive of Debian: "pool/main/..." */
};

struct package_lock {
	const char *suite; /* "bookworm" */
	struct text_list wanted; /* the names that were asked for, sorted */
	struct locked_package *items; /* by host, then by name */
	size_t count, capacity;
};

enum { PACKAGE_LOCK_LIMIT = 4 << 20 /* bytes of a file */ };

/* The suite of mote's own tools, and so of every lock that mote makes. */
#define PACKAGE_SUITE "bookworm"

/* The processors that a lock has packages for, sorted; ends with NULL. */
extern const char *const package_hosts[];

/* `name` is the file's name, for errors ("mote.lock:7: ..."). A lock whose
 * lines are not sorted, or say one thing twice, is refused. */
int package_lock_parse(struct arena *arena, const char *name, const struct text *bytes,
    struct package_lock *ret_lock, struct error *err) MUST_CHECK;
char *package_lock_print(struct arena *arena, const struct package_lock *lock) RETURNS_NONNULL;

/* Adds a package at its sorted place; the lock has none of this host and name
 * yet. */
void package_lock_add(
    struct arena *arena, struct package_lock *lock, const struct locked_package *package);

/* The package of this host and name, or NULL. */
const struct locked_package *package_lock_find(
    const struct package_lock *lock, const char *host, const char *name);

/* The list of mote's own tools. */
int package_lock_of_tools(
    struct arena *arena, struct package_lock *ret_lock, struct error *err) MUST_CHECK;

/* The list of what ports need besides the tools: build systems, and glibc for
 * programs that a build runs itself. */
int package_lock_of_ports(
    struct arena *arena, struct package_lock *ret_lock, struct error *err) MUST_CHECK;

/* "amd64" or "arm64": Debian's name for the processor of this machine; NULL:
 * no lock has packages for it. */
const char *package_host(void);

#endif
