VERSION = 20230209+stable-1
LICENSE = LGPL-3.0-or-later
HOMEPAGE = https://www.gnu.org/software/gnulib/
SOURCE = 3d705dfeae9d4f17c3532e8663523206352b1f79c990b945bdcda2a847ba3546 pool/main/g/gnulib/gnulib_20230209+stable.orig.tar.gz
LIBS = -largp
SYSTEM = make
FILES = argp-ba argp-eexst argp-fmtstream argp-fs-xinl argp-help argp-parse argp-pv argp-pvh argp-xinl basename-lgpl getopt getopt1
# what gnulib's configure step would say of musl; argp.patch adds config.h. A program has no config.h, so argp.h may not ask for it
PREPARE = sed -i -e '/^.ifndef _GL_INLINE_HEADER_BEGIN/,/^_GL_INLINE_HEADER_BEGIN/d; /^_GL_INLINE_HEADER_END/d' \
  -e 's/_GL_INLINE/extern __inline __attribute__ ((__gnu_inline__))/' \
  -e 's/_GL_ATTRIBUTE_FORMAT ((_GL_ATTRIBUTE_SPEC_PRINTF_[A-Z]*, \([0-9], [0-9]\)))/__attribute__ ((__format__ (__printf__, \1)))/' lib/argp.h
BUILD = for file in $(FILES); do $(CC) $(CFLAGS) -DHAVE_CONFIG_H -Iconfig -Ilib -c lib/$$file.c -o $$file.o || exit 1; done
INSTALL = mkdir -p /out/usr/include /out/usr/lib && cp lib/argp.h /out/usr/include/ && $(AR) crs /out/usr/lib/libargp.a $(FILES:%=%.o)
