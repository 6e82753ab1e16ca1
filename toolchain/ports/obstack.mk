VERSION = 20230209+stable-1
LICENSE = LGPL-3.0-or-later
HOMEPAGE = https://www.gnu.org/software/gnulib/
SOURCE = 3d705dfeae9d4f17c3532e8663523206352b1f79c990b945bdcda2a847ba3546 pool/main/g/gnulib/gnulib_20230209+stable.orig.tar.gz
LIBS = -lobstack
SYSTEM = make
# What gnulib's configure step would say of musl. obstack_exit_failure is a variable of the library, as in the GNU C library; a
# program has no config.h, so the header may not ask for it.
PREPARE = mkdir own && : >own/config.h && \
  printf '%s\n' '\#include <stdlib.h>' 'int obstack_exit_failure = EXIT_FAILURE;' '\#define exit_failure obstack_exit_failure' >own/exitfail.h && \
  sed -i 's/_GL_ATTRIBUTE_PURE/__attribute__ ((__pure__))/' lib/obstack.h
BUILD = cp lib/obstack.[ch] lib/gettext.h own/ && $(CC) $(CFLAGS) -Iown -c own/obstack.c -o obstack.o
INSTALL = mkdir -p /out/usr/include /out/usr/lib && cp own/obstack.h /out/usr/include/ && $(AR) crs /out/usr/lib/libobstack.a obstack.o
