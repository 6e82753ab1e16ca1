#ifndef DRIVER_H
#define DRIVER_H

#include "driver_words.h"

/*
 * The compiler, the assembler, the preprocessor and the linker of a toolchain,
 * as its folder bin/ has them: clang and lld, told where the toolchain lies,
 * for which processor they work and what they link. Nothing of the host is
 * used.
 *
 * A toolchain is a folder with
 *	target		name, triple, flags and emulation; a line each, NAME=VALUE
 *	bin/		links to llvm/bin/clang, one a name: cc, gcc, ar, ...
 *	llvm/bin/	clang and links to it: clang++, ld.lld, llvm-ar, ...
 *	sysroot/	musl, the kernel's headers, libc++
 *	resource/	compiler-rt and the headers of clang
 */
#ifdef __cplusplus
extern "C" {
#endif

/*
 * Turns a call of a program in bin/ into the call of clang, ld.lld or llvm-NAME
 * that it stands for: word 0 is then that program's path in llvm/bin. A call
 * of another program stays as it is. Prints an error and exits with status 1
 * if this toolchain cannot do what is asked. Does not return where
 * MOTE_WRAPPER names a command that has to compile.
 */
void driver_translate(struct words *words);

#ifdef __cplusplus
}
#endif

#endif
