#ifndef TOOLCHAIN_FOREIGN_TOOLCHAIN_H
#define TOOLCHAIN_FOREIGN_TOOLCHAIN_H

#include "sandbox/sandbox.h"
#include "toolchain/toolchain.h"

/*
 * A toolchain that the user brought: a compiler's command as in CC (gcc of a
 * cross toolchain, clang with a sysroot, zig cc), from which the names of its
 * siblings follow. It is not believed: foreign_drivers.h makes it link a
 * program once, and what a build makes is proven as always.
 *
 * The compiler may be the project's own file, so that even its version is asked
 * in the sandbox, which shows the folder that it lies in where it is not below
 * /usr, and the paths in its command.
 *
 * Results are kept in the build cache only where the host's packages vouch for
 * all of it: the compiler and every path of its command lie below /usr, but not
 * /usr/local. Elsewhere a digest of the one executable would say nothing of the
 * libraries, headers and passes that it takes in, and one of everything would
 * take longer than most builds.
 */
enum foreign_family { FOREIGN_GCC, FOREIGN_CLANG, FOREIGN_ZIG };

enum foreign_tool {
	FOREIGN_AR,
	FOREIGN_RANLIB,
	FOREIGN_NM,
	FOREIGN_STRIP,
	FOREIGN_OBJCOPY,
	FOREIGN_OBJDUMP,
	FOREIGN_READELF,
	FOREIGN_TOOL_COUNT
};
extern const char *const foreign_tool_names[FOREIGN_TOOL_COUNT];

struct foreign_toolchain {
	const char *called; /* "musl-gcc", "zig cc": in errors and descriptions */
	enum foreign_family family;
	/* commands, words with single blanks between and nothing that a shell
	 * heeds */
	const char *cc, *cxx; /* cxx "": there is none */
	const char *tools[FOREIGN_TOOL_COUNT]; /* NULL: there is none */
	const char *sysroot; /* of its command, or NULL */
	struct text_list shown; /* what of the host the stage has to show, read-only */
	bool vouched; /* see above */
};

struct foreign_request {
	const struct text_list *command;
	const struct platform *platform;
	enum isolation rung; /* chosen */
};

/* Fills the toolchain but for its folder, which foreign_drivers_make makes in
 * the stage. ERROR_NOT_FOUND: no such compiler, or what is needed beside. */
int foreign_toolchain_find(struct arena *arena, const struct foreign_request *request,
    struct toolchain *ret_toolchain, struct error *err) MUST_CHECK;

#endif
