#ifndef TOOLCHAIN_FOREIGN_TOOLCHAIN_H
#define TOOLCHAIN_FOREIGN_TOOLCHAIN_H

#include "sandbox/sandbox.h"
#include "toolchain/toolchain.h"

/*
 * A toolchain that the user supplies: a compiler command as in CC (gcc of a
 * cross toolchain, clang with a sysroot, zig cc). The names of its other tools
 * follow from it. mote does not trust it: foreign_drivers.h links a test
 * program with it, and every program that it builds is checked as usual.
 *
 * The compiler may be a file of the project. So mote runs it only in the
 * sandbox, even to read its version. The sandbox shows the compiler's folder
 * when that is not below /usr, and the paths in the command.
 *
 * Results are stored in the build cache only when packages of the host
 * installed the whole toolchain: the compiler and every path of its command lie
 * below /usr, but not below /usr/local. In other folders, a digest of the
 * executable alone would not cover the libraries, headers and passes that it
 * reads, and a digest of all of them would take longer than most builds.
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
	const char *called; /* its name in errors and descriptions: "musl-gcc", "zig cc" */
	enum foreign_family family;
	/* commands: words with single blanks between them and no character that
	 * is special to a shell */
	const char *cc, *cxx; /* cxx is "" when there is none */
	const char *tools[FOREIGN_TOOL_COUNT]; /* NULL: there is none */
	const char *sysroot; /* the sysroot in the command, or NULL */
	struct text_list shown; /* folders of the host that the stage must show, read-only */
	bool vouched; /* installed by packages of the host: see above */
};

struct foreign_request {
	const struct text_list *command;
	const struct platform *platform;
	enum isolation rung; /* the rung that was chosen for the build */
};

/* Fills the toolchain except for its folder, which foreign_drivers_make makes
 * in the stage. ERROR_NOT_FOUND: the compiler or another tool that it needs is
 * missing. */
int foreign_toolchain_find(struct arena *arena, const struct foreign_request *request,
    struct toolchain *ret_toolchain, struct error *err) MUST_CHECK;

#endif
