#include "packages/package_absent.h"

#include "base/text.h"

#include <string.h>

static const char *const names[] = {
    /* mote's compiler and linker take their place; libtool, dpkg-dev and
     * others name them */
    "binutils",
    "build-essential",
    "c++-compiler",
    "c-compiler",
    "cpp",
    "g++",
    "gcc",
    /* programs are compiled with the headers of musl; libtool and all
     * packages with headers name these */
    "libc-dev",
    "libc6-dev",
    "libc-dev-bin",
    "linux-libc-dev",
    /* a stage is unpacked and never configured */
    "debconf",
    "debconf-2.0",
    "dpkg",
    "init-system-helpers",
    "install-info",
    "libc-bin",
    "systemd-sysusers",
    "systemd-tmpfiles",
    "ucf",
    /* the layout of a root is the builder's */
    "base-files",
    "base-passwd",
    "usr-is-merged",
    "usrmerge",
};

/* Packages of a version, and cross compilers: "gcc-12",
 * "binutils-x86-64-linux-gnu". */
static const char *const starts[] = {"binutils-", "cpp-", "g++-"};

bool
package_is_absent(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	for (i = 0; i < ARRAY_SIZE(starts); i++)
		if (text_starts_with(name, starts[i]))
			return true;
	/* gcc-12, but not gcc-12-base, which the libraries of gcc need */
	return text_starts_with(name, "gcc-") && !text_ends_with(name, "-base");
}
