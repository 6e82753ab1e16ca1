#ifndef TOOLCHAIN_TOOLCHAIN_H
#define TOOLCHAIN_TOOLCHAIN_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "spec/platform.h"

#include <stdbool.h>

/*
 * Finds the toolchain of a platform: a folder with bin/ (drivers) and sysroot/
 * that the recipes made. It can be moved to any place. mote looks for
 * <folder>/<platform's target> in $XDG_CACHE_HOME/mote/toolchain (or ~/.cache)
 * and then in PREFIX/lib/mote/toolchain. When MOTE_TOOLCHAIN_DIR is set, mote
 * looks only in that folder.
 */
struct foreign_toolchain;
struct toolchain {
	const struct platform *platform;
	const char *folder; /* absolute, without links */
	const char *digest; /* "sha256:..." of its toolchain.json */
	const char *compiler, *musl; /* "clang 19.1.7", "1.2.5-3.1~deb13u1" */
	struct text_list fixed_cves; /* vulnerabilities of this musl that patches fixed */
	const char *contents; /* SHA-256 over its files when it was made; NULL: not recorded */
	bool has_cxx; /* libc++ is in it */
	const struct foreign_toolchain
	    *foreign; /* foreign_toolchain.h; NULL: mote's own, and only that has `musl` */
};

/* The variables that tell build systems about a toolchain. A value is a program
 * in its bin/, or a path below its folder. Each list ends with a row whose name
 * is NULL. */
struct toolchain_variable {
	const char *name, *value;
};
extern const struct toolchain_variable toolchain_tools[]; /* {"CC", "cc"}, ... */
/* The same for a sandbox, where mote sets PATH: names of programs without the
 * target. One of them is the compiler for programs that the build itself
 * runs. */
extern const struct toolchain_variable toolchain_sandbox_tools[];
extern const struct toolchain_variable toolchain_files[]; /* {"CONFIG_SITE", "config.site"}, ... */

/* The folder in which toolchains of the user are installed:
 * $MOTE_TOOLCHAIN_DIR, or the first of the folders above. */
int toolchain_home(struct arena *arena, const char **ret_home, struct error *err) MUST_CHECK;

/* "clang 19.1.7, musl 1.2.5-3.1~deb13u1", "gcc 12.2.0 (musl-gcc)" */
char *toolchain_description(struct arena *arena, const struct toolchain *toolchain);

/* ERROR_NOT_FOUND names the command that makes the toolchain. */
int toolchain_find(struct arena *arena, const struct platform *platform,
    struct toolchain *ret_toolchain, struct error *err) MUST_CHECK;

/* Reads the toolchain for this platform from any folder. */
int toolchain_read(struct arena *arena, const struct platform *platform, const char *folder,
    struct toolchain *ret_toolchain, struct error *err) MUST_CHECK;

#endif
