#ifndef TOOLCHAIN_TOOLCHAIN_H
#define TOOLCHAIN_TOOLCHAIN_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "spec/platform.h"

#include <stdbool.h>

/*
 * Finds the toolchain of a platform: a folder made by toolchain/ with bin/
 * (drivers) and sysroot/ that works from wherever it lies. Looked for, in this
 * order, as <folder>/<platform's target>: $MOTE_TOOLCHAIN_DIR;
 * $XDG_CACHE_HOME/mote/toolchain (~/.cache); PREFIX/lib/mote/toolchain. A
 * folder named by MOTE_TOOLCHAIN_DIR is the only one that is looked in.
 */
struct foreign_toolchain;
struct toolchain {
	const struct platform *platform;
	const char *folder; /* absolute, without links */
	const char *digest; /* "sha256:..." of its toolchain.json */
	const char *compiler, *musl; /* "clang 19.1.7", "1.2.5-3.1~deb13u1" */
	struct text_list fixed_cves; /* vulnerabilities of this musl that patches fixed */
	const char *contents; /* SHA-256 over its files when it was made; NULL: not written down */
	bool has_cxx; /* libc++ is in it */
	const struct foreign_toolchain
	    *foreign; /* foreign_toolchain.h; NULL: mote's own, the only one with a musl */
};

/* How build systems are told of a toolchain: a variable, and a program in its
 * bin/ or a path below its folder. Each list ends with a row whose name is
 * NULL. */
struct toolchain_variable {
	const char *name, *value;
};
extern const struct toolchain_variable toolchain_tools[]; /* {"CC", "cc"}, ... */
/* Likewise in a sandbox, where PATH is known: programs with no name of the
 * target, among them the compiler for what a build makes to run it itself. */
extern const struct toolchain_variable toolchain_sandbox_tools[];
extern const struct toolchain_variable toolchain_files[]; /* {"CONFIG_SITE", "config.site"}, ... */

/* Where a user's own toolchains are installed: the first of the folders
 * above. */
int toolchain_home(struct arena *arena, const char **ret_home, struct error *err) MUST_CHECK;

/* "clang 19.1.7, musl 1.2.5-3.1~deb13u1", "gcc 12.2.0 (musl-gcc)" */
char *toolchain_description(struct arena *arena, const struct toolchain *toolchain);

/* ERROR_NOT_FOUND names the command that makes it. */
int toolchain_find(struct arena *arena, const struct platform *platform,
    struct toolchain *ret_toolchain, struct error *err) MUST_CHECK;

/* Whether what its drivers call is where a stage looks for it; ERROR_NOT_FOUND
 * names the command that installs it. */
int toolchain_check_programs(
    struct arena *arena, const struct toolchain *toolchain, struct error *err) MUST_CHECK;

#endif
