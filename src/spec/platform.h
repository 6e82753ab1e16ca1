#ifndef SPEC_PLATFORM_H
#define SPEC_PLATFORM_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>

/*
 * The platforms that mote knows, each with all of its names. The table is
 * constant: two platforms are the same exactly when the pointers are equal.
 * Clause: image-spec 1.1, image-index.md, "platform".
 */
struct platform {
	const char *name; /* "linux/arm/v7", as users write it */
	const char *architecture; /* "arm": GOARCH */
	const char *variant; /* "v7", or NULL */
	const char *target; /* "armv7": the file in toolchain/targets/ */
	const char *triple; /* "arm-linux-musleabihf" */
	unsigned elf_machine; /* EM_ARM */
	unsigned elf_class; /* 1: ELFCLASS32, 2: ELFCLASS64 */
	unsigned elf_data; /* 1: little endian, 2: big endian */
};

/* Reads "linux/amd64", "amd64", "x86_64", "aarch64", "linux/arm64/v8", ...
 * NULL: unknown; `err` suggests a similar name. */
const struct platform *platform_parse(const char *text, struct error *err) MUST_CHECK;

/* The platform with these ELF header fields, or NULL. */
const struct platform *platform_of_elf(unsigned machine, unsigned elf_class, unsigned elf_data);

/* The platform of 32-bit ARM for a version of the architecture: 7, 6 or 5. mote
 * packs programs for 6 and 5, but does not compile for them: they are not in
 * platform_all(). */
const struct platform *platform_of_arm(unsigned version);

/* The platform with this OCI architecture and variant (which may be NULL or
 * ""), or NULL. */
const struct platform *platform_of_oci(const char *architecture, const char *variant);

/* The processor that mote runs on. */
const struct platform *platform_host(void);

/* All platforms, NULL-terminated, in the fixed order of indexes. */
const struct platform *const *platform_all(void);

#endif
