#ifndef DRIVER_TOOLS_H
#define DRIVER_TOOLS_H

#include "driver_words.h"

/* One toolchain, and the name by which one of its programs is called. */
struct driver {
	const char *folder, *bin; /* "/toolchain", "/toolchain/bin" */
	const char *called, *tool; /* "my-cc", "aarch64-linux-musl-gcc" */
	const char *name, *triple, *flags, *emulation; /* of the file "target" */
};

/* Each replaces the words of a call by those of a program in llvm/bin. */
void driver_compiler(struct words *words, const struct driver *driver);
void driver_preprocessor(struct words *words, const struct driver *driver);
void driver_assembler(struct words *words, const struct driver *driver);

/* Prints "NAME: ..." and ends with status 1. */
void driver_fail(const struct driver *driver, const char *format, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

#endif
