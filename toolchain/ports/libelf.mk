VERSION = 0.188-2.1
LICENSE = LGPL-3.0-or-later OR GPL-2.0-or-later
HOMEPAGE = https://sourceware.org/elfutils/
SOURCE = fb8b0e8d0802005b9a309c60c1d8de32dd2951b56f0c3a3cb56d21ce01595dff pool/main/e/elfutils/elfutils_0.188.orig.tar.bz2
FIXES = dac77dc13f8f3bb2c541d631faf75216fc6640a359143a4545129ee096bc35ff pool/main/e/elfutils/elfutils_0.188-2.1.debian.tar.xz
DEPENDS = zlib
LIBS = -lelf
SYSTEM = autotools
# the other libraries and the programs of elfutils want argp, fts and obstack, which musl has not
OPTIONS = --disable-debuginfod --disable-libdebuginfod --disable-symbol-versioning --disable-nls --without-bzlib --without-lzma --without-zstd \
  'ac_cv_search_argp_parse=none required' 'ac_cv_search_fts_close=none required' 'ac_cv_search__obstack_free=none required'
PORT_CFLAGS += -Wno-error
BUILD = -C libelf libelf.a
INSTALL = -C libelf install-libLIBRARIES install-includeHEADERS install-pkgincludeHEADERS
AFTER = install -Dm644 -t /out/usr/lib/pkgconfig config/libelf.pc
